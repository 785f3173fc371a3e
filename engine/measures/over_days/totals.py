"""Sums and means over a sight, and the windows they are taken over, each window by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.measures.over_days.answers import Answers, Array
from engine.measures.over_days.sight import Sight, unless
from engine.measures.totals import BOUNDING, YEAR
from kb.panel import Longs


def windows(s: Sight, length: int, until: Longs | None = None) -> Iterator[Array]:
    """The values of each day's window."""
    (_, value, _), (start, stop) = s.observed, s.within(length, until)
    yield from (value[first:end] for first, end in zip(start.tolist(), stop.tolist(), strict=True))


def total(s: Sight, length: int) -> Answers:
    """The sum of a flow over as many days up to the newest that is out."""
    days, _, stop = s.observed
    end = np.where(s.spoken, days[np.maximum(stop - 1, 0)], s.newest)
    there, asked = s.coverage(length, end)
    sums = [np.add.reduce(rows) for rows in windows(s, length, end)]
    found = s.answers(np.array(sums, dtype=np.float64), seen=there, asked=asked)
    return _with_gaps(s, s.covered(length, found, end), np.ones(len(s.at)))


def mean(s: Sight, length: int) -> Answers:
    """The mean of as many days up to the newest that is out."""
    there, asked = s.coverage(length, s.newest)
    sums = np.array([np.add.reduce(rows) for rows in windows(s, length, s.newest)], np.float64)
    found = s.answers(sums / np.maximum(there, 1), seen=there, asked=asked)
    covered = s.covered(length, found, s.newest)
    return _with_gaps(s, covered, np.maximum(there, asked).astype(np.float64), sums)


def _with_gaps(s: Sight, found: Answers, over: Array, sums: Array | None = None) -> Answers:
    """The same with where each may lie for the days that nobody gave."""
    sums = found.value if sums is None else sums
    gaps, (_, value, _) = found.asked - found.seen, s.observed
    start, stop = s.within(YEAR)
    low, high = found.low.copy(), found.high.copy()
    open_ = np.flatnonzero(found.known & (gaps > 0))
    short = np.zeros(len(s.at), dtype=np.bool_)
    short[open_] = (stop - start)[open_] < BOUNDING
    for row in open_[~short[open_]].tolist():
        year, gap = value[start[row] : stop[row]], int(gaps[row])
        low[row] = (sums[row] + gap * float(year.min())) / over[row]
        high[row] = (sums[row] + gap * float(year.max())) / over[row]
    return unless(replace(found, low=low, high=high), (short, "missing"))
