"""The measures over a sight: each says of every day what `MEASURES` says of it alone.

Sums and means are taken over each window by itself: a running sum would end in other bits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.measures.calendar import each_expected, each_follows
from engine.measures.over_days.answers import Answers, Array
from engine.measures.over_days.sight import APART, Sight, on_its_own, unless
from engine.measures.over_days.totals import mean, total, windows
from engine.measures.window import COVERAGE_NEEDED


def latest(s: Sight) -> Answers:
    """The newest value."""
    return s.answers(s.track.value[s.last], fact=s.track.ids[s.last])


def lag(s: Sight, length: int) -> Answers:
    """The value as it stood so many days ago."""
    count = s.before(s.day - length)
    row = np.maximum(count - 1, s.first)
    there = s.track.as_of[row].astype(np.int64)
    found = s.answers(s.track.value[row], there, fact=s.track.ids[row])
    old = s.day - length - there > s.series.stale_after
    return unless(found, (count == s.first, "missing"), (old, "stale"))


def change(s: Sight, length: int) -> Answers:
    """The newest value less the one of so many days before it."""
    count = s.before(s.newest - length)
    row = np.maximum(count - 1, s.first)
    there = s.track.as_of[row].astype(np.int64)
    near = each_follows(s.series, on_its_own(there), on_its_own(s.newest) - length)
    far = ~near & (s.newest - there - length > length // 10)
    found = s.answers(s.track.value[s.last] - s.track.value[row])
    return unless(found, ((count == s.first) | far, "missing"))


def peak(s: Sight, length: int) -> Answers:
    """The highest value of the window."""
    return _extreme(s, length, np.ndarray.argmax)


def trough(s: Sight, length: int) -> Answers:
    """The lowest value of the window."""
    return _extreme(s, length, np.ndarray.argmin)


def _extreme(s: Sight, length: int, pick: Callable[..., np.intp]) -> Answers:
    (days, value, _), (start, stop) = s.observed, s.within(length)
    seen, asked = s.coverage(length)
    at = [
        first + int(pick(value[first:end])) if first < end else 0
        for first, end in zip(start.tolist(), stop.tolist(), strict=True)
    ]
    found = s.answers(value[at], days[at], seen=seen, asked=asked)
    alone = 1 if s.series.measure == "flow" else 2
    return unless(found, (seen < min(length, alone), "missing"))


def drawdown(s: Sight, length: int) -> Answers:
    """The fall from the peak of the window, as a share of the peak."""
    top = peak(s, length)
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = 1.0 - s.track.value[s.last] / top.value
    found = s.answers(fall, seen=top.seen, asked=top.asked)
    return unless(found, (~top.known, "missing"), (top.value <= 0, "not_applicable"))


def percentile(s: Sight, length: int) -> Answers:
    """The share of the window's values at or below today's."""
    seen, asked = s.coverage(length)
    now = s.track.value[s.last].tolist()
    below = [np.count_nonzero(rows <= n) for rows, n in zip(windows(s, length), now, strict=True)]
    share = np.array(below, dtype=np.float64) / np.maximum(seen, 1)
    return s.covered(length, s.answers(share, seen=seen, asked=asked))


def seen(s: Sight, length: int) -> Answers:
    """The share of the window's days there is a fact for."""
    there, asked = s.coverage(length)
    return s.answers(np.minimum(there / asked, 1.0), seen=there, asked=asked)


def path(s: Sight, length: int) -> Answers:
    """Every day of the window; days without a fact are NaN."""
    (_, value, stop), (start, _) = s.observed, s.within(length)
    day, first = on_its_own(s.day), on_its_own(s.track.as_of[s.first].astype(np.int64))
    began = np.maximum(day - length, first - 1)
    there, asked = stop - start, each_expected(s.series, began, day)
    found = s.answers(
        value[np.maximum(stop - 1, 0)], seen=there, asked=asked, path=_days(s, length)
    )
    return unless(found, ((there == 0) | (there < COVERAGE_NEEDED * asked), "missing"))


def _days(s: Sight, length: int) -> Array:
    """The windows day by day, shape (days, length), NaN where nothing is seen."""
    days, value, stop = s.observed
    if (s.day >= APART).any():
        return _each_by_itself(s, length)
    first, last = int(s.day.min()) - length + 1, int(s.day.max())
    every = np.full(last - first + 1, np.nan)
    inside = (days >= first) & (days <= last)
    every[days[inside] - first] = value[inside]
    windows = np.lib.stride_tricks.sliding_window_view(every, length)
    found = windows[s.day - length + 1 - first].copy()
    newest = np.where(stop > 0, days[np.maximum(stop - 1, 0)], first - 1)
    for row, unseen in enumerate((s.day - newest).tolist()):
        if unseen:
            found[row, max(length - unseen, 0) :] = np.nan
    return found


def _each_by_itself(s: Sight, length: int) -> Array:
    """The same of days that lie far apart."""
    (days, value, _), found = s.observed, np.full((len(s.at), length), np.nan)
    for row, (first, end) in enumerate(zip(*(x.tolist() for x in s.within(length)), strict=True)):
        found[row, days[first:end] - (s.day[row] - length + 1)] = value[first:end]
    return found


def streak(s: Sight) -> Answers:
    """How many of the newest days in a row were negative; unknown when no day ends the row."""
    days, value, stop = s.observed
    own, asset = on_its_own(days), days // APART
    after = each_follows(s.series, own[:-1], own[1:]) & (asset[1:] == asset[:-1])
    follow = after.tolist()
    counts: list[int] = []
    for row, negative in enumerate((value < 0).tolist()):
        before = counts[-1] if row and follow[row - 1] else -1
        counts.append(0 if not negative else before + 1 if before >= 0 else -1)
    count = np.array(counts, dtype=np.float64)[np.maximum(stop - 1, 0)]
    return unless(s.answers(count), (count < 0, "missing"))


ROLLING: dict[str, Callable[..., Answers]] = {
    "latest": latest,
    "lag": lag,
    "change": change,
    "peak": peak,
    "trough": trough,
    "drawdown": drawdown,
    "percentile": percentile,
    "seen": seen,
    "path": path,
    "sum": total,
    "mean": mean,
    "streak": streak,
}
"""Those that have such a form; the days of all others are read one by one."""
