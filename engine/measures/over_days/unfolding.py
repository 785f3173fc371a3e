"""How a track unfolds: its rows in, those that come to stand out, and when just these are seen.

Most facts come in order and are never corrected. What is visible on a day is then a beginning of
the track, and all days can be read at once. While a fact is late, suspect for a while, or one that
was corrected or taken back later, something else is visible; such stretches are named, and their
days have to be read one by one. Facts that stay suspect are left out, and kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.clock import FOREVER, NO_TARGET
from kb.panel import Longs, Track

Bools = NDArray[np.bool_]
Places = NDArray[np.intp]
_NEVER = np.array([], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Moments:
    """Days, each with the last second known on it; days since 1970-01-01 and unix seconds."""

    day: Longs
    known_at: Longs

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, eq=False)
class Unfolding:
    """A track as it comes to stand.

    track         single days, each once, oldest first; nothing suspect or withdrawn
    known         the moments at which its rows become known, in order
    since, until  the stretches of knowledge in which more or less is seen, each in order
    doubted       facts that stay suspect, and nobody else sees; None where there is none
    """

    track: Track
    known: Longs
    since: Longs
    until: Longs
    doubted: Track | None = None

    def odd(self, known_at: Longs) -> Bools:
        """Where what is seen is no beginning of the track, by moment of knowledge."""
        begun, over = (np.searchsorted(x, known_at, "right") for x in (self.since, self.until))
        return np.asarray(begun > over)

    def stop(self, at: Moments) -> Places:
        """How many of its rows are seen at each moment."""
        known = np.searchsorted(self.known, at.known_at, side="right")
        return np.minimum(known, np.searchsorted(self.track.as_of, at.day, side="right"))


def unfolding(track: Track) -> Unfolding | None:
    """How a track unfolds; None where it speaks of dates ahead or of spans of several days."""
    if not len(track) or (track.span != 1).any() or (track.target != NO_TARGET).any():
        return None
    if track.known_in_order:
        return Unfolding(track, track.known_at, _NEVER, _NEVER)
    end, doubted = _ends(track)
    standing = replace(track.take(_standing(track, end)), suspicion=None)
    if not len(standing):
        return None
    stretches = [_vintages(track, end), _suspects(track), _late(standing)]
    since, until = (np.sort(np.concatenate(ends)) for ends in zip(*stretches, strict=True))
    return Unfolding(standing, np.sort(standing.known_at), since, until, doubted)


def _ends(track: Track) -> tuple[Longs, Track | None]:
    """When each fact ceases to be seen, FOREVER where it does not; and those that stay suspect."""
    doubt = track.suspicion
    if doubt is None:
        return track.withdrawn, None
    stay = (doubt.since < doubt.until) & (doubt.until >= FOREVER)
    end = np.where(stay, np.minimum(doubt.since, track.withdrawn), track.withdrawn)
    return end, track.take(stay) if stay.any() else None


def _days(track: Track) -> Places:
    """Where each day of a track begins; its vintages follow each other."""
    return np.flatnonzero(np.diff(track.as_of, prepend=track.as_of[0] - 1))


def _standing(track: Track, end: Longs) -> Places:
    """The last vintage of each day that is seen for good."""
    rows = np.where(end >= FOREVER, np.arange(len(track)), -1)
    last: Places = np.maximum.reduceat(rows, _days(track))
    return last[last >= 0]


def _vintages(track: Track, end: Longs) -> tuple[Longs, Longs]:
    """From the first vintage of each day until it has come to what stands."""
    days, standing = _days(track), np.zeros(len(track), dtype=np.bool_)
    standing[_standing(track, end)] = True
    over = np.where(end < FOREVER, end, np.where(standing, track.known_at, 0))
    return np.minimum.reduceat(track.known_at, days), np.maximum.reduceat(over, days)


def _suspects(track: Track) -> tuple[Longs, Longs]:
    """The stretches in which facts are suspect that others bear out."""
    doubt = track.suspicion
    if doubt is None:
        return _NEVER, _NEVER
    cleared = doubt.until < FOREVER
    return doubt.since[cleared], doubt.until[cleared]


def _late(standing: Track) -> tuple[Longs, Longs]:
    """From when a later day is known until an earlier one is too."""
    known = standing.known_at
    later = np.minimum.accumulate(np.append(known[1:], FOREVER)[::-1])[::-1]
    late = later < known
    return later[late], known[late]
