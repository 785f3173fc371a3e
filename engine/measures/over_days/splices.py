"""Two sources that say the same, as one on many days: as `joined` and `splice` say it of one day.

Who is held against whom rests on counts of common days, so what becomes of a day is read off
running counts. Days on which more than two measuring sources have spoken, or on which one of two
lags, are odd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from engine.measures.computed.track import ComputedTrack
from engine.measures.doubted import NUMBERS
from engine.measures.over_days.answers import NONE, Answers, Array, chosen, nothing
from engine.measures.over_days.sight import Sight, unless
from engine.measures.over_days.told import even, front
from engine.measures.over_days.unfolding import Bools, Places
from engine.measures.request import Request
from engine.measures.splice import AGREEING, ENOUGH, filled_in, side_by_side
from kb.catalog import Catalog

Ask = Callable[[Sight], Answers]


def joined_days(sights: Sequence[Sight], catalog: Catalog, request: Request, ask: Ask) -> Answers:
    """The answers of all sources that agree; unknown where one that knows more does not."""
    found = _joined(sights, catalog, request, ask)
    if request.measure not in NUMBERS:
        return found
    length = max((int(each) for each in request.arguments if not isinstance(each, str)), default=1)
    return found.odd_too(np.any([s.in_doubt(length) for s in sights], axis=0))


def _joined(sights: Sequence[Sight], catalog: Catalog, request: Request, ask: Ask) -> Answers:
    parts = [s for s in sights if _measures(s, catalog)]
    if not parts:
        days = len(sights[0].at) if sights else 0
        return nothing(days, "missing")
    alone = [ask(s) for s in parts]
    spoken = np.stack([s.spoken for s in parts])
    count, first = spoken.sum(axis=0), spoken.argmax(axis=0)
    found = chosen(np.where(count > 0, first, len(parts)), (*alone, nothing(len(count), "missing")))
    if len(parts) != 2:
        return found.odd_too(count > 1)
    both, pair = count == 2, _Pair(parts[0], parts[1], catalog, request)
    return chosen(both.astype(np.intp), (found, pair.answers(alone, ask))).odd_too(both & pair.odd)


def _measures(s: Sight, catalog: Catalog) -> bool:
    known = catalog.sources.get(s.track.source)
    return not isinstance(s.track, ComputedTrack) and not (known is not None and known.document)


class _Pair:
    """Two sources of a series, the better one first."""

    def __init__(self, one: Sight, other: Sight, catalog: Catalog, request: Request) -> None:
        self.one, self.other, self.catalog = one, other, catalog
        lengths = [each for each in request.arguments if isinstance(each, float | int)]
        self.since = one.day - int(lengths[-1]) if lengths else one.day - 1
        self.front = front((one, other))
        self.odd: Bools = ~even((one, other), one.at)

    def answers(self, alone: Sequence[Answers], ask: Ask) -> Answers:
        """What they say together where they agree; else the fuller one alone, if it is full."""
        fuller = self._fuller()
        held = self._held(self.one, self.other), self._held(self.other, self.one)
        taken, more = (np.where(fuller, held[1][n], held[0][n]) for n in (0, 1))
        together = ask(self._whole()) if taken.any() else alone[0]
        found = chosen(np.where(taken, 2, fuller), (*alone, together))
        refused = ~taken & more
        who = np.where(fuller, self.one.place, self.other.place)
        found = unless(found, (refused & (found.asked > found.seen), "missing"))
        return replace(found, refused=np.where(refused, who, NONE))

    def _fuller(self) -> Bools:
        """Whether the other has more of the window, of those that are fresh."""
        limit = self.one.series.stale_after
        count, others = (
            np.where(s.newest >= s.day - limit, s.stop - s.before(self.since), NONE)
            for s in (self.one, self.other)
        )
        return np.asarray(others > count)

    def _held(self, whole: Sight, other: Sight) -> tuple[Bools, Bools]:
        """Whether the other is joined to the first, and whether it has days that this lacks."""
        both = side_by_side(whole.track, other.track, self.catalog)
        shared = self._come(whole.track.as_of[both.here])
        agreed = np.append(0, np.cumsum(both.within))[shared]
        taken = (shared >= ENOUGH) & (agreed / np.maximum(shared, 1) >= AGREEING)
        more = np.delete(other.track.as_of, both.there)
        return taken, self._come(more) > np.searchsorted(more, self.since, side="right")

    def _come(self, days: Array) -> Places:
        """How many of some days have come."""
        return np.searchsorted(days, self.front, side="right")

    def _whole(self) -> Sight:
        track = filled_in(self.one.track, self.other.track)
        one = self.one
        return Sight(one.series, track, one.place, one.at, self._come(track.as_of))
