"""The panel: the facts visible on each evaluation day, as numpy arrays with their ages.

In: the observations of a knowledge base (every vintage). Out: one `Track` per series and source,
and for any day the vintages that could be seen on it. Nothing here chooses between sources by
value; rank, freshness and windows belong to the measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain, pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.clock import DAY_SECONDS, NO_TARGET
from kb.frozen import dataclass
from kb.ordering import order_of
from kb.plausible.marked import suspicious
from kb.queries import Observed
from kb.track import Floats, Ints, Longs, Track

__all__ = ["Floats", "Ints", "Longs", "Maker", "Panel", "Track", "build_tracks", "end_of"]

KEPT = 256  # views of a series that a panel remembers


class Maker(Protocol):
    """What adds the tracks that are computed to those that are said of a series."""

    @property
    def inputs(self) -> frozenset[str]:
        """The series that what it makes may rest on."""

    def __call__(self, panel: Panel, day: int, known_at: int) -> tuple[Track, ...]:
        """What was said and what could be computed by then, best source first."""


@dataclass(frozen=True)
class Panel:
    """The facts of one asset for a list of evaluation days, each with its own knowledge date.

    days      evaluation days, int32; known_at the last second known on each, int64
    tracks    per series, its sources in order of rank (best first)
    makers    per series that can be computed, what does it when it is asked for
    kept      what makers keep of whole tracks, by series
    """

    asset: str
    days: Ints
    known_at: Longs
    tracks: Mapping[str, tuple[Track, ...]]
    makers: Mapping[str, Maker] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[str, Track] = field(default_factory=dict, init=False, repr=False, compare=False)
    _seen: dict[tuple[str, int, int], tuple[Track, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def visible(self, series: str, day: int, known_at: int) -> tuple[Track, ...]:
        """What each source of a series had said by then, best first; kept for the next asker."""
        key = (series, day, known_at)
        if key not in self._seen:
            if len(self._seen) >= KEPT:
                self._seen.clear()
            made = self.makers.get(series)
            told = made(self, day, known_at) if made else self.said(series, day, known_at)
            self._seen[key] = told
        return self._seen[key]

    def said(self, series: str, day: int, known_at: int) -> tuple[Track, ...]:
        """The same of facts alone, nothing computed."""
        return tuple(track.visible(day, known_at) for track in self.sources(series))

    @cached_property
    def rows_digest(self) -> str:
        """The hash of its rows by their numbers, days, dates and values, as their base has them."""
        digest = sha256()
        for track in chain.from_iterable(self.tracks.values()):
            digest.update(f"{track.series} {track.source} {len(track)}\n".encode())
            for name in ("ids", "as_of", "known_at", "span", "target", "value"):
                digest.update(np.ascontiguousarray(getattr(track, name)).data)
        return digest.hexdigest()

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
            if not self._made_of(key[0], series):
                there._seen[key] = tuple(t.with_value(row, value) for t in seen) if own else seen
        there.kept.update({k: t for k, t in self.kept.items() if not self._made_of(k, series)})
        return there

    def _made_of(self, series: str, other: str) -> bool:
        """Whether what is computed of a series rests on another."""
        return series in self.makers and other in (series, *self.makers[series].inputs)

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
                seen = self.visible(name, int(day), int(known))
                standing = [t.as_of[(t.target == NO_TARGET) | (t.target >= day)] for t in seen]
                newest = [int(days[-1]) for days in standing if len(days)]
                if newest:
                    ages[row, column] = int(day) - max(newest)
        return ages


def end_of(days: Ints) -> Longs:
    """The last second (UTC) of each day."""
    return (days.astype(np.int64) + 1) * DAY_SECONDS - 1


def build_tracks(catalog: Catalog, seen: Observed) -> dict[str, tuple[Track, ...]]:
    """Group observations into tracks, sources in the catalogue's order of rank, suspects marked."""
    keys = (seen.series, seen.source, seen.as_of, seen.target, seen.span, seen.known_at, seen.ids)
    order = order_of(keys)
    pairs = [each if order is None else each[order] for each in (seen.series, seen.source)]
    cuts = np.flatnonzero(np.any([each[1:] != each[:-1] for each in pairs], axis=0)) + 1
    found: dict[str, list[Track]] = {}
    for start, end in pairwise((0, *cuts.tolist(), len(seen))):
        if start < end:
            track = _track(seen, slice(start, end) if order is None else order[start:end])
            found.setdefault(track.series, []).append(track)
    ranked = {
        series: sorted(tracks, key=lambda t: catalog.rank(series, t.source))
        for series, tracks in found.items()
    }
    return {
        series: suspicious(catalog, series, tracks, seen.accepted)
        for series, tracks in ranked.items()
    }


def _track(seen: Observed, rows: NDArray[np.intp] | slice) -> Track:
    first = rows.start if isinstance(rows, slice) else rows[0]
    return Track(
        series=seen.series_names[int(seen.series[first])],
        source=seen.source_names[int(seen.source[first])],
        ids=seen.ids[rows],
        as_of=seen.as_of[rows],
        known_at=seen.known_at[rows],
        span=seen.span[rows],
        target=seen.target[rows],
        value=seen.value[rows],
        withdrawn=seen.withdrawn[rows],
    )
