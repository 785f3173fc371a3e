"""What sources say of a series at many moments: a panel in, sights out, best source first.

Moments at which a fact is late, suspect or corrected later, or at which the series would be
computed in another way than once for all, are named as odd: they are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.computed.maker import SeriesMaker
from engine.measures.over_days.sight import EVER, Sight
from engine.measures.over_days.unfolding import Bools, Moments, Places, Unfolding, unfolding
from kb.catalog import Catalog
from kb.panel import Longs, Panel, Track
from kb.series import COMPUTED


@dataclass(frozen=True, eq=False)
class Told:
    """The sights of a series' sources, best first, and the moments at which they are not all."""

    sights: tuple[Sight, ...]
    odd: Bools

    @property
    def spoken(self) -> Bools:
        """Who has said anything at each moment, shape (sources, moments)."""
        none = np.zeros((0, len(self.odd)), dtype=np.bool_)
        return np.stack([s.spoken for s in self.sights]) if self.sights else none


class Teller:
    """Tells what is said of any series of a panel; how its tracks unfold is found out once."""

    def __init__(self, panel: Panel, catalog: Catalog) -> None:
        self.panel, self.catalog = panel, catalog
        self._unfolding: dict[int, Unfolding | None] = {}
        self._made: dict[str, Track | None] = {}

    def told(self, name: str, at: Moments) -> Told:
        """What is visible of a series at each moment."""
        maker = self.panel.makers.get(name)
        if not isinstance(maker, SeriesMaker):
            return self._of(name, self.panel.sources(name), at)
        tracks, odd = self._computed(maker, at)
        found = self._of(name, tracks, at)
        return Told(found.sights, found.odd | odd)

    def _of(self, name: str, tracks: Sequence[Track], at: Moments) -> Told:
        sights: list[Sight] = []
        odd = np.zeros(len(at), dtype=np.bool_)
        for track in tracks:
            unfolds = self._unfolds(track)
            if unfolds is None:
                odd |= self._any(track, at)
            else:
                odd |= unfolds.odd(at.known_at)
                more = len(sights), at, unfolds.stop(at), unfolds.doubted
                sights.append(Sight(self.catalog.get(name), unfolds.track, *more))
                odd |= ~sights[-1].spoken & sights[-1].in_doubt(EVER)
        return Told(tuple(sights), odd)

    def _unfolds(self, track: Track) -> Unfolding | None:
        if id(track) not in self._unfolding:
            self._unfolding[id(track)] = unfolding(track)
        return self._unfolding[id(track)]

    def _any(self, track: Track, at: Moments) -> Bools:
        """Where a track may show anything at all."""
        if not len(track):
            return np.zeros(len(at), dtype=np.bool_)
        return np.asarray((at.known_at >= track.known_at.min()) & (at.day >= track.as_of.min()))

    def _computed(self, maker: SeriesMaker, at: Moments) -> tuple[Sequence[Track], Bools]:
        """The tracks of a series that can be computed, and where it takes more than these."""
        said, source = self.panel.sources(maker.series.name), maker.how.inputs[0]
        if maker.how.formula == "issuance":  # only what is stale is continued
            stated = self._of(source, self.panel.sources(source), at)
            measured = [s for s in stated.sights if maker.measures(s.track)]
            return said, stated.odd | _stale(measured, maker.series.stale_after, at.day)
        if not maker.row_by_row:
            return said, np.ones(len(at), dtype=np.bool_)
        closes = self.told(source, at)
        own = next((track for track in said if track.source == COMPUTED), None)
        if own is not None:
            return said, closes.odd | self._lacks(own, maker, closes.sights, at)
        measured = [s for s in closes.sights if maker.measures(s.track)]
        made = self._whole(maker, [s.track for s in measured])
        odd = closes.odd | ~even(measured, at)
        return (said if made is None else maker.ranked((*said, made))), odd

    def _whole(self, maker: SeriesMaker, inputs: Sequence[Track]) -> Track | None:
        """All that is computed of a series, from all that its inputs come to say."""
        name, alone = maker.series.name, maker.alone(self.panel)
        if alone is not None and len(inputs) == 1 and inputs[0] is alone:
            return maker.of_alone(self.panel, alone)
        if name not in self._made:
            self._made[name] = maker.whole(self.panel.asset, inputs) if inputs else None
        return self._made[name]

    def _lacks(
        self, stated: Track, maker: SeriesMaker, closes: Sequence[Sight], at: Moments
    ) -> Bools:
        """Where a base states fewer days of a series than could be computed."""
        unfolds = self._unfolds(stated)
        if unfolds is None:
            return np.ones(len(at), dtype=np.bool_)
        count = unfolds.stop(at)
        lacks = count == 0
        for s in closes:
            begins = int(s.track.as_of[0]) + maker.how.days
            lacks |= s.stop - np.minimum(np.searchsorted(s.track.as_of, begins), s.stop) > count
        return np.asarray(lacks)


def front(sights: Sequence[Sight]) -> Longs:
    """The newest day that any source speaks of, at each moment; very old where none does."""
    none = np.iinfo(np.int32).min
    return np.asarray(np.max([np.where(s.spoken, s.newest, none) for s in sights], axis=0))


def even(sights: Sequence[Sight], at: Moments) -> Bools:
    """Where nobody lags: up to the newest day, every source has said all it ever says."""
    if len(sights) < 2:
        return np.ones(len(at), dtype=np.bool_)
    until = front(sights)
    stops: list[Places] = [np.searchsorted(s.track.as_of, until, side="right") for s in sights]
    level = [s.stop == stop for s, stop in zip(sights, stops, strict=True)]
    return np.asarray(np.all(level, axis=0))


def _stale(sights: Sequence[Sight], limit: int, day: Longs) -> Bools:
    """Where the newest of what is said is older than a series may be."""
    if not sights:
        return np.zeros(len(day), dtype=np.bool_)
    until = front(sights)
    anybody = np.any([s.spoken for s in sights], axis=0)
    return np.asarray(anybody & (day - until > limit))
