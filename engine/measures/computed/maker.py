"""Computed tracks in a panel: made when a series is asked for, from what was visible then.

In: a panel and the catalogue, which says what is computed from what. Out: the panel with a maker
for each such series. Whatever a base states keeps its place; what is computed comes in where the
catalogue ranks the source `computed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from engine.measures.computed.asked import Asked, is_document, is_venue
from engine.measures.computed.cut_odds import cut_odds
from engine.measures.computed.dollar import dollar_index
from engine.measures.computed.issuance import issuance
from engine.measures.computed.products import basis, product, quotient
from engine.measures.computed.track import ComputedTrack, Made, beside, track_of
from engine.measures.computed.venues import share_of_venues, sum_of_venues
from engine.measures.computed.volatility import realised_volatility
from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel, Track
from kb.series import COMPUTED, Computed, Formula, Series

FORMULAS: Mapping[Formula, Callable[[Asked], Made | None]] = {
    "realised_volatility": realised_volatility,
    "sum_of_venues": sum_of_venues,
    "share_of_venues": share_of_venues,
    "product": product,
    "quotient": quotient,
    "issuance": issuance,
    "basis": basis,
    "cut_odds": cut_odds,
    "dollar_index": dollar_index,
}
ROW_BY_ROW = ("realised_volatility",)
"""Formulas of one input whose rows rest on nothing later: the whole track is made once."""


@dataclass(frozen=True)
class SeriesMaker:
    """Adds what is computed of one series to what is said of it."""

    catalog: Catalog
    series: Series
    how: Computed

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Every series it may rest on."""
        return frozenset(self.catalog.inputs(self.series.name))

    def __call__(self, panel: Panel, day: int, known_at: int) -> tuple[Track, ...]:
        """What was said and what could be computed by then, best first."""
        said = self._whole(panel.said(self.series.name, day, known_at))
        stated = next((track for track in said if track.source == COMPUTED), None)
        if stated is not None and self._complete(stated, panel, day, known_at):
            return said
        made = self._made(panel, day, known_at)
        if made is None or not len(made):
            return said
        own = made if stated is None or not len(stated) else beside(stated, made)
        return self.ranked([*(track for track in said if track is not stated), own])

    def ranked(self, tracks: Iterable[Track]) -> tuple[Track, ...]:
        """Tracks of the series, the best source first."""
        return tuple(sorted(tracks, key=lambda t: self.catalog.rank(t.series, t.source)))

    @property
    def row_by_row(self) -> bool:
        """Whether the whole track can be made once."""
        return self.how.formula in ROW_BY_ROW

    def whole(self, asset: str, inputs: Sequence[Track]) -> Track | None:
        """All that can be computed from all that sources say of its only input, best first."""
        day = max(int(track.as_of[-1]) for track in inputs)
        known_at = max(int(track.known_at.max()) for track in inputs)
        days, known = np.array([day], dtype=np.int32), np.array([known_at], dtype=np.int64)
        panel = Panel(asset, days, known, {self.how.inputs[0]: tuple(inputs)})
        return self._computed(panel, day, known_at)

    def _whole(self, said: tuple[Track, ...]) -> tuple[Track, ...]:
        """Without single venues where the series is of all of them."""
        if self.how.formula != "sum_of_venues":
            return said
        return tuple(track for track in said if not is_venue(self.catalog, track.source))

    def _complete(self, stated: Track, panel: Panel, day: int, known_at: int) -> bool:
        """Whether a base states as many days as could be computed."""
        if not self.row_by_row or not len(stated):
            return False
        seen = panel.visible(self.how.inputs[0], day, known_at)
        days = (t.as_of[t.as_of >= t.as_of[0] + self.how.days] for t in seen if len(t))
        return all(len(each) <= len(stated) for each in days)

    def _made(self, panel: Panel, day: int, known_at: int) -> ComputedTrack | None:
        alone = self.alone(panel)
        if alone is None:
            return self._computed(panel, day, known_at)
        made = self.of_alone(panel, alone)
        found = None if made is None else made.visible(day, known_at)
        return found if isinstance(found, ComputedTrack) else None

    def of_alone(self, panel: Panel, alone: Track) -> Track | None:
        """All that can be computed of the only source of its only input, kept by the panel."""
        name = self.series.name
        if name not in panel.kept:
            made = self._computed(panel, int(alone.as_of[-1]), int(alone.known_at[-1]))
            if made is None:
                return None
            panel.kept[name] = made
        return panel.kept[name]

    def alone(self, panel: Panel) -> Track | None:
        """The only source of its only input, where nothing that it says came out of order."""
        if not self.row_by_row:
            return None
        tracks = [t for t in panel.sources(self.how.inputs[0]) if len(t) and self.measures(t)]
        return tracks[0] if len(tracks) == 1 and tracks[0].known_in_order else None

    def measures(self, track: Track) -> bool:
        """Whether a source of an input is listened to."""
        return not is_document(self.catalog, track.source)

    def _computed(self, panel: Panel, day: int, known_at: int) -> ComputedTrack | None:
        asked = Asked(panel, self.catalog, self.series, self.how, day, known_at)
        made = FORMULAS[self.how.formula](asked)
        return None if made is None else track_of(self.series.name, made)


def with_computed(panel: Panel, catalog: Catalog) -> Panel:
    """The panel, in which every series that can be computed is, once it is asked for."""
    makers = {maker.series.name: maker for maker in _makers(panel, catalog)}
    return replace(panel, makers=makers) if makers or panel.makers else panel


def _makers(panel: Panel, catalog: Catalog) -> Iterator[SeriesMaker]:
    """One for each series that the asset can have and that somebody speaks of the inputs of."""
    for series in catalog.series.values():
        how = series.computed
        if how is not None and series.exists and how.asset in ("", panel.asset):
            tracks = panel.sources(how.inputs[0])
            if "venues" in how.formula:
                tracks = tuple(track for track in tracks if is_venue(catalog, track.source))
            if tracks:
                yield SeriesMaker(catalog, series, how)
