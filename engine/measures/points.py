"""Measures of single days: the newest value, an earlier one, and how far apart the two lie."""

from __future__ import annotations

import numpy as np

from engine.measures.calendar import follows
from engine.measures.reading import Reading, unknown
from engine.measures.window import Window


def latest(w: Window) -> Reading:
    """The newest value."""
    return w.reading(w.track.value[-1], w.track.take(np.array([len(w.track) - 1])))


def ahead(w: Window) -> Reading:
    """Days from the day to the date spoken of; unknown when none is ahead."""
    target = int(w.track.target[-1])
    if target < w.day:
        return unknown("not_applicable", "no date ahead is spoken of", w.track.source)
    return w.reading(target - w.day, w.track.take(np.array([len(w.track) - 1])))


def lag(w: Window, length: int) -> Reading:
    """The value as it stood `length` days ago, not older than the series may be then."""
    before = w.track.take(w.track.as_of <= w.day - length)
    if not len(before):
        return unknown("missing", f"nothing {length} days back", w.track.source)
    age = w.day - length - int(before.as_of[-1])
    if age > w.series.stale_after:
        return unknown("stale", f"{age} days old, {length} days back", w.track.source)
    row = before.take(np.array([len(before) - 1]))
    return w.reading(row.value[0], row, int(row.as_of[0]), apart=w.day - int(row.as_of[0]))


def change(w: Window, length: int) -> Reading:
    """The newest value less the one of `length` days before it, by two facts that far apart.

    They may lie as much nearer or farther as the series leaves between two observations that
    follow each other, or a tenth of the length where that is more.
    """
    newest = int(w.track.as_of[-1])
    before = w.track.take(w.track.as_of <= newest - length)
    if not len(before):
        return unknown("missing", f"nothing {length} days before the newest", w.track.source)
    apart = newest - int(before.as_of[-1])
    near = follows(w.series, int(before.as_of[-1]), newest - length)
    if not near and apart - length > length // 10:
        return unknown("missing", f"facts {apart} days apart, not {length}", w.track.source)
    ends = w.track.take(np.array([len(before) - 1, len(w.track) - 1]))
    return w.reading(ends.value[1] - ends.value[0], ends, apart=apart)
