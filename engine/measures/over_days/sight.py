"""What one source says up to each of many days: the window of every measure, as arrays.

The rows seen at a moment are the first so many of one track, so a window of any day is a stretch
of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.measures.calendar import carried_forward, each_expected
from engine.measures.over_days.answers import Answers, Array, answers
from engine.measures.over_days.unfolding import Bools, Moments, Places
from engine.measures.reading import Reason
from engine.measures.window import COVERAGE_NEEDED
from kb.panel import Longs, Track
from kb.series import Series

EVER = 1 << 30
"""More days than any series goes back."""
APART = 1 << 40
"""Days between assets that are read together: no window reaches from one to another."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A track at many moments.

    place    of its source among those of the series
    stop     the row behind the last that is seen at each
    doubted  what its source said that stays suspect
    first    the row with which its asset begins, at each
    rest     the rows that only repeat others; None where that is to be found out
    """

    series: Series
    track: Track
    place: int
    at: Moments
    stop: Places
    doubted: Track | None = None
    first: Places | int = 0
    rest: Bools | None = None

    @property
    def day(self) -> Longs:
        """The day of each moment."""
        return self.at.day

    @cached_property
    def spoken(self) -> Bools:
        """Where it has said anything."""
        return np.asarray(self.stop > self.first)

    @cached_property
    def last(self) -> Places:
        """The row of the newest fact; the first where nothing is said yet."""
        return np.maximum(self.stop - 1, self.first)

    @cached_property
    def newest(self) -> Longs:
        """The day that the newest fact speaks of."""
        return self.track.as_of[self.last].astype(np.int64)

    @cached_property
    def observed(self) -> tuple[Longs, Array, Places]:
        """Days and values without those carried over a day of rest, and how many are seen."""
        rest = carried_forward(self.series, self.track) if self.rest is None else self.rest
        there = ~rest
        seen = np.append(0, np.cumsum(there))[self.stop]
        return self.track.as_of[there].astype(np.int64), self.track.value[there], seen

    def within(self, length: int, until: Longs | None = None) -> tuple[Places, Places]:
        """Where the window of (until − length, day] begins and ends among what was observed."""
        days, _, stop = self.observed
        first = np.searchsorted(days, (self.day if until is None else until) - length, "right")
        return np.minimum(first, stop), stop

    def coverage(self, length: int, until: Longs | None = None) -> tuple[Longs, Longs]:
        """Days seen and days expected in that window."""
        until = self.day if until is None else until
        start, stop = self.within(length, until)
        until = on_its_own(until)
        return stop - start, each_expected(self.series, until - length, until)

    def before(self, day: Longs) -> Places:
        """How many of the rows seen speak of a day or an earlier one."""
        return np.minimum(np.searchsorted(self.track.as_of, day, side="right"), self.stop)

    def in_doubt(self, reach: int) -> Bools:
        """Where something suspect is seen of the last so many days."""
        near = np.zeros(len(self.at), dtype=np.bool_)
        if self.doubted is not None and (doubt := self.doubted.suspicion) is not None:
            known = np.maximum(doubt.since, self.doubted.known_at).tolist()
            for said, since in zip(self.doubted.as_of.tolist(), known, strict=True):
                age = self.day - said
                near |= (age >= 0) & (age < reach) & (self.at.known_at >= since)
        return near

    def answers(self, value: Array, as_of: Array | None = None, **more: Any) -> Answers:
        """Values that rest on this source; nothing is said of a day before it spoke."""
        known = answers(
            len(self.at), value,
            as_of=self.newest if as_of is None else as_of,
            age=self.day - self.newest, source=np.full(len(self.at), self.place), **more,
        )  # fmt: skip
        return known if self.spoken.all() else known.but(~self.spoken, "missing")

    def covered(self, length: int, known: Answers, until: Longs | None = None) -> Answers:
        """The same where most of a window was seen, with how much that is."""
        seen, asked = self.coverage(length, until)
        thin = seen < COVERAGE_NEEDED * asked
        return known.but(thin, "missing") if thin.any() else known


def on_its_own(day: Longs) -> Longs:
    """Days as a calendar has them, whichever asset they are of."""
    return day % APART


def unless(known: Answers, *refused: tuple[Bools, Reason]) -> Answers:
    """The same, unknown for the first reason that is met."""
    for where, why in reversed(refused):
        if where.any():
            known = known.but(where, why)
    return known
