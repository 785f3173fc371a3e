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
YEAR = 365
BOUNDING = 20
"""Days of a source's past year that must be known before their extremes bound another day."""


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
            facts=rows.facts(),
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
    short = _uncovered(ended, length)
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
