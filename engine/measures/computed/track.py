"""A track whose rows were computed: what a formula makes, and the facts under each of its rows.

Its rows have numbers of their own, below those of any fact; a reading of it names the facts that
they were computed from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from engine.measures.reading import Reading
from kb.clock import FOREVER, NO_TARGET
from kb.frozen import dataclass
from kb.panel import Floats, Ints, Longs, Track
from kb.series import COMPUTED

FIRST = -(2**40)
"""The number of the first computed row; supposed facts have the numbers just below nought."""
SUMMED = ("latest", "lag", "peak", "mean", "at_latest")
"""Measures that can only be too low where every value is."""


@dataclass(frozen=True)
class Made:
    """What a formula makes: one row a day and target, oldest first, in canonical units.

    facts      the fact rows under a row, given its place
    known_at   when the last of them was known
    low, high  the ends of each row's range, None where it is no estimate
    least      the parts that each value is the sum of, where it can only be too low
    note       by what it was computed from whom
    """

    as_of: Ints
    known_at: Longs
    value: Floats
    facts: Callable[[int], NDArray[np.int64]]
    target: Ints | None = None
    low: Floats | None = None
    high: Floats | None = None
    least: str = ""
    note: str = ""


@dataclass(frozen=True)
class ComputedTrack(Track):
    """A track of what was made, alone or with the rows that a base states of the same source."""

    made: Made = field(kw_only=True)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Track:
        """The same track with only the given rows."""
        t = super().take(rows)
        return ComputedTrack(
            t.series, t.source, t.ids, t.as_of, t.known_at, t.span, t.target, t.value,
            t.withdrawn, t.suspicion, made=self.made,
        )  # fmt: skip

    def facts(self) -> tuple[int, ...]:
        """The facts it was computed from, each once, and those that were stated."""
        stated = self.ids[self.ids > FIRST]
        under = [self.made.facts(place) for place in self.places().tolist()]
        return tuple(dict.fromkeys(np.concatenate([stated, *under]).tolist()))

    def places(self) -> NDArray[np.int64]:
        """Where its computed rows stand in what was made."""
        computed = self.ids[self.ids <= FIRST]
        return FIRST - computed


def estimated(track: Track) -> bool:
    """Whether its rows are estimates, or sums that can only be too low."""
    made = track.made if isinstance(track, ComputedTrack) else None
    return made is not None and (made.low is not None or bool(made.least))


def track_of(series: str, made: Made) -> ComputedTrack:
    """What was made as a track of the source `computed`."""
    rows = len(made.as_of)
    return ComputedTrack(
        series=series,
        source=COMPUTED,
        ids=FIRST - np.arange(rows, dtype=np.int64),
        as_of=made.as_of.astype(np.int32),
        known_at=made.known_at.astype(np.int64),
        span=np.ones(rows, dtype=np.int32),
        target=np.full(rows, NO_TARGET, np.int32) if made.target is None else made.target,
        value=made.value,
        withdrawn=np.full(rows, FOREVER, dtype=np.int64),
        made=made,
    )


def _keys(track: Track) -> Longs:
    """One number for each day and target."""
    return track.as_of.astype(np.int64) * (1 << 24) + track.target


def beside(stated: Track, computed: ComputedTrack) -> Track:
    """What a base states of this source, with the rows that it does not state."""
    new = computed.take(~np.isin(_keys(computed), _keys(stated)))
    if not len(new):
        return stated
    arrays = {
        name: np.concatenate([getattr(stated, name), getattr(new, name)])
        for name in ("ids", "as_of", "known_at", "span", "target", "value", "withdrawn")
    }
    order = np.lexsort((arrays["span"], arrays["target"], arrays["as_of"]))
    rows = {name: each[order] for name, each in arrays.items()}
    return ComputedTrack(
        computed.series, computed.source, **rows, suspicion=None, made=computed.made
    )


def range_of(track: Track) -> tuple[Floats, Floats]:
    """The ends of each row's range: the value itself where it is no estimate."""
    low, high = track.value.copy(), track.value.copy()
    if isinstance(track, ComputedTrack) and track.made.low is not None:
        computed, places = track.ids <= FIRST, track.places()
        low[computed] = track.made.low[places]
        if track.made.high is not None:
            high[computed] = track.made.high[places]
    return low, high


def as_computed(track: Track, measure: str, reading: Reading) -> Reading:
    """A reading with what is to be said of it where its track was computed."""
    if not isinstance(track, ComputedTrack) or reading.value is None:
        return reading
    stated = track.ids[track.ids > FIRST]
    if len(stated) and np.isin(reading.facts, stated).all():
        return reading  # only what the base states was read
    least = track.made.least if measure in SUMMED else ""
    found = replace(reading, note=track.made.note, least=least)
    if track.made.low is None or measure not in ("latest", "lag"):
        return found
    at = int(np.flatnonzero(track.as_of == reading.as_of)[-1])
    low, high = (float(end[at]) for end in range_of(track))
    return replace(found, between=(low, high)) if low < high else found
