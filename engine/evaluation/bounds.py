"""Thin windows: a peak over a few known days is a lower bound, so it may decide only one way.

The peak that was seen can only be too low, a trough too high, a drawdown or a count of crossings
too small. Beside every day others are evaluated in which these are moved well to where they may
truly lie, all together and each alone, since two of them may pull a line in opposite directions. A
line whose margin shrinks on any of these ways cannot be called true, and one whose margin grows on
any cannot be called false: what is missing is never taken for absent.

Where the peak may have been on another day, what stood beside it (`at_peak`) may have been more or
less. How far is known: it is moved both ways, to the highest and the lowest that the same source
knows of it in the window, and a line has to stay true, or false, on all of these ways. A sum or a
mean that leaves days out is moved so too, to what the days left out may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from engine.evaluation.lines import Bools, LineValues
from engine.evaluation.values import CODE, Values
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.measures.window import COVERAGE_NEEDED

UPWARD = ("peak", "drawdown", "crossed_below")
DOWNWARD = ("trough",)
GAPS = ("sum", "mean")
EITHER_WAY = ("at_peak", "at_trough", *GAPS)
SAME = 1e-9

Way = Literal["up", "down"]
Movement = frozenset[tuple[Request, Way]]
"""The readings of thin windows that are moved together, each with its way."""


def ways(request: Request) -> tuple[Way, ...]:
    """Where a reading of a thin window may lie: what stood on the day of a peak, either way."""
    if request.measure in EITHER_WAY:
        return ("up", "down")
    return ("down",) if request.measure in DOWNWARD else ("up",)


def movements(bounds: Iterable[Request]) -> tuple[Movement, ...]:
    """Extremes together and each alone, then what stood beside them; nothing if none is thin."""
    each = tuple(dict.fromkeys(bounds))
    extremes = [request for request in each if request.measure not in EITHER_WAY]
    beside = [request for request in each if request.measure in EITHER_WAY]
    groups = ((extremes, 0), (beside, 0), (beside, 1))
    together = (frozenset((r, ways(r)[at]) for r in group) for group, at in groups if group)
    alone = (frozenset({(request, way)}) for request in each for way in ways(request))
    return tuple(dict.fromkeys((*together, *alone)))


def stays_in_window(movement: Movement) -> bool:
    """Whether it moves only what stood beside an extreme, which the window bounds."""
    return all(request.measure in EITHER_WAY for request, _ in movement)


def is_bound(request: Request, reading: Reading) -> bool:
    """Whether a reading is a sum of those that are known, or the extreme of a thin window."""
    if reading.least:
        return reading.value is not None
    measured = (*UPWARD, *DOWNWARD, *EITHER_WAY)
    if request.measure not in measured or reading.coverage is None:
        return False
    seen, asked = reading.coverage
    if request.measure in GAPS:
        return seen < asked
    thin = reading.silent or seen < COVERAGE_NEEDED * asked
    return reading.value is not None and thin


def where_it_may_lie(request: Request, reading: Reading, way: Way) -> Reading:
    """The reading itself, or for a bound a value well on one side where the truth may lie."""
    if reading.value is None or not is_bound(request, reading):
        return reading
    value = reading.value
    if request.measure in EITHER_WAY:
        low, high = reading.between or (value, value)
        return replace(reading, value=high if way == "up" else low)
    if way == "down":
        return replace(reading, value=value - (abs(value) / 2 or 0.5))
    if 0 <= value < 1:  # a share: halfway to the whole
        return replace(reading, value=value + (1 - value) / 2)
    return replace(reading, value=value + abs(value))


def first_days(values: Values, days: int) -> Values:
    """The values of the real days, without those evaluated beside them."""
    errors = {day: text for day, text in values.errors.items() if day < days}
    path = None if values.path is None else values.path[:days]
    return Values(values.values[:days], values.reasons[:days], errors, path)


def settled(line: LineValues, days: int, moves: Sequence[Movement]) -> LineValues:
    """The line on the real days, undecided where only the thinness of a window decides it."""
    shrinks, grows = _turns(line, days, moves)
    here = line.margin[:days]
    true, false = line.true[:days] & ~shrinks, line.false[:days] & ~grows
    lost = (line.true[:days] | line.false[:days]) & ~true & ~false
    reasons = np.where(lost, CODE["missing"], line.reasons[:days]).astype(np.int8)
    return LineValues(
        true,
        false,
        here,
        line.best[:days],
        first_days(line.left, days),
        first_days(line.right, days),
        reasons,
    )


def _turns(line: LineValues, days: int, moves: Sequence[Movement]) -> tuple[Bools, Bools]:
    """Per day, whether any movement speaks against the line's truth, and against its falsehood."""
    here, there = line.margin[:days], line.margin[days:].reshape(-1, days)
    scale = SAME * np.maximum(np.abs(here), np.abs(np.nan_to_num(there)))
    inside = np.array([stays_in_window(movement) for movement in moves])[:, np.newaxis]
    true, false = line.true[days:].reshape(-1, days), line.false[days:].reshape(-1, days)
    shrinks = np.where(inside, ~true, ~(there >= here - scale))
    grows = np.where(inside, ~false, ~(there <= here + scale))
    return np.any(shrinks, axis=0), np.any(grows, axis=0)
