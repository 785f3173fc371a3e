"""Where findings would turn if every condition went on along its slope: guesses, to be tried.

In: the lines of a slice at today's facts and with each candidate a little up and a little down.
Out: for each claim and candidate, the first value on each side at which the claim would come out
otherwise. A condition that is linear in a fact is guessed exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.counterfactual.candidates import Candidate
from engine.counterfactual.slice import Slice
from engine.counterfactual.things import Thing, codes_of
from engine.counterfactual.worlds import Outcomes, Worlds
from engine.inference.logic import BoolArray, Truths
from engine.inference.reference import evaluate

Floats = NDArray[np.float64]

STEP = 0.25  # of a daily move
SHARE = 0.01  # of today's value, where the daily move is not known
BEYOND = 1e-7


@dataclass(frozen=True)
class Guess:
    """A value of a fact at which a thing would turn along straight lines, and the line that does.

    straight  whether that line has the same slope up and down
    """

    thing: Thing
    candidate: Candidate
    then: float
    line: str
    straight: bool


def guesses(
    worlds: Worlds, part: Slice, things: Sequence[Thing], given: Sequence[Candidate]
) -> Iterator[Guess]:
    """The guesses for each thing, in no order."""
    events: list[_Event] = []
    today: Outcomes | None = None
    for series in dict.fromkeys(one.series.name for one in given):
        alike = [one for one in given if one.series.name == series]
        tried = [(alike[0], alike[0].now)]
        tried += [(one, one.now + way * _step(one)) for one in alike for way in (-1, 1)]
        there = [worlds.moved(series, one.fact, value) for one, value in tried]
        today = worlds.outcomes(part, there)
        events += [event for i, one in enumerate(alike) for event in _events(today, one, i)]
    if today is not None:
        yield from _turning(part, things, today, events)


def _step(one: Candidate) -> float:
    return STEP * one.move if one.move else SHARE * (abs(one.now) or one.size)


@dataclass(frozen=True, eq=False)
class _Event:
    """A place on one candidate's way where a line turns, and all truths just beyond it."""

    candidate: Candidate
    way: int
    then: float
    line: str
    straight: bool
    true: BoolArray
    false: BoolArray


def _events(found: Outcomes, one: Candidate, place: int) -> Iterator[_Event]:
    """What happens along a candidate's two ways, the nearest first."""
    step, down, up = _step(one), 1 + 2 * place, 2 + 2 * place
    bent = [
        np.abs(m[up] - 2 * m[0] + m[down]) > 1e-9 * (np.abs(m[up] - m[0]) + np.abs(m[down] - m[0]))
        for m in (found.worst, found.best)
    ]
    for way, row in ((-1, down), (1, up)):
        slopes = [(m[row] - m[0]) / step for m in (found.worst, found.best)]
        distances = [
            _distance(m[0], s) for m, s in zip((found.worst, found.best), slopes, strict=True)
        ]
        both = np.concatenate(distances)
        for place_ in np.argsort(both, kind="stable"):
            far = float(both[place_])
            then = one.now + way * far
            if not np.isfinite(far) or not one.allows(then):
                break
            line = int(place_) % len(found.lines)
            beyond = far * (1 + BEYOND) + BEYOND * 1e-3 * one.size
            true, false = _beyond(found, slopes, beyond)
            curved = bool(bent[int(place_) // len(found.lines)][line])
            yield _Event(one, way, then, found.lines[line], not curved, true, false)


def _distance(margin: Floats, slope: Floats) -> Floats:
    """How far along a slope a margin reaches zero; infinite where it never does."""
    with np.errstate(all="ignore"):
        far = np.where(margin == 0, 0.0, -margin / slope)
    reached: Floats = np.where((slope != 0) & (far >= 0) & np.isfinite(far), far, np.inf)
    return reached


def _beyond(found: Outcomes, slopes: Sequence[Floats], far: float) -> tuple[BoolArray, BoolArray]:
    """The truths so far along the slopes; a line without a slope stays as it is."""
    worst, best = (m[0] + far * s for m, s in zip((found.worst, found.best), slopes, strict=True))
    left_true, left_false = found.worst[0] < 0, found.best[0] >= 0
    met, missed = worst > 0, best < 0
    known = np.isfinite(worst) & np.isfinite(best)
    true = np.where(known, met & (found.true[0] | left_true | (found.worst[0] == 0)), found.true[0])
    false = np.where(known, missed & (found.false[0] | left_false), found.false[0])
    return true, false


def _turning(
    part: Slice, things: Sequence[Thing], found: Outcomes, events: Sequence[_Event]
) -> Iterator[Guess]:
    """For each thing, candidate and way the first event after which it comes out otherwise."""
    true = np.stack([found.true[0], *(event.true for event in events)])
    false = np.stack([found.false[0], *(event.false for event in events)])
    judged = evaluate(part.program, Truths(found.lines, true, false))
    for thing in things:
        codes = codes_of(thing, judged)
        told: set[tuple[int, int]] = set()
        for at in np.flatnonzero(codes[1:] != codes[0]).tolist():
            event = events[at]
            key = (event.candidate.fact, event.way)
            if key not in told:
                told.add(key)
                yield Guess(thing, event.candidate, event.then, event.line, event.straight)


def by_thing(found: Iterator[Guess]) -> Mapping[str, list[Guess]]:
    """The guesses of each thing, the nearest first."""
    grouped: dict[str, list[Guess]] = {}
    for guess in found:
        grouped.setdefault(guess.thing.name, []).append(guess)
    for each in grouped.values():
        each.sort(key=lambda guess: guess.candidate.distance(guess.then))
    return grouped
