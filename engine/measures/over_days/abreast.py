"""What sources say of a series of several assets, as of one: the tellers of each in, sights out.

The rows of each asset follow those of the one before, and its days are counted so much further on
that no window reaches from one asset to another. What cannot be told so is odd.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine.measures.calendar import carried_forward
from engine.measures.computed.track import estimated
from engine.measures.over_days.sight import APART, Sight
from engine.measures.over_days.told import Teller, Told
from engine.measures.over_days.unfolding import Bools, Moments
from kb.catalog import Catalog
from kb.panel import Panel, Track
from kb.plausible.suspicion import Suspicion


def moments_of(panels: Sequence[Panel]) -> Moments:
    """The days of panels, those of one below those of the other."""
    days = [panel.days.astype(np.int64) + n * APART for n, panel in enumerate(panels)]
    return Moments(np.concatenate(days), np.concatenate([panel.known_at for panel in panels]))


class TellerAbreast:
    """Tells what is said of any series of the assets of several panels.

    catalog  as it applies to every one of them
    """

    def __init__(self, panels: Sequence[Panel], catalog: Catalog) -> None:
        self._catalog = catalog
        self._tellers = [Teller(panel, catalog) for panel in panels]
        ends = np.cumsum([0, *(len(panel.days) for panel in panels)]).tolist()
        self._own = [slice(start, end) for start, end in pairwise(ends)]

    def told(self, name: str, at: Moments) -> Told:
        """What is visible of a series at each moment, the moments of one asset after the other."""
        here = [
            Moments(at.day[own] - n * APART, at.known_at[own]) for n, own in enumerate(self._own)
        ]
        parts = [t.told(name, each) for t, each in zip(self._tellers, here, strict=True)]
        by_source = [{s.track.source: s for s in part.sights} for part in parts]
        sources = {source for each in by_source for source in each}
        ranked = sorted(sources, key=lambda source: self._catalog.rank(name, source))
        sights = [
            self._abreast(name, source, place, at, [each.get(source) for each in by_source])
            for place, source in enumerate(ranked)
        ]
        return Told(tuple(sights), np.concatenate([_odd(part) for part in parts]))

    def _abreast(
        self, name: str, source: str, place: int, at: Moments, sights: Sequence[Sight | None]
    ) -> Sight:
        series, days = self._catalog.get(name), [int(at.day[own.start]) for own in self._own]
        parts = [
            _Rows.of(s, n * APART) if s else _Rows.none(day)
            for n, (s, day) in enumerate(zip(sights, days, strict=True))
        ]
        ends = np.cumsum([0, *(len(part.track) for part in parts)])
        stops = [
            start + (s.stop if s else np.zeros(own.stop - own.start, dtype=np.intp))
            for start, s, own in zip(ends, sights, self._own, strict=False)
        ]
        first = np.repeat(ends[:-1], [own.stop - own.start for own in self._own])
        doubted = [_shifted(s.doubted, n * APART) for n, s in enumerate(sights) if s and s.doubted]
        return Sight(
            series, _joined([part.track for part in parts], name, source), place, at,
            np.concatenate(stops), _joined(doubted, name, source) if doubted else None, first,
            np.concatenate([part.rest for part in parts]),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of one asset's track, and which of them only repeat others."""

    track: Track
    rest: Bools

    @classmethod
    def of(cls, s: Sight, apart: int) -> _Rows:
        """Those of a sight, so many days further on."""
        return cls(_shifted(s.track, apart), carried_forward(s.series, s.track))

    @classmethod
    def none(cls, day: int) -> _Rows:
        """A row that nobody ever sees, for an asset of which the source says nothing."""
        one: Any = np.zeros(1, dtype=np.int64)
        track = Track("", "", one, one + day, one, one, one, np.full(1, np.nan), one)
        return cls(track, np.zeros(1, dtype=np.bool_))


def _shifted(track: Track, apart: int) -> Track:
    further: Any = track.as_of.astype(np.int64) + apart
    return replace(track, as_of=further)


def _joined(tracks: Sequence[Track], series: str, source: str) -> Track:
    """The rows of tracks below each other, with what is suspect of them."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(track, name) for track in tracks])
        for name in ("ids", "as_of", "known_at", "span", "target", "value", "withdrawn")
    }
    doubts = [track.suspicion for track in tracks if track.suspicion is not None]
    if len(doubts) < len(tracks):
        return Track(series, source, **columns)
    since, until = (np.concatenate([getattr(d, n) for d in doubts]) for n in ("since", "until"))
    return Track(series, source, **columns, suspicion=Suspicion(since, until, {}))


def _odd(part: Told) -> Bools:
    """The moments at which it is not all, or is an estimate."""
    made = [s.spoken for s in part.sights if estimated(s.track)]
    return np.asarray(np.any([part.odd, *made], axis=0))
