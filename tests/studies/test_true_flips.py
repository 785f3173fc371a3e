"""Flips on two real days: the number printed turns the finding, a hundredth less does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.counterfactual.candidates import candidates
from engine.counterfactual.conclusions import HEADLINE, finding_of
from engine.counterfactual.flips import MOVES, Flip
from engine.counterfactual.moves import moved_value
from engine.counterfactual.nearest import NearestFlips
from engine.counterfactual.search import search
from engine.counterfactual.supposed import on_panel
from engine.counterfactual.trial import Trial
from engine.counterfactual.worlds import Worlds
from engine.judge.run import Run
from kb.panel import Panel
from tests.studies.test_proofs import DAYS, judged
from tests.studies.test_real_days import on

SAMPLE = dict(zip(DAYS, [("floor_value_price",), ("etf_outflow", "five_causes")], strict=True))
"""What is searched on each day."""
FIGURES = {"tn": 1e12, "bn": 1e9, "m": 1e6}


@pytest.fixture(scope="module")
def runs(history) -> dict[str, Run]:
    return {day: on(history, day) for day in DAYS}


@pytest.fixture(scope="module")
def nearest(runs) -> dict[str, NearestFlips]:
    """Of each day the flips along the slopes, found when they are first asked for."""
    return {day: NearestFlips(run) for day, run in runs.items()}


def moved(run: Run, flip: Flip, value: float) -> Panel:
    """The panel in which one fact has another value, made without the room that is tested."""
    panel = run.evaluation.panel
    told = tuple(
        replace(t, value=np.where(t.ids == flip.fact, value, t.value))
        for t in panel.sources(flip.series)
    )
    return replace(panel, tracks={**panel.tracks, flip.series: told})


def outcome(run: Run, flip: Flip, value: float) -> str:
    """What turns, with the fact at a value: by the whole rule base for the headline."""
    if flip.claim == HEADLINE:
        return on_panel(run, moved(run, flip, value)).headline or ""
    part = run.book.part(flip.claim)
    return judged(part, run, moved(run, flip, value)).status


def today(run: Run, flip: Flip) -> str:
    return run.headline or "" if flip.claim == HEADLINE else run.findings[flip.claim].status


def is_true(run: Run, flip: Flip) -> bool:
    """Whether it turns at what is printed, to what is said, and not a hundredth short of it."""
    short = flip.now + 0.99 * (flip.printed - flip.now)
    there, before = (outcome(run, flip, value) for value in (flip.printed, short))
    return (there, before) == (flip.becomes, today(run, flip)) and there != before


@pytest.mark.parametrize("day", DAYS)
def test_every_flip_of_a_briefing_is_true(runs, nearest, day):
    flips = list(nearest[day])
    assert len(flips) >= 8
    assert [flip for flip in flips[::5] if not is_true(runs[day], flip)] == []


@pytest.mark.parametrize("day", DAYS)
def test_what_a_search_finds_is_true_and_never_farther_than_the_slopes_lead(runs, nearest, day):
    run = runs[day]
    near = {flip.claim: flip for flip in nearest[day] if flip.daily_moves is not None}
    for claim in SAMPLE[day]:
        found = search(run, finding_of(claim))
        assert all(is_true(run, flip) for flip in found.flips), claim
        known = [flip.daily_moves for flip in found.flips if flip.daily_moves is not None]
        if claim in near:
            assert min(known) <= near[claim].daily_moves * (1 + 1e-6), claim


def test_nothing_within_ten_moves_is_so(runs):
    """Every fact that was tried is put at each of its whole moves, up and down."""
    run = runs[DAYS[0]]
    claim = next(c for c in run.findings if c != HEADLINE and quiet(run, c))
    trial = Trial(Worlds(run), finding_of(claim))
    for one in (each for each in candidates(run, trial.part) if each.move):
        values = [one.now + way * m * one.move for m in range(1, int(MOVES) + 1) for way in (-1, 1)]
        codes, _ = trial.at(one, [value for value in values if one.allows(value)])
        assert set(codes.tolist()) == {codes[0]}, (claim, one.series.name)


def quiet(run: Run, claim: str) -> bool:
    """Whether a claim has facts with known moves, and none of them turns it."""
    if not run.book.page(claim).judged:
        return False
    found = search(run, finding_of(claim))
    return bool(found.measured) and found.nothing_near


@pytest.mark.parametrize("day", DAYS)
def test_what_is_printed_is_the_very_number(runs, nearest, day):
    """Read back, the text gives the value that was tried."""
    run = runs[day]
    for flip in nearest[day]:
        series = run.catalog.get(flip.series)
        text = moved_value(series, flip.printed, flip).replace("−", "-").replace(",", "")
        number = text.replace("$", "").removesuffix(" coins").removesuffix(" JPY/USD")
        power = next((p for name, p in FIGURES.items() if number.endswith(name)), 1.0)
        shown = float(number.rstrip("%xtnbm ")) * power
        assert shown == pytest.approx(series.measured_in.shown(flip.printed), rel=1e-12)
