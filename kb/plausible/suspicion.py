"""The suspect facts of tracks: what every source says goes in, who is doubted and when comes out.

What is thought of a fact rests on the facts known no later than it, and on those that cleared it
since: for every question it is the same, and no question sees more than it may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.plausible.line import NOTHING, Doubt, Line
from kb.plausible.rule import Rule, rule_of
from kb.plausible.walk import doubts

if TYPE_CHECKING:
    from kb.panel import Track

Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Suspicion:
    """When each fact of a track is suspect, and why.

    since, until  unix seconds, from when on and until when; equal for a fact that never is
    why           by row id
    """

    since: Longs
    until: Longs
    why: Mapping[int, Doubt]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Suspicion:
        """The same of the given rows."""
        return replace(self, since=self.since[rows], until=self.until[rows])

    def at(self, known_at: int) -> NDArray[np.bool_]:
        """Which facts are suspect to who knows what was known then."""
        suspect: NDArray[np.bool_] = (self.since <= known_at) & (known_at < self.until)
        return suspect


def suspicious(
    catalog: Catalog, series: str, tracks: Sequence[Track], accepted: Collection[int]
) -> tuple[Track, ...]:
    """The same tracks of a series, best source first, each with what is suspect of it."""
    rule = rule_of(catalog, series)
    if rule is None:
        return tuple(tracks)
    spoken = [_Spoken(catalog, rank, track, accepted) for rank, track in enumerate(tracks)]
    return tuple(each.marked(rule, spoken) for each in spoken)


class _Spoken:
    """What one source says of a series, as lines."""

    def __init__(
        self, catalog: Catalog, rank: int, track: Track, accepted: Collection[int]
    ) -> None:
        known = catalog.sources.get(track.source)
        self.document = known is not None and known.document
        self.part = catalog.is_part(track.series, track.source)
        self.rank, self.track = rank, track
        flow = catalog.get(track.series).measure == "flow"
        here = _among(track.ids, accepted)
        value = track.value / track.span if flow else track.value
        self.line = Line(track.as_of.astype(np.int64), track.known_at, value, here)

    def marked(self, rule: Rule, spoken: Sequence[_Spoken]) -> Track:
        """The track with its suspect facts."""
        found = [
            doubt._replace(place=int(rows[doubt.place]))
            for target, rows in self._by_target()
            for doubt in doubts(rule, self.line.take(rows), self._others(target, spoken))
        ]
        if not found:
            return self.track
        since, until = np.zeros((2, len(self.track)), dtype=np.int64)
        for doubt in found:
            since[doubt.place], until[doubt.place] = doubt.since, doubt.until
        why = {int(self.track.ids[doubt.place]): doubt for doubt in found}
        return replace(self.track, suspicion=Suspicion(since, until, why))

    def _by_target(self) -> Iterator[tuple[int, NDArray[np.intp]]]:
        targets = self.track.target
        if (targets == targets[0]).all():
            yield int(targets[0]), np.arange(len(targets))
            return
        for target in sorted(set(targets.tolist())):
            yield target, np.flatnonzero(targets == target)

    def _others(self, target: int, spoken: Sequence[_Spoken]) -> Line:
        """What other sources say of the same, in the order of its day: none where it is a venue
        with a figure of its own, or a document, which is put to the facts page by page."""
        apart = self.document or self.part
        others = (each for each in spoken if each is not self and not apart)
        lines = [
            other._about(target, late=other.rank > self.rank)
            for other in others
            if not (other.document or other.part)
        ]
        if not lines:
            return NOTHING
        return Line(
            *(np.concatenate([getattr(line, n) for line in lines]) for n in Line.__annotations__)
        )

    def _about(self, target: int, late: bool) -> Line:
        """The line about a target; of two known at one moment the worse source is the later."""
        line = self.line.take(self.track.target == target)
        return replace(line, known_at=line.known_at + 1) if late else line


def _among(ids: Longs, accepted: Collection[int]) -> NDArray[np.bool_]:
    if not accepted:
        return np.zeros(len(ids), dtype=np.bool_)
    return np.isin(ids, np.fromiter(accepted, dtype=np.int64))
