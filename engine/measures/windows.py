"""Window functions over what one source says: a visible track and a day in, a reading out.

A window is (D - n, D]. Every function here sees one source and one target at a time; which source
speaks is decided in `choose`. A window that the facts do not cover is unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.measures.calendar import carried_forward, days_expected, follows
from engine.measures.reading import Reading, unknown
from kb.catalog import Series
from kb.panel import Ints, Track

COVERAGE_NEEDED = 0.8


@dataclass(frozen=True)
class Window:
    """One source's visible facts up to a day: what every measure is given.

    track   newest vintages with as_of <= day, one target, oldest first, never empty
    series  the catalogue's entry: cadence, calendar, stale_after
    """

    track: Track
    series: Series
    day: int

    @cached_property
    def observed(self) -> Track:
        """The track without values carried over a weekend or a holiday."""
        carried = carried_forward(self.series, self.track)
        return self.track.take(~carried) if carried.any() else self.track

    def within(self, length: int) -> Track:
        """The facts with D - length < as_of <= D."""
        first = int(np.searchsorted(self.observed.as_of, self.day - length, side="right"))
        return self.observed.take(slice(first, None))

    def coverage(self, length: int) -> tuple[int, int]:
        """Days seen and days the calendar expects in the window."""
        expected = days_expected(self.series, self.day - length, self.day)
        return _different(self.within(length).as_of), expected

    def reading(self, value: float, rows: Track, at: int | None = None, **more: object) -> Reading:
        """A known reading of this source from these rows, speaking of day `at`."""
        target = int(self.track.target[-1])
        return Reading(
            value=float(value),
            source=self.track.source,
            facts=tuple(rows.ids.tolist()),
            as_of=int(self.track.as_of[-1]) if at is None else at,
            target=None if target < 0 else target,
            age=self.day - int(self.track.as_of[-1]),
            **more,  # type: ignore[arg-type]
        )


Measure = Callable[..., Reading]


def latest(w: Window) -> Reading:
    """The newest value."""
    return w.reading(w.track.value[-1], w.track.take(np.array([len(w.track) - 1])))


def ahead(w: Window) -> Reading:
    """Days from the day to the date spoken of; unknown when none is ahead."""
    target = int(w.track.target[-1])
    if target < w.day:
        return unknown("not_applicable", "no date ahead is spoken of", w.track.source)
    return w.reading(target - w.day, w.track.take(np.array([len(w.track) - 1])))


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
        seen = _different(rows.as_of), seen[1]
    alone = 1 if flow else 2  # one price is neither high nor low
    if seen[0] < min(length, alone):
        return unknown("missing", f"{seen[0]} of {seen[1]} days", w.track.source)
    row = np.array([int(pick(rows.value))])
    at = int(rows.as_of[row[0]])
    return w.reading(rows.value[row[0]], rows.take(row), at, coverage=seen)


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
    seen, expected = _different(rows.as_of), days_expected(w.series, began, w.day)
    if not seen or seen < COVERAGE_NEEDED * expected:
        return unknown("missing", f"{seen} of {expected} days", w.track.source)
    days = np.full(length, np.nan)
    days[rows.as_of - w.day - 1] = rows.value  # the last of two facts of one day is the newer
    return w.reading(rows.value[-1], rows, coverage=(seen, expected), path=days)


def total(w: Window, length: int) -> Reading:
    """The sum of a flow: one fact of exactly that span, or days covering at least 80% of it.

    A fact of that span that ends before the day, but is still fresh, speaks only where the days of
    the window do not.
    """
    whole = w.track.take((w.track.span == length) & (length > 1))
    age = w.day - int(whole.as_of[-1]) if len(whole) else w.series.stale_after + 1
    days = w.within(length)
    days = days.take(days.span == 1)
    seen, expected = len(days), days_expected(w.series, w.day - length, w.day)
    covered = seen >= COVERAGE_NEEDED * expected
    if age == 0 or (age <= w.series.stale_after and not covered):
        return replace(latest(Window(whole, w.series, w.day)), coverage=(length, length))
    if not covered:
        return unknown("missing", f"{seen} of {expected} days", w.track.source)
    return w.reading(float(np.sum(days.value)), days, coverage=(seen, expected))


def mean(w: Window, length: int) -> Reading:
    """The mean of the window, where at least 80% of its days are there."""
    short = _uncovered(w, length)
    rows = w.within(length)
    return short or w.reading(float(np.mean(rows.value)), rows, coverage=w.coverage(length))


def lag(w: Window, length: int) -> Reading:
    """The value as it stood `length` days ago, not older than the series may be then."""
    before = w.track.take(w.track.as_of <= w.day - length)
    if not len(before):
        return unknown("missing", f"nothing {length} days back", w.track.source)
    age = w.day - length - int(before.as_of[-1])
    if age > w.series.stale_after:
        return unknown("stale", f"{age} days old, {length} days back", w.track.source)
    row = before.take(np.array([len(before) - 1]))
    return w.reading(row.value[0], row, int(row.as_of[0]))


def change(w: Window, length: int) -> Reading:
    """The newest value less the value `length` days ago."""
    then = lag(w, length)
    if then.value is None:
        return then
    now = latest(w)
    rows = w.track.take(np.isin(w.track.ids, then.facts + now.facts))
    return w.reading(w.track.value[-1] - then.value, rows)


def drawdown(w: Window, length: int) -> Reading:
    """The fall from the peak of the window, as a share of the peak."""
    top = peak(w, length)
    if top.value is None:
        return top
    if top.value <= 0:
        return unknown("not_applicable", "the peak is not above zero", w.track.source)
    rows = w.track.take(np.isin(w.track.ids, top.facts + latest(w).facts))
    fall = 1.0 - float(w.track.value[-1]) / top.value
    return w.reading(fall, rows, coverage=top.coverage)


def percentile(w: Window, length: int) -> Reading:
    """The share of the window's values at or below today's, where 80% of its days are there."""
    short = _uncovered(w, length)
    rows = w.within(length)
    if short:
        return short
    share = float(np.mean(rows.value <= w.track.value[-1]))
    return w.reading(share, rows, coverage=w.coverage(length))


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
        return _nothing(w, length)
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


def _different(days: Ints) -> int:
    """How many different days there are among days in order."""
    return int(np.count_nonzero(np.diff(days))) + 1 if len(days) else 0


def _nothing(w: Window, length: int) -> Reading:
    return unknown("missing", f"nothing in {length} days", w.track.source)


def _uncovered(w: Window, length: int) -> Reading | None:
    seen, expected = w.coverage(length)
    if seen >= COVERAGE_NEEDED * expected:
        return None
    return unknown("missing", f"{seen} of {expected} days", w.track.source)
