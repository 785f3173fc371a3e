"""Thin windows: a peak over a few known days is a lower bound, so it may decide only one way.

The peak that was seen can only be too low, a trough too high, a drawdown or a count of crossings
too small. Beside every
day others are evaluated in which these are moved well to where they may truly lie, all together and
each alone, since two of them may pull a line in opposite directions. A line whose margin shrinks on
any of these ways cannot be called true, and one whose margin grows on any cannot be called false:
what is missing is never taken for absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.evaluation.lines import LineValues
from engine.evaluation.values import CODE, Values
from engine.measures.choose import Request
from engine.measures.reading import Reading
from engine.measures.windows import COVERAGE_NEEDED

UPWARD = ("peak", "drawdown", "crossed_below")
DOWNWARD = ("trough",)
SAME = 1e-9

Movement = frozenset[Request]
"""The thin extremes that are moved together."""


def movements(bounds: Iterable[Request]) -> tuple[Movement, ...]:
    """All of the thin extremes, then each alone; nothing where no window is thin."""
    each = tuple(dict.fromkeys(bounds))
    alone = tuple(frozenset({request}) for request in each) if len(each) > 1 else ()
    return (frozenset(each), *alone) if each else ()


def is_bound(request: Request, reading: Reading) -> bool:
    """Whether a reading is the extreme of a window of which too few days are known."""
    if request.measure not in (*UPWARD, *DOWNWARD) or reading.coverage is None:
        return False
    seen, asked = reading.coverage
    return reading.value is not None and seen < COVERAGE_NEEDED * asked


def where_it_may_lie(request: Request, reading: Reading) -> Reading:
    """The reading itself, or for a bound a value well on the side where the truth may lie."""
    if reading.value is None or not is_bound(request, reading):
        return reading
    value = reading.value
    if request.measure in DOWNWARD:
        return replace(reading, value=value - (abs(value) / 2 or 0.5))
    if 0 <= value < 1:  # a share: halfway to the whole
        return replace(reading, value=value + (1 - value) / 2)
    return replace(reading, value=value + abs(value))


def first_days(values: Values, days: int) -> Values:
    """The values of the real days, without those evaluated beside them."""
    errors = {day: text for day, text in values.errors.items() if day < days}
    path = None if values.path is None else values.path[:days]
    return Values(values.values[:days], values.reasons[:days], errors, path)


def settled(line: LineValues, days: int) -> LineValues:
    """The line on the real days, undecided where only the thinness of a window decides it."""
    here, there = line.margin[:days], line.margin[days:].reshape(-1, days)
    scale = SAME * np.maximum(np.abs(here), np.abs(np.nan_to_num(there)))
    shrinks = ~(there >= here - scale).all(axis=0)
    grows = ~(there <= here + scale).all(axis=0)
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
