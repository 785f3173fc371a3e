"""What is open on several venues: the sum of those that are known, by name, and shares of it.

One set of venues stands for the whole track: those that are fresh on the day asked, on the days
that all of them know. So a venue that begins or falls silent makes no change that was none. A sum
can only be too low, since no list of venues is all of them; one venue alone is no sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked, is_venue
from engine.measures.computed.track import Made
from kb.panel import Ints, Track

FEWEST = 2


def sum_of_venues(asked: Asked) -> Made | None:
    """The sum over the venues that are known; None where fewer than two are."""
    venues = fresh_venues(asked, asked.how.inputs[0])
    if len(venues) < FEWEST:
        return None
    days, rows = on_common_days(venues)
    who = names(asked, venues)
    note = f"sum of {who}: what other venues hold comes on top"
    value = np.sum([t.value[at] for t, at in zip(venues, rows, strict=True)], axis=0)
    return _made(days, venues, rows, value, note, who)


def share_of_venues(asked: Asked) -> Made | None:
    """The sum of one series over that of another, of the venues known in both, at least two."""
    parts, wholes = (
        {track.source: track for track in fresh_venues(asked, name)} for name in asked.how.inputs
    )
    both = [source for source in wholes if source in parts]
    if len(both) < FEWEST:
        return None
    tracks = [parts[source] for source in both] + [wholes[source] for source in both]
    days, rows = on_common_days(tracks)
    each = np.array([t.value[at] for t, at in zip(tracks, rows, strict=True)])
    part, whole = each[: len(both)].sum(axis=0), each[len(both) :].sum(axis=0)
    known = (whole > 0) & (part <= whole)
    rows = [at[known] for at in rows]
    note = (
        f"share of {asked.how.inputs[0]} in open interest, over {names(asked, tracks[: len(both)])}"
    )
    return _made(days[known], tracks, rows, part[known] / whole[known], note)


def fresh_venues(asked: Asked, name: str) -> list[Track]:
    """What each venue says of its own, of those that are not stale, in order of name."""
    oldest = asked.day - asked.catalog.get(name).stale_after
    venues = [t for t in asked.said(name) if is_venue(asked.catalog, t.source)]
    return sorted((t for t in venues if t.as_of[-1] >= oldest), key=lambda t: t.source)


def on_common_days(tracks: Sequence[Track]) -> tuple[Ints, list[NDArray[np.intp]]]:
    """The days that all know, and where they stand in each."""
    days = reduce(np.intersect1d, [track.as_of for track in tracks]).astype(np.int32)
    return days, [np.searchsorted(track.as_of, days) for track in tracks]


def names(asked: Asked, tracks: Sequence[Track]) -> str:
    """The sources by name, in a row."""
    *others, last = [asked.catalog.sources[track.source].name for track in tracks]
    return f"{', '.join(others)} and {last}"


def _made(
    days: Ints, tracks: Sequence[Track], rows: Sequence[NDArray[np.intp]],
    value: NDArray[np.float64], note: str, least: str = "",
) -> Made:  # fmt: skip
    ids = np.array([t.ids[at] for t, at in zip(tracks, rows, strict=True)])
    known = np.array([t.known_at[at] for t, at in zip(tracks, rows, strict=True)]).max(axis=0)
    return Made(days, known, value, lambda place: ids[:, place], least=least, note=note)
