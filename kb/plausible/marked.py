"""The suspect facts of tracks: what every source says goes in, who is doubted and when comes out.

What is thought of a fact rests on the facts known no later than it, and on those that cleared it
since: for every question it is the same, and no question sees more than it may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.plausible.line import NOTHING, Line
from kb.plausible.rule import Rule, rule_of
from kb.plausible.suspicion import Longs, Suspicion
from kb.plausible.walk import doubts
from kb.track import Track


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
        self.apart = catalog.is_part(track.series, track.source) or (
            known is not None and known.document
        )
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
        """What other sources say of the same; documents and venues hold and are held to nothing.

        What a document says is put to the others page by page; each venue has a figure of its own.
        """
        lines = [
            other._about(target, late=other.rank > self.rank)
            for other in spoken
            if other is not self and not other.apart and not self.apart
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
