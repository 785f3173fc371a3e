"""The panel: the facts visible on each evaluation day, as numpy arrays with their ages.

In: the observations of a knowledge base (every vintage). Out: one `Track` per series and source,
and for any day the vintages that could be seen on it. Nothing here chooses between sources by
value; rank, freshness and windows belong to the measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.clock import DAY_SECONDS, FOREVER, NO_TARGET
from kb.queries import Observed

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

KEPT = 256  # views of a series that a panel remembers


@dataclass(frozen=True)
class Track:
    """What one source says of one series, sorted by as_of, target, span and known_at.

    ids        fact rows, int64
    as_of      days since 1970-01-01; span in days; target a day or -1 for none, int32
    known_at   unix seconds, int64
    value      canonical units, float64
    withdrawn  unix seconds, int64; FOREVER for a fact that nobody has taken back
    """

    series: str
    source: str
    ids: Longs
    as_of: Ints
    known_at: Longs
    span: Ints
    target: Ints
    value: Floats
    withdrawn: Longs

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def standing(self) -> Track:
        """The same track without the facts that were taken back."""
        return self.take(self.withdrawn == FOREVER)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Track:
        """The same track with only the given rows; with a slice nothing is copied."""
        return Track(
            self.series,
            self.source,
            self.ids[rows],
            self.as_of[rows],
            self.known_at[rows],
            self.span[rows],
            self.target[rows],
            self.value[rows],
            self.withdrawn[rows],
        )

    def with_value(self, row: int, value: float) -> Track:
        """The same track with another value of one fact; itself where it has no such fact."""
        here = self.ids == row
        return replace(self, value=np.where(here, value, self.value)) if here.any() else self

    def visible(self, day: int, known_at: int, after: int | None = None) -> Track:
        """The newest vintage of each observation with after < as_of <= day known by then."""
        start = 0 if after is None else int(np.searchsorted(self.as_of, after, side="right"))
        stop = int(np.searchsorted(self.as_of, day, side="right"))
        if self._known_in_order:
            known = int(np.searchsorted(self.known_at, known_at, side="right"))
            return self.take(slice(start, max(start, min(stop, known))))
        rows = np.arange(start, stop)
        told = (self.known_at[start:stop] <= known_at) & (self.withdrawn[start:stop] > known_at)
        rows = rows[told]
        return self.take(rows[self._last_vintages(rows)])

    @cached_property
    def _known_in_order(self) -> bool:
        """Whether nothing was corrected or taken back, and no day known before an earlier one."""
        once = self._last_vintages(np.arange(len(self))).all()
        stands = (self.withdrawn == FOREVER).all()
        return bool(once and stands and (self.known_at[1:] >= self.known_at[:-1]).all())

    def _last_vintages(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        last = np.ones(len(rows), dtype=np.bool_)
        same = np.ones(max(len(rows) - 1, 0), dtype=np.bool_)
        for key in (self.as_of, self.target, self.span):
            same &= key[rows[:-1]] == key[rows[1:]]
        last[:-1] = ~same
        return last


@dataclass(frozen=True)
class Panel:
    """The facts of one asset for a list of evaluation days, each with its own knowledge date.

    days      evaluation days, int32; known_at the last second known on each, int64
    tracks    per series, its sources in order of rank (best first)
    """

    asset: str
    days: Ints
    known_at: Longs
    tracks: Mapping[str, tuple[Track, ...]]
    _seen: dict[tuple[str, int, int], tuple[Track, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def visible(self, series: str, day: int, known_at: int) -> tuple[Track, ...]:
        """What each source of a series had said by then, best first; kept for the next asker."""
        key = (series, day, known_at)
        if key not in self._seen:
            if len(self._seen) >= KEPT:
                self._seen.clear()
            self._seen[key] = tuple(t.visible(day, known_at) for t in self.sources(series))
        return self._seen[key]

    def without(self, source: str) -> Panel:
        """The same panel as if `source` had never spoken."""
        kept = {
            series: tuple(t for t in tracks if t.source != source)
            for series, tracks in self.tracks.items()
        }
        return replace(self, tracks=kept)

    def with_value(self, series: str, row: int, value: float) -> Panel:
        """The same panel with another value of one fact; what was seen of it is seen as it was."""
        tracks = tuple(track.with_value(row, value) for track in self.sources(series))
        there = replace(self, tracks={**self.tracks, series: tracks})
        for key, seen in self._seen.items():
            own = key[0] == series
            there._seen[key] = tuple(t.with_value(row, value) for t in seen) if own else seen
        return there

    def moved(self, days: Sequence[int]) -> Panel:
        """The same facts seen from other days, each known to its own end."""
        moved = np.asarray(days, dtype=np.int32)
        return replace(self, days=moved, known_at=end_of(moved))

    def sources(self, series: str) -> tuple[Track, ...]:
        """The tracks of a series, best source first; empty when nobody speaks of it."""
        return self.tracks.get(series, ())

    def ages(self, series: Sequence[str]) -> Ints:
        """Days since the newest visible observation, shape (days, series); -1 where none is.

        What is said about a date counts only until that date has passed.
        """
        ages = np.full((len(self.days), len(series)), -1, dtype=np.int32)
        for column, name in enumerate(series):
            for row, (day, known) in enumerate(zip(self.days, self.known_at, strict=True)):
                seen = [track.visible(int(day), int(known)) for track in self.sources(name)]
                standing = [t.as_of[(t.target == NO_TARGET) | (t.target >= day)] for t in seen]
                newest = [int(days[-1]) for days in standing if len(days)]
                if newest:
                    ages[row, column] = int(day) - max(newest)
        return ages


def end_of(days: Ints) -> Longs:
    """The last second (UTC) of each day."""
    return (days.astype(np.int64) + 1) * DAY_SECONDS - 1


def build_tracks(catalog: Catalog, seen: Observed) -> dict[str, tuple[Track, ...]]:
    """Group observations into tracks, sources in the catalogue's order of rank."""
    keys = (seen.ids, seen.known_at, seen.span, seen.target, seen.as_of, seen.source, seen.series)
    order = np.lexsort(keys)
    pairs = np.stack([seen.series[order], seen.source[order]], axis=1)
    cuts = np.flatnonzero(np.any(pairs[1:] != pairs[:-1], axis=1)) + 1
    found: dict[str, list[Track]] = {}
    for rows in np.split(order, cuts):
        if len(rows):
            track = _track(seen, rows)
            found.setdefault(track.series, []).append(track)
    return {
        series: tuple(sorted(tracks, key=lambda t: catalog.rank(series, t.source)))
        for series, tracks in found.items()
    }


def _track(seen: Observed, rows: NDArray[np.intp]) -> Track:
    return Track(
        series=seen.series_names[int(seen.series[rows[0]])],
        source=seen.source_names[int(seen.source[rows[0]])],
        ids=seen.ids[rows],
        as_of=seen.as_of[rows],
        known_at=seen.known_at[rows],
        span=seen.span[rows],
        target=seen.target[rows],
        value=seen.value[rows],
        withdrawn=seen.withdrawn[rows],
    )
