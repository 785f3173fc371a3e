"""Shapes of the contract that several of its parts hold: a quantity's range, a flip."""

from __future__ import annotations

from engine.contract.briefing import FlipOut, Range
from engine.counterfactual.flips import Flip
from engine.judge.run import Run
from engine.words import numbers
from kb.units import spell


def range_out(run: Run, claim: str, name: str) -> Range:
    """A quantity over the scenarios, all null where it is unknown."""
    values = run.evaluation.value(claim, name)
    spelt = spell(run.book.dimensions[claim][name])
    if not values.known[0]:
        return Range(low=None, mid=None, high=None, unit=spelt)
    return Range(low=values.low(0), mid=values.middle(0), high=values.high(0), unit=spelt)


def flip_out(run: Run, flip: Flip) -> FlipOut:
    """A flip, with the days its fact speaks of and is about."""
    return FlipOut.model_validate(
        {
            "of": flip.claim,
            "series": flip.series,
            "as_of": numbers.iso_date(flip.as_of),
            "target": None if flip.target is None else numbers.iso_date(flip.target),
            "from": flip.now,
            "to": flip.then,
            "unit": spell(run.catalog.get(flip.series).measured_in.dimension),
            "daily_moves": flip.daily_moves,
            "becomes": flip.becomes or None,
            "how": flip.how,
        }
    )
