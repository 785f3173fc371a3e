"""Measures that walk a window day by day: how much of it was seen, its path, runs, crossings."""

from __future__ import annotations

import numpy as np

from engine.measures.calendar import days_expected, follows
from engine.measures.reading import Reading, unknown
from engine.measures.window import COVERAGE_NEEDED, Window, different, nothing


def seen(w: Window, length: int) -> Reading:
    """The share of the window's days there is a fact for: how far a peak over it can be trusted."""
    there, expected = w.coverage(length)
    rows = w.within(length)
    return w.reading(min(there / expected, 1.0), rows, coverage=(there, expected))


def path(w: Window, length: int) -> Reading:
    """Every day of the window, for a formula that asks for a path; days without a fact are NaN.

    A source that began inside the window is asked for 80% of the days since then: a young series
    has a short path, and the formula says whether it is long enough.
    """
    rows = w.within(length)
    began = max(w.day - length, int(w.track.as_of[0]) - 1)
    seen, expected = different(rows.as_of), days_expected(w.series, began, w.day)
    if not seen or seen < COVERAGE_NEEDED * expected:
        return unknown("missing", f"{seen} of {expected} days", w.track.source)
    days = np.full(length, np.nan)
    days[rows.as_of - w.day - 1] = rows.value  # the last of two facts of one day is the newer
    return w.reading(rows.value[-1], rows, coverage=(seen, expected), path=days)


def streak(w: Window) -> Reading:
    """How many of the newest days in a row were negative; unknown when no day ends the row."""
    count, track = 0, w.observed
    for i in range(len(track) - 1, -1, -1):
        if track.value[i] >= 0:
            return w.reading(count, track.take(np.arange(i, len(track))))
        count += 1
        if i and not follows(w.series, int(track.as_of[i - 1]), int(track.as_of[i])):
            break
    return unknown("missing", f"at least {count} days, but no day ends the row", w.track.source)


def crossed_below(w: Window, level: float, length: int) -> Reading:
    """How often the value fell through a level in the window; over sparse facts a lower bound."""
    rows = w.within(length)
    if not len(rows):
        return nothing(w, length)
    track = w.observed
    start = len(track) - len(rows)
    if start and follows(w.series, *map(int, track.as_of[start - 1 : start + 1])):
        start -= 1  # the fact before the window, where it still follows on
    run = track.take(np.arange(start, len(track)))
    through = (run.value[:-1] >= level) & (run.value[1:] < level)
    used = np.zeros(len(run), dtype=np.bool_)
    used[:-1] |= through
    used[1:] |= through
    used[-1] = True
    at = int(run.as_of[1:][through][-1]) if through.any() else None
    return w.reading(int(through.sum()), run.take(used), at, coverage=w.coverage(length))
