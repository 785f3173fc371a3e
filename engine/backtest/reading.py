"""Reading a market from a base for the protocol: facts come in, arrays of days go out.

A close counts for a forecast if it was known by noon of the next day, in the first version that was
known then; outcomes are taken from the version known now. So a correction changes what came and
never what was forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.deleveraging.arguments import Array, IntArray
from kb.catalog import Catalog
from kb.clock import DAY_SECONDS
from kb.errors import StoreError
from kb.panel import Track, build_tracks
from kb.store import KnowledgeBase

CLOSE, REALISED = "price.close", "onchain.realised_price"
SERIES = (CLOSE, REALISED)
GRACE = DAY_SECONDS // 2
"""Seconds after a day's end by which its close must be known: nobody forecasts at midnight."""
ENOUGH = 0.80


class TooLittle(StoreError):
    """The base holds too few closes for a forecast or a record."""


@dataclass(frozen=True)
class Days:
    """The closes of one market, a day each, as they were known and as they are known now.

    first        days since 1970-01-01 of the first close
    closes       USD a coin as first known in time, NaN where missing or late, shape (days,)
    later        the same days as known now
    source       who says so
    late         days whose close became known only later and is not used for forecasts
    facts        row ids of the facts in `later`
    """

    asset: str
    first: int
    closes: Array
    later: Array
    source: str
    late: int
    facts: tuple[int, ...]
    realised: tuple[Track, ...]
    stale_after: int

    @property
    def last(self) -> int:
        """Days since 1970-01-01 of the last day."""
        return self.first + len(self.closes) - 1

    @property
    def missing(self) -> int:
        """Days without any close."""
        return int(np.isnan(self.later).sum())

    def realised_price(self, days: IntArray) -> Array:
        """USD a coin as known on each day, by the best source that is fresh; NaN where none is."""
        return np.array([self._realised_on(int(day)) for day in days], dtype=np.float64)

    def _realised_on(self, day: int) -> float:
        for track in self.realised:
            seen = track.visible(day, int(_in_time(day)), after=day - self.stale_after - 1)
            if len(seen):
                return float(seen.value[-1])
        return float("nan")


def read_days(kb: KnowledgeBase, asset: str, as_of: int, known_at: int) -> Days:
    """The closes of an asset up to a day, on what was known by then.

    raises  TooLittle when there is no close at all
    """
    seen = kb.observations(asset, as_of=as_of, known_at=known_at, series=SERIES)
    tracks = build_tracks(kb.catalog, seen)
    if CLOSE not in tracks:
        raise TooLittle(f"{kb.name} holds no {CLOSE} of {asset} by then; add daily closes first")
    return _laid_out(asset, _chosen(tracks[CLOSE]), tracks.get(REALISED, ()), as_of, kb.catalog)


def _chosen(tracks: tuple[Track, ...]) -> Track:
    """The best source that speaks of nearly as many days as any."""
    counts = [len(np.unique(track.as_of)) for track in tracks]
    fit = (t for t, n in zip(tracks, counts, strict=True) if n >= ENOUGH * max(counts))
    return next(fit)


def _laid_out(
    asset: str, track: Track, realised: tuple[Track, ...], as_of: int, catalog: Catalog
) -> Days:
    first = int(track.as_of.min())
    closes, later = (np.full(as_of - first + 1, np.nan) for _ in range(2))
    place = track.as_of - first
    later[place] = track.value  # vintages are in order, so the last one stays
    in_time = track.known_at <= _in_time(track.as_of.astype(np.int64))
    known, earliest = np.unique(place[in_time], return_index=True)
    closes[known] = track.value[in_time][earliest]
    return Days(
        asset=asset,
        first=first,
        closes=closes,
        later=later,
        source=track.source,
        late=int((np.isnan(closes) & ~np.isnan(later)).sum()),
        facts=tuple(int(row) for row in track.ids),
        realised=realised,
        stale_after=catalog.get(REALISED).stale_after,
    )


def _in_time(day: IntArray | int) -> IntArray:
    """The last second by which a fact of a day must be known to be used on it."""
    return (np.asarray(day, dtype=np.int64) + 1) * DAY_SECONDS - 1 + GRACE
