"""What one source says up to a day, and how much of a stretch of days (D - n, D] it covers.

A measure sees one source and one target at a time; which source speaks is decided in `choose`. A
window that the facts do not cover is unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from engine.measures.calendar import carried_forward, days_expected
from engine.measures.reading import Reading, unknown
from kb.frozen import dataclass
from kb.panel import Ints, Track
from kb.series import Series

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
        """The track without values carried over a weekend or a holiday.

        It is kept beside the track, of which many windows are asked.
        """
        name = f"_observed {self.series.cadence} {self.series.calendar}"
        kept = vars(self.track)
        if name not in kept:
            carried = carried_forward(self.series, self.track)
            # None rather than itself: a circle would stay in memory until somebody collects it.
            kept[name] = self.track.take(~carried) if carried.any() else None
        found: Track | None = kept[name]
        return self.track if found is None else found

    def within(self, length: int) -> Track:
        """The facts with D - length < as_of <= D."""
        if length not in self._within:
            first = int(np.searchsorted(self.observed.as_of, self.day - length, side="right"))
            self._within[length] = self.observed.take(slice(first, None))
        return self._within[length]

    @cached_property
    def _within(self) -> dict[int, Track]:
        return {}

    def coverage(self, length: int) -> tuple[int, int]:
        """Days seen and days the calendar expects in the window."""
        expected = days_expected(self.series, self.day - length, self.day)
        return different(self.within(length).as_of), expected

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


def different(days: Ints) -> int:
    """How many different days there are among days in order."""
    return int(np.count_nonzero(np.diff(days))) + 1 if len(days) else 0


def nothing(w: Window, length: int) -> Reading:
    """Nothing known of a window of so many days."""
    return unknown("missing", f"nothing in {length} days", w.track.source)


def uncovered(w: Window, length: int) -> Reading | None:
    """Why a window is unknown of which less than 80% was seen; None where that much was."""
    seen, expected = w.coverage(length)
    if seen >= COVERAGE_NEEDED * expected:
        return None
    return unknown("missing", f"{seen} of {expected} days", w.track.source)
