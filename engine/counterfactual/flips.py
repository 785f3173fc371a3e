"""Nearest flips: for a finding, the smallest change of one fact that would turn it.

Guessed along the slopes of all conditions it rests on, and then tried with everything followed: at
the number printed the finding must come out otherwise, and a hundredth of the way short of it must
not. `engine.counterfactual.search` looks further, where the slopes lead nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.counterfactual import rounding
from engine.counterfactual.candidates import Candidate
from engine.counterfactual.straight import Guess
from engine.counterfactual.things import Thing
from engine.counterfactual.trial import Trial, Turn
from engine.counterfactual.worlds import Outcomes, Worlds

How = Literal["exact", "bracketed", "scanned"]

MOVES = 10.0  # daily moves, within which a flip is looked for
SHORT = 0.99
GUESSES = 3  # tried for one thing
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
    how          exact (straight conditions), bracketed (between two values tried), or scanned (the
                 condition does not keep one direction, and this is the nearest the scan met)
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
    def relative(self) -> float:
        """The size of the change against today's value."""
        return abs(self.then - self.now) / max(abs(self.now), 1e-300)

    @property
    def nearness(self) -> tuple[bool, float]:
        """Sorts flips: the fewest daily moves first, then those measured against today's value."""
        far = self.relative if self.daily_moves is None else self.daily_moves
        return self.daily_moves is None, far


def nearest_true(worlds: Worlds, guessed: Sequence[Guess]) -> Flip | None:
    """The nearest of the guesses for a thing that are borne out, as a flip."""
    trial = Trial(worlds, guessed[0].thing)
    best: Flip | None = None
    reached: tuple[bool, float, int] | None = None
    for guess in guessed[:GUESSES]:
        if reached is not None and reached < guess.candidate.distance(guess.then):
            break
        flip = followed(trial, guess)
        if flip is not None:
            far = guess.candidate.distance(flip.then)
            if reached is None or far < reached:
                best, reached = flip, far
    return best


def followed(trial: Trial, guess: Guess) -> Flip | None:
    """A guess tried: as it is, and else along the way to it."""
    if guess.straight:
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
    """A flip at this place, if what is printed turns the thing and a little less does not."""
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
    thing = trial.thing
    return Flip(
        claim=thing.name,
        becomes=_becomes(thing, code),
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


def _becomes(thing: Thing, code: int) -> str:
    if thing.is_headline:
        return thing.claims[code] if code < len(thing.claims) else ""
    return {1: "holds", -1: "fails"}.get(code, "unknown")
