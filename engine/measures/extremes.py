"""Measures of the values of a window against each other: the highest, the lowest, a place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.measures.reading import Reading, unknown
from engine.measures.window import Window, different, uncovered


def peak(w: Window, length: int) -> Reading:
    """The highest value of the window; over sparse facts a lower bound, so coverage is printed."""
    return _extreme(w, length, np.argmax)


def trough(w: Window, length: int) -> Reading:
    """The lowest value of the window; over sparse facts an upper bound, so coverage is printed."""
    return _extreme(w, length, np.argmin)


def _extreme(w: Window, length: int, pick: Callable[..., np.intp]) -> Reading:
    rows, seen = w.within(length), w.coverage(length)
    flow = w.series.measure == "flow"
    if flow and w.series.cadence == "daily":  # the sum of weeks is no day's extreme
        rows = rows.take(rows.span == 1)
        seen = different(rows.as_of), seen[1]
    alone = 1 if flow else 2  # one price is neither high nor low
    if seen[0] < min(length, alone):
        return unknown("missing", f"{seen[0]} of {seen[1]} days", w.track.source)
    row = np.array([int(pick(rows.value))])
    at = int(rows.as_of[row[0]])
    return w.reading(rows.value[row[0]], rows.take(row), at, coverage=seen)


def drawdown(w: Window, length: int) -> Reading:
    """The fall from the peak of the window, as a share of the peak."""
    top = peak(w, length)
    if top.value is None:
        return top
    if top.value <= 0:
        return unknown("not_applicable", "the peak is not above zero", w.track.source)
    ends = (w.track.as_of == top.as_of) | (w.track.as_of == w.track.as_of[-1])
    rows = w.track.take(ends)
    fall = 1.0 - float(w.track.value[-1]) / top.value
    return w.reading(fall, rows, coverage=top.coverage)


def percentile(w: Window, length: int) -> Reading:
    """The share of the window's values at or below today's, where 80% of its days are there."""
    short = uncovered(w, length)
    rows = w.within(length)
    if short:
        return short
    share = float(np.mean(rows.value <= w.track.value[-1]))
    return w.reading(share, rows, coverage=w.coverage(length))
