"""Sums and means over a window, bounded where single days of it are missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.measures.calendar import days_expected
from engine.measures.points import latest
from engine.measures.reading import Reading, unknown
from engine.measures.window import COVERAGE_NEEDED, Window, uncovered
from kb.panel import Track

YEAR = 365

BOUNDING = 20
"""Days of a source's past year that must be known before their extremes bound another day."""


def total(w: Window, length: int) -> Reading:
    """The sum of a flow: one fact of exactly that span, or days covering at least 80% of it.

    The days are those up to the newest that is out: what comes later is not missing but to come. A
    fact of that span that ends before the day, but is still fresh, speaks only where they do not. A
    sum that leaves days out is known as far as they can be bounded.
    """
    whole = w.track.take((w.track.span == length) & (length > 1))
    age = w.day - int(whole.as_of[-1]) if len(whole) else w.series.stale_after + 1
    days = w.observed.take(w.observed.span == 1)
    end = _newest(days, w.day)
    days = days.take(days.as_of > end - length)
    seen, expected = len(days), days_expected(w.series, end - length, end)
    covered = seen >= COVERAGE_NEEDED * expected
    if age == 0 or (age <= w.series.stale_after and not covered):
        return replace(latest(Window(whole, w.series, w.day)), coverage=(length, length))
    if not covered:
        return unknown("missing", f"{seen} of {expected} days", w.track.source)
    summed = float(np.sum(days.value))
    return _with_gaps(w, w.reading(summed, days, coverage=(seen, expected)), summed)


def mean(w: Window, length: int) -> Reading:
    """The mean of as many days up to the newest that is out, where at least 80% are there."""
    ended = replace(w, day=_newest(w.track, w.day))
    short = uncovered(ended, length)
    rows, coverage = ended.within(length), ended.coverage(length)
    if short:
        return short
    found = w.reading(float(np.mean(rows.value)), rows, coverage=coverage)
    return _with_gaps(w, found, float(np.sum(rows.value)), over=max(coverage))


def _newest(track: Track, day: int) -> int:
    """The newest day of a track; the day asked about where it has none."""
    return int(track.as_of[-1]) if len(track) else day


def _with_gaps(w: Window, found: Reading, summed: float, over: int = 1) -> Reading:
    """A sum, or a mean over so many days, with where it may lie for the days that nobody gave.

    A day left out is taken to lie between the lowest and the highest of the past year of the same
    source; where that is short, nothing bounds it.
    """
    seen, expected = found.coverage or (0, 0)
    gaps = expected - seen
    if gaps <= 0:
        return found
    year = w.within(YEAR)
    days = year.value[year.span == 1]
    if len(days) < BOUNDING:
        return unknown("missing", f"{seen} of {expected} days", w.track.source)
    ends = (summed + gaps * float(end) for end in (days.min(), days.max()))
    low, high = (end / over for end in ends)
    return replace(found, between=(low, high))
