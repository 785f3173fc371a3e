"""Nearest flips: for a finding, the smallest change of one fact that would turn it.

Guessed along the slopes of all conditions it rests on, and then tried with everything followed: at
the number printed the finding must come out otherwise, and a hundredth of the way short of it must
not. `engine.counterfactual.search` looks further, where the slopes lead nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from engine.counterfactual import rounding
from engine.counterfactual.candidates import Candidate
from engine.counterfactual.conclusions import Conclusion
from engine.counterfactual.extrapolation import Guess
from engine.counterfactual.trial import Trial, Turn
from engine.counterfactual.worlds import Outcomes, Worlds
from kb.frozen import dataclass

How = Literal["exact", "bracketed", "scanned"]

MOVES = 10.0  # daily moves, within which a flip is looked for
SHORT = 0.99
GUESSES = 3  # tried for one conclusion
ON_THE_WAY = (0.1, 0.4, 0.8, 1.02, 1.3, 2.0)


@dataclass(frozen=True)
class Flip:
    """A change of one fact that turns a claim, or changes which headline speaks.

    claim        the claim, or "headline"
    becomes      what it then is: holds, fails, unknown; the headline claim, "" for none
    line         the condition that turns, on this page or upstream
    fact, as_of  the row that moves and its day; `target` the date it is about
    now, then    its value today and where the claim turns, canonical units
    printed      `then` rounded away from today: there the claim has turned
    daily_moves  the change in standard deviations of the series' own daily change, None when the
                 facts hold too few days to know
    how          exact (the condition is linear in the fact), bracketed (between two values tried),
                 or scanned (it does not keep one direction; this is the nearest the scan met)
    """

    claim: str
    becomes: str
    line: str
    series: str
    fact: int
    as_of: int
    target: int | None
    now: float
    then: float
    printed: float
    daily_moves: float | None
    how: How

    @property
    def nearness(self) -> tuple[bool, float]:
        """Sorts flips: the fewest daily moves first, then those measured against today's value."""
        if self.daily_moves is not None:
            return False, self.daily_moves
        return True, abs(self.then - self.now) / max(abs(self.now), 1e-300)


def nearest_true(worlds: Worlds, conclusion: Conclusion, guessed: Sequence[Guess]) -> Flip | None:
    """The nearest of the guesses for a conclusion that are borne out, as a flip."""
    trial = Trial(worlds, conclusion)
    best: tuple[tuple[bool, float, int], Flip] | None = None
    for guess in guessed[:GUESSES]:
        if best is not None and best[0] < guess.distance:
            break
        flip = followed(trial, guess)
        if flip is not None:
            far = guess.candidate.distance(flip.then)
            best = (far, flip) if best is None or far < best[0] else best
    return None if best is None else best[1]


def followed(trial: Trial, guess: Guess) -> Flip | None:
    """A guess tried: as it is, and else along the way to it."""
    if guess.linear:
        flip = tried(trial, guess.candidate, Turn(guess.then, guess.line), "exact")
        if flip is not None:
            return flip
    way = guess.then - guess.candidate.now
    steps = [guess.candidate.now + share * way for share in ON_THE_WAY]
    steps = [value for value in steps if guess.candidate.allows(value)]
    return on_the_way(trial, guess.candidate, steps)


def on_the_way(trial: Trial, one: Candidate, steps: Sequence[float]) -> Flip | None:
    """The first turn among values that lead away from today's, followed to its place."""
    codes, found = trial.at(one, steps)
    for i, value in enumerate(steps):
        if codes[i + 1] != codes[0]:
            turn = trial.between(one, steps[i - 1] if i else one.now, value)
            if turn is None:
                return None
            how: How = "bracketed" if _one_way(found, turn.line, i + 2) else "scanned"
            return tried(trial, one, turn, how)
    return None


def _one_way(found: Outcomes, line: str, rows: int) -> bool:
    """Whether the margins of a line keep one direction over the first rows."""
    if line not in found.lines:
        return False
    column = found.lines.index(line)
    changes = (np.diff(margins[:rows, column]) for margins in (found.worst, found.best))
    return all((change >= 0).all() or (change <= 0).all() for change in changes)


def tried(trial: Trial, one: Candidate, turn: Turn, how: How) -> Flip | None:
    """A flip at this place, if what is printed turns the conclusion and a little less does not."""
    for printed in _printed(one, turn.then):
        short = one.now + SHORT * (printed - one.now)
        codes, _ = trial.each([(one, short), (one, printed)])
        if codes[0] == trial.today != codes[1] and one.allows(printed):
            return _flip(trial, one, turn, printed, int(codes[1]), how)
    return None


def _printed(one: Candidate, then: float) -> Iterator[float]:
    """The round numbers at and beyond a place, in the series' own unit."""
    unit = one.series.measured_in
    now = unit.shown(one.now)
    if abs(then - one.now) <= 1e-9 * max(abs(one.now), abs(then)):
        hair = 1e-6 * (abs(one.now) or one.size)
        yield from (one.now + hair, one.now - hair)  # it stands on the spot: any move turns it
    else:
        yield from (unit.canonical(value) for value in rounding.away(now, unit.shown(then)))


def _flip(trial: Trial, one: Candidate, turn: Turn, printed: float, code: int, how: How) -> Flip:
    return Flip(
        claim=trial.conclusion.name,
        becomes=trial.conclusion.becomes(code),
        line=turn.line,
        series=one.series.name,
        fact=one.fact,
        as_of=one.as_of,
        target=one.target,
        now=one.now,
        then=printed if math.isclose(turn.then, printed, rel_tol=1e-11) else turn.then,
        printed=printed,
        daily_moves=abs(turn.then - one.now) / one.move if one.move else None,
        how=how,
    )
