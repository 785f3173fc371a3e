"""Where findings would turn if every condition went on along its slope: guesses, to be tried.

In: the lines of a slice at today's facts and with each candidate a little up and a little down.
Out: for each conclusion and candidate, the first value on each side at which it would come out
otherwise. A condition that is linear in a fact is guessed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.counterfactual.candidates import Candidate
from engine.counterfactual.conclusions import Codes, Conclusion
from engine.counterfactual.slice import Slice
from engine.counterfactual.worlds import Outcomes, Worlds
from engine.judge.logic import BoolArray, Truths
from engine.judge.reference import evaluate
from kb.frozen import dataclass

Floats = NDArray[np.float64]

STEP = 0.25  # of a daily move
SHARE = 0.01  # of today's value, where the daily move is not known
BEYOND = 1e-7
ROUNDING = 1e-9
AT_ONCE = 64  # candidates: a world holds its own copy of a series


@dataclass(frozen=True, eq=False)
class Guess:
    """A value of a fact at which a line turns if slopes go on, and all truths just beyond it.

    way     up or down, 1 or -1
    linear  whether the line has the same slope up and down
    """

    candidate: Candidate
    way: int
    then: float
    line: str
    linear: bool
    true: BoolArray
    false: BoolArray

    @property
    def distance(self) -> tuple[bool, float, int]:
        """How far from today it lies."""
        return self.candidate.distance(self.then)


@dataclass(frozen=True, eq=False)
class Reach:
    """One candidate on its way up or down, by the slopes of all lines.

    today    the lines as they are, in one row
    slopes   of worst and best margins along the way, canonical units each, shape (2, lines)
    far      how far along the way each margin reaches zero, infinite where it never does
    bent     whether the slope is another one the other way
    """

    candidate: Candidate
    way: int
    today: Outcomes
    slopes: Floats
    far: Floats
    bent: BoolArray


def reaches(worlds: Worlds, part: Slice, given: Sequence[Candidate]) -> Iterator[Reach]:
    """Every candidate a little up and a little down, and what that does to every line.

    A line without a margin today has none to follow, and is taken to stay unknown.
    """
    today = worlds.today(part)
    unknown = frozenset(
        line for line, margin in zip(today.lines, today.worst[0], strict=True) if np.isnan(margin)
    )
    for series in dict.fromkeys(one.series.name for one in given):
        alike = [one for one in given if one.series.name == series]
        for start in range(0, len(alike), AT_ONCE):
            some = alike[start : start + AT_ONCE]
            yield from _reaches(worlds, part, some, today, unknown)


def _reaches(
    worlds: Worlds,
    part: Slice,
    alike: Sequence[Candidate],
    today: Outcomes,
    unknown: frozenset[str],
) -> Iterator[Reach]:
    """The same for some candidates of one series."""
    tried = [(one, one.now + way * _step(one)) for one in alike for way in (-1, 1)]
    there = [worlds.moved(one.series.name, one.fact, value) for one, value in tried]
    found = worlds.outcomes(part, there, without=unknown)
    now = np.stack([today.worst[0], today.best[0]])
    moved = np.stack([found.worst, found.best])
    for place, one in enumerate(alike):
        yield from _both_ways(one, today, now, moved[:, [2 * place, 2 * place + 1]])


def _both_ways(one: Candidate, found: Outcomes, today: Floats, moved: Floats) -> Iterator[Reach]:
    down, up = moved[:, 0], moved[:, 1]
    size = np.abs(up - today) + np.abs(down - today)
    bent = np.abs(up - 2 * today + down) > ROUNDING * size
    for way, there in ((-1, down), (1, up)):
        slopes = (there - today) / _step(one)
        yield Reach(one, way, found, slopes, _distance(today, slopes), bent)


def guesses(
    worlds: Worlds, part: Slice, conclusions: Iterable[Conclusion], given: Sequence[Candidate]
) -> Mapping[str, list[Guess]]:
    """The guesses for each conclusion that has any, by its name, the nearest first."""
    found = list(reaches(worlds, part, given))
    if not found:
        return {}
    on_the_way = [guess for reach in found for guess in _guesses(reach)]
    true = np.stack([found[0].today.true[0], *(guess.true for guess in on_the_way)])
    false = np.stack([found[0].today.false[0], *(guess.false for guess in on_the_way)])
    judged = evaluate(part.program, Truths(found[0].today.lines, true, false))
    turning = {each.name: _turning(each.codes(judged), on_the_way) for each in conclusions}
    return {name: turned for name, turned in turning.items() if turned}


def _turning(codes: Codes, given: Sequence[Guess]) -> list[Guess]:
    """For each candidate and way the first guess beyond which it comes out otherwise."""
    first: dict[tuple[int, int], Guess] = {}
    for place in np.flatnonzero(codes[1:] != codes[0]).tolist():
        first.setdefault((given[place].candidate.fact, given[place].way), given[place])
    return sorted(first.values(), key=lambda guess: guess.distance)


def _step(one: Candidate) -> float:
    return STEP * one.move if one.move else SHARE * (abs(one.now) or one.size)


def _guesses(reach: Reach) -> Iterator[Guess]:
    """What happens along a candidate's way, the nearest first."""
    one, lines = reach.candidate, reach.today.lines
    for place in np.argsort(reach.far, axis=None, kind="stable").tolist():
        end, line = divmod(place, len(lines))
        far = float(reach.far[end, line])
        then = one.now + reach.way * far
        if not np.isfinite(far) or not one.allows(then):
            return
        true, false = _beyond(reach, far * (1 + BEYOND) + BEYOND * 1e-3 * one.size)
        linear = not reach.bent[end, line]
        yield Guess(one, reach.way, then, lines[line], linear, true, false)


def _distance(margin: Floats, slope: Floats) -> Floats:
    """How far along a slope a margin reaches zero; infinite where it never does."""
    with np.errstate(all="ignore"):
        far = np.where(margin == 0, 0.0, -margin / slope)
    reached: Floats = np.where((slope != 0) & (far >= 0) & np.isfinite(far), far, np.inf)
    return reached


def _beyond(reach: Reach, far: float) -> tuple[BoolArray, BoolArray]:
    """The truths so far along the slopes; a line without a slope stays as it is."""
    found = reach.today
    worst = found.worst[0] + far * reach.slopes[0]
    best = found.best[0] + far * reach.slopes[1]
    known = np.isfinite(worst) & np.isfinite(best)
    may_hold = found.true[0] | (found.worst[0] <= 0)
    may_fail = found.false[0] | (found.best[0] >= 0)
    # Each margin has its own slope, so the two may cross: then nothing is certain.
    true = np.where(known, (worst > 0) & (best > 0) & may_hold, found.true[0])
    false = np.where(known, (best < 0) & (worst < 0) & may_fail, found.false[0])
    return true, false
