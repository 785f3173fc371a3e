"""How far the conditions of a claim are from turning, in daily moves of the nearest series.

In: a run and a claim. Out: for each numeric line under it the fewest daily moves of one fact that,
along today's slope, bring its margin to zero, and the series of that fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np

from engine.counterfactual.candidates import candidates, rows_of
from engine.counterfactual.extrapolation import Reach, reaches
from engine.counterfactual.slice import slice_of
from engine.counterfactual.worlds import Worlds
from engine.judge.run import Run

Moves = tuple[float, str]


def moves_to_turn(worlds: Worlds, run: Run, claim: str) -> Mapping[str, Moves]:
    """By line its distance in daily moves and the series, where some fact brings it there."""
    part = slice_of(run.book, [claim])
    known = [one for one in candidates(run, part) if one.move]
    return _fewest(reaches(worlds, part, known))


class MovesToTurn:
    """The same for every claim: a fact is moved once, for all conditions that rest on it."""

    def __init__(self, worlds: Worlds, run: Run) -> None:
        self._run = run
        part = slice_of(run.book, [page.claim for page in run.book.pages])
        known = [one for one in candidates(run, part) if one.move]
        self._reaches: dict[int, list[Reach]] = {}
        for reach in reaches(worlds, part, known):
            self._reaches.setdefault(reach.candidate.fact, []).append(reach)

    def of(self, claim: str) -> Mapping[str, Moves]:
        """Those of the lines under one claim, by the facts behind it and no others."""
        part = slice_of(self._run.book, [claim])
        series: dict[str, list[Reach]] = {}
        for row in rows_of(self._run, part):
            for reach in self._reaches.get(row, ()):
                series.setdefault(reach.candidate.series.name, []).append(reach)
        own = {line for _, line in part.comparisons}
        found = _fewest(chain.from_iterable(series.values()))
        return {line: moves for line, moves in found.items() if line in own}


def _fewest(given: Iterable[Reach]) -> dict[str, Moves]:
    """By line the fewest moves of any, of two alike the first."""
    found: dict[str, Moves] = {}
    for reach in given:
        for line, far in _far(reach):
            moves = far / (reach.candidate.move or 1.0)
            if line not in found or moves < found[line][0]:
                found[line] = (moves, reach.candidate.series.name)
    return found


def _far(reach: Reach) -> Iterator[tuple[str, float]]:
    """How far along a candidate's way each line loses its truth."""
    today = reach.today
    for column in np.flatnonzero(np.isfinite(reach.far).any(axis=0)).tolist():
        worst, best = reach.far[:, column]
        true, false = today.true[0, column], today.false[0, column]
        far = worst if true else best if false else min(worst, best)
        if np.isfinite(far):
            yield today.lines[column], float(far)
