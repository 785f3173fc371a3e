"""How far the conditions of a claim are from turning, in daily moves of the nearest series.

In: a run and a claim. Out: for each numeric line under it the fewest daily moves of one fact that,
along today's slope, bring its margin to zero, and the series of that fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.counterfactual.candidates import candidates
from engine.counterfactual.extrapolation import Reach, reaches
from engine.counterfactual.slice import slice_of
from engine.counterfactual.worlds import Worlds
from engine.judge.run import Run

Moves = tuple[float, str]


def moves_to_turn(worlds: Worlds, run: Run, claim: str) -> Mapping[str, Moves]:
    """By line its distance in daily moves and the series, where some fact brings it there."""
    part = slice_of(run.book, [claim])
    known = [one for one in candidates(run, part) if one.move]
    found: dict[str, Moves] = {}
    for reach in reaches(worlds, part, known):
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
