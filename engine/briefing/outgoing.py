"""Shapes of the contract that several of its parts hold: a quantity's range, a flip."""

from __future__ import annotations

from engine.briefing import numbers
from engine.briefing.contract import FlipOut, Range
from engine.counterfactual.flips import Flip
from engine.inference.run import Run
from kb.units import spell


def range_out(run: Run, claim: str, name: str) -> Range:
    """A quantity over the scenarios, all null where it is unknown."""
    values = run.evaluation.value(claim, name)
    spelt = spell(run.book.dimensions[claim][name])
    if not values.known[0]:
        return Range(low=None, mid=None, high=None, unit=spelt)
    return Range(low=values.low(0), mid=values.middle(0), high=values.high(0), unit=spelt)


def flip_out(run: Run, flip: Flip) -> FlipOut:
    """A flip, with the date its fact is about."""
    reading = run.evaluation.readings[flip.claim][flip.fact][0]
    return FlipOut.model_validate(
        {
            "of": flip.claim,
            "series": flip.series,
            "target": None if reading.target is None else numbers.iso_date(reading.target),
            "from": flip.now,
            "to": flip.then,
            "unit": spell(run.book.dimensions[flip.claim][flip.fact]),
            "daily_moves": flip.daily_moves,
        }
    )
