"""Cases: a rise and a fall to look for come in, the days they were there in a history go out.

A case starts on the day the rise is first there after it was not, once the case before has run its
course, so cases do not overlap. It counts when its days are over, whether the fall came or not:
counting a running case in which it already came would tilt the share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.formulas.normality.lowest import Lowest
from engine.numeric.arguments import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Cases:
    """The rises of one history, and what came after.

    start      days on which a case started, of those whose days are over
    fell       whether the fall came, for each
    anytime    the same for every day of the history whose days are over
    """

    start: IntArray
    fell: BoolArray
    anytime: BoolArray


def cases(lowest: Lowest, rise: float, rise_days: int, fall: float, fall_days: int) -> Cases:
    """The cases of a history, and every day's answer to the same question.

    lowest       the closes of a history, > 0, with their lowest in any stretch
    rise         g: a close is at least (1 + g) times the lowest of the n days before it, > 0
    rise_days    n, ≥ 1
    fall         f: a close within h days is at most (1 − f) times the highest since the start
    fall_days    h, ≥ 1
    returns      a `Cases`
    raises       nothing
    source       our definition of a case
    """
    over = max(0, lowest.closes.size - fall_days)
    anytime = fell_within(lowest, fall, fall_days)[:over]
    risen = lowest.closes >= (1.0 + rise) * lowest.of_last(rise_days)
    start = _apart(np.flatnonzero(risen[1:] & ~risen[:-1]) + 1, fall_days)
    start = start[start < over]
    return Cases(start, anytime[start], anytime)


def fell_within(lowest: Lowest, fall: float, days: int) -> BoolArray:
    """Whether a fall of f from the highest close since a day came within the h days after it.

    A fall from the highest since t is one from some close since t, so the first to come after t is
    the earliest of those that start on t or later.

    lowest     the closes of a history, with their lowest in any stretch
    fall       f, simple, strictly between 0 and 1
    days       h, ≥ 1
    returns    one answer a bar, for the bars that there are: the last h may yet change
    raises     nothing
    source     definition
    """
    if not lowest.closes.size:
        return np.empty(0, dtype=np.bool_)
    came = lowest.first_at_most((1.0 - fall) * lowest.closes)
    first = np.minimum.accumulate(came[::-1])[::-1]
    bars = np.arange(came.size)
    return (first < came.size) & (first <= bars + min(days, came.size))


def _apart(days: IntArray, distance: int) -> IntArray:
    """The first day, then always the next one more than `distance` after the last kept."""
    kept: list[int] = []
    for day in days.tolist():
        if not kept or day > kept[-1] + distance:
            kept.append(day)
    return np.array(kept, dtype=np.int64)
