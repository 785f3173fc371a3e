"""One series over days as a run sees it: the arrays of a chart, and the facts they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.briefing.marker import Marker
from engine.evaluation.evaluate import Evaluation
from engine.numeric.arguments import Array, IntArray
from engine.pictures.svg import CLOSED
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.evidence import shortened
from engine.words.quoting import source_name
from kb.clock import NO_TARGET
from kb.frozen import dataclass
from kb.panel import Panel, Track

ENOUGH, LEAST = 0.8, 20
"""Of the days the fullest source knows, and days known, below which nothing is drawn."""


@dataclass(frozen=True)
class Picture:
    """A chart with the sentence it proves, what is under it, and its citation; texts are marked."""

    key: str
    title: str
    svg: str
    caption: str
    cite: str


@dataclass(frozen=True)
class Daily:
    """A series, one value a day from the first day to the day of the question.

    days     shape (n,); values canonical units, NaN where nobody spoke
    track    the rows they come from
    bridged  days in a row without a value that are no gap, as nobody trades on them
    """

    series: str
    source: str
    days: IntArray
    values: Array
    track: Track
    bridged: int = 0

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        """The days to draw: without a weekend or a few holidays on which nobody speaks."""
        known = np.flatnonzero(~np.isnan(self.values))
        before = np.searchsorted(known, np.arange(len(self.days)), side="right") - 1
        after = np.searchsorted(known, np.arange(len(self.days)), side="left")
        inside = (before >= 0) & (after < len(known))
        gap = known[np.minimum(after, len(known) - 1)] - known[np.maximum(before, 0)]
        return ~(np.isnan(self.values) & inside & (gap <= self.bridged + 1))

    @cached_property
    def ref(self) -> Ref:
        """The window of facts under it."""
        return Ref("fact", self.series, (self.track.facts(),))

    def on(self, place: int) -> Ref:
        """The facts of one of its days."""
        own = self.track.take(self.track.as_of == self.days[place])
        return Ref("fact", self.series, (own.facts(),))

    @property
    def last(self) -> int:
        """The place of its last known day."""
        return int(np.flatnonzero(~np.isnan(self.values))[-1])

    def date(self, place: int) -> str:
        """A day of it in words."""
        return numbers.date_text(int(self.days[place]))

    @property
    def told(self) -> str:
        """Who says how many days of it, from when to when."""
        known = np.flatnonzero(~np.isnan(self.values))
        first, last = (self.date(int(place)) for place in (known[0], known[-1]))
        return f"{self.source}, {len(known):,} days from {first} to {last}"


def daily(
    marker: Marker, series: str, back: int, target: int = NO_TARGET, least: int = LEAST
) -> Daily | None:
    """The last days of a series by its best source that knows nearly as many as any.

    None where too few are known, or none that is fresh.
    """
    asked, panel = marker.run.question, marker.run.evaluation.panel
    fit = [
        own
        for track in panel.visible(series, asked.as_of, asked.known_at)
        if not _is_document(marker, track)
        and len(own := _single(track, target, asked.as_of - back)) >= least
    ]
    stale = asked.as_of - marker.run.catalog.get(series).stale_after
    fit = [track for track in fit if track.as_of[-1] >= stale]
    most = max(map(len, fit), default=0)
    chosen = next((track for track in fit if len(track) >= ENOUGH * most), None)
    return None if chosen is None else _laid(marker, chosen, asked.as_of, back)


def _is_document(marker: Marker, track: Track) -> bool:
    source = marker.run.catalog.sources.get(track.source)
    return source is not None and source.document


def _single(track: Track, target: int, after: int) -> Track:
    return track.take((track.span == 1) & (track.target == target) & (track.as_of > after))


def _laid(marker: Marker, track: Track, day: int, back: int) -> Daily:
    first = max(day - back + 1, int(track.as_of[0]))
    days = np.arange(first, day + 1, dtype=np.int64)
    values = np.full(len(days), np.nan)
    values[track.as_of - first] = track.value
    source = source_name(track.source, marker.run.catalog)
    series = marker.run.catalog.get(track.series)
    closed = 0 if series.calendar == "utc" else CLOSED
    return Daily(track.series, source, days, values, track, closed)


def cited(marker: Marker, refs: Iterable[Ref]) -> str:
    """The numbers that facts have in the evidence, where they have any."""
    numbered = sorted(marker.evidence.numbered(refs), key=lambda name: int(name[1:]))
    return marker.own(shortened(numbered)) if numbered else ""


def next_target(evaluation: Evaluation, series: str) -> int:
    """The nearest date ahead that a series is about; none where it is about none."""
    panel: Panel = evaluation.panel
    day, known_at = int(panel.days[0]), int(panel.known_at[0])
    ahead = (t.target[t.target >= day] for t in panel.visible(series, day, known_at))
    return min((int(each.min()) for each in ahead if len(each)), default=NO_TARGET)
