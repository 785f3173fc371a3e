"""Reading a market from a base for the protocol: facts come in, arrays of days go out.

A close counts for a forecast if it was known by noon of the next day, in the first version that was
known then; outcomes are taken from the version known now. So a correction or a withdrawal changes
what came and never what was forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.numeric.arguments import Array, BoolArray, IntArray
from kb.clock import DAY_SECONDS, FOREVER
from kb.errors import StoreError
from kb.frozen import dataclass
from kb.panel import Track, build_tracks
from kb.visible import Observing

CLOSE, REALISED = "price.close", "onchain.realised_price"
INTEREST = "derivatives.open_interest"
NET_CHANGE, MATURED = "holders.long_term_net_change", "holders.matured_coins"
LOW, VOLUME = "price.low", "market.volume"
SERIES = (CLOSE, REALISED, INTEREST, NET_CHANGE, MATURED, LOW, VOLUME)
GRACE = DAY_SECONDS // 2
"""Seconds after a day's end by which its close must be known: nobody forecasts at midnight."""
ENOUGH = 0.80
SILENT = 7
"""Days after which a source that said nothing more is not asked where another one is."""


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
    trades       whether the market closes on each day, by its calendar
    """

    asset: str
    first: int
    closes: Array
    later: Array
    source: str
    late: int
    facts: tuple[int, ...]
    tracks: Mapping[str, tuple[Track, ...]]
    stale_after: int
    trades: BoolArray

    @property
    def last(self) -> int:
        """Days since 1970-01-01 of the last day."""
        return self.first + len(self.closes) - 1

    @property
    def missing(self) -> int:
        """Days of trade without any close."""
        return int((np.isnan(self.later) & self.trades).sum())

    def realised_price(self, days: IntArray) -> Array:
        """USD a coin as known on each day, by the best source that is fresh; NaN where none is."""
        found = np.full(len(days), np.nan)
        for track in reversed(self.tracks.get(REALISED, ())):
            newest = track.newest(days, _in_time(days), after=days - self.stale_after - 1)
            found = np.where(newest < 0, found, track.value[newest])
        return found

    def daily(self, series: str) -> Array:
        """What the best source said of each day alone, known in time; NaN elsewhere."""
        if series not in self.tracks:
            return np.full(len(self.closes), np.nan)
        track = _chosen(self.tracks[series], self.last)
        return _laid(track.take(track.span == 1), self.first, len(self.closes))[0]

    def rows(self, series: str, days: int) -> tuple[int, ...]:
        """The fact rows behind the last days of `daily`."""
        if series not in self.tracks:
            return ()
        track = _chosen(self.tracks[series], self.last).standing
        recent = (track.as_of > self.last - days) & (track.span == 1)
        return tuple(int(row) for row in track.ids[recent])


def read_days(
    kb: Observing,
    asset: str,
    as_of: int,
    known_at: int,
    batch: int | None = None,
    series: Sequence[str] = SERIES,
) -> Days:
    """The closes of an asset up to a day, on what was known by then.

    series  what is read beside them: a forecast needs the closes alone
    raises  TooLittle when there is no close at all
    """
    seen = kb.observations(
        asset, as_of=as_of, known_at=known_at, batch=batch, series=series, taken_back=True
    )
    tracks = _believed(build_tracks(kb.catalog, seen), known_at)
    if CLOSE not in tracks:
        raise TooLittle(f"{kb.name} holds no {CLOSE} of {asset} by then; add daily closes first")
    track, stale = _chosen(tracks[CLOSE], as_of), kb.catalog.get(REALISED).stale_after
    first = int(track.as_of.min())
    closes, later = _laid(track, first, as_of - first + 1)
    late = int((np.isnan(closes) & ~np.isnan(later)).sum())
    facts = tuple(int(row) for row in track.standing.ids)
    trades = kb.catalog.asset(asset, track.as_of).trades(first, len(closes))
    return Days(asset, first, closes, later, track.source, late, facts, tracks, stale, trades)


def _believed(tracks: dict[str, tuple[Track, ...]], known_at: int) -> dict[str, tuple[Track, ...]]:
    """The tracks without facts that are suspect then, as if these had not been said."""
    kept = {
        series: tuple(own for t in each if len(own := t.believed(known_at)))
        for series, each in tracks.items()
    }
    return {series: each for series, each in kept.items() if each}


def _chosen(tracks: tuple[Track, ...], last: int) -> Track:
    """The best source that speaks of nearly as many days as any, for the whole history at once.

    A history is never a mixture of sources, so which one is read is settled by all that is known on
    the day of the question, and a record is that of one source throughout. One that fell silent
    more than a week before is read only where every other did.
    """
    live = [track for track in tracks if track.as_of[-1] > last - SILENT] or list(tracks)
    counts = [len(set(track.as_of.tolist())) for track in live]  # np.unique imports numpy.ma
    return next(t for t, n in zip(live, counts, strict=True) if n >= ENOUGH * max(counts))


def _laid(track: Track, first: int, days: int) -> tuple[Array, Array]:
    """A value a day: as first known in time, and as known now."""
    in_time, later = (np.full(days, np.nan) for _ in range(2))
    track = track.take(track.as_of >= first)
    place = track.as_of - first
    stands = track.withdrawn == FOREVER
    later[place[stands]] = track.value[stands]  # vintages are in order, so the last one stays
    noon = _in_time(track.as_of.astype(np.int64))
    known = (track.known_at <= noon) & (track.withdrawn > noon)
    days_known, earliest = np.unique(place[known], return_index=True)
    in_time[days_known] = track.value[known][earliest]
    return in_time, later


def _in_time(day: IntArray | int) -> IntArray:
    """The last second by which a fact of a day must be known to be used on it."""
    return (np.asarray(day, dtype=np.int64) + 1) * DAY_SECONDS - 1 + GRACE
