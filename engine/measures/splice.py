"""Splices: what several sources say of one series, joined where they say the same.

In: their visible tracks, best first, and how far two of them may lie apart. Out: one track, the
best source wherever it speaks and the others on the days it leaves out, and what each join rests
on. Sources that share too few days, or differ on too many of them, are never joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.panel import Ints, Track

ENOUGH = 5
"""Common days from which two sources can be held against each other: a week of trade."""
AGREEING = 0.9
"""Share of them that must lie within the series' tolerance: providers end their days at different
minutes, and on the most violent ones that alone sets them apart."""


class Join(NamedTuple):
    """How one source was held against those before it.

    filled  days of the window it speaks of and they do not
    shared  days on which both speak
    apart   the largest difference on these: a share of the value, or in the series' own unit where
            its tolerance is
    taken   whether they were joined
    """

    source: str
    filled: int
    shared: int
    apart: float
    taken: bool


def splice(
    tracks: Sequence[Track], first: int, catalog: Catalog, since: int
) -> tuple[Track, tuple[Join, ...]]:
    """The tracks of one series as one, each of single days, with what each join rests on.

    tracks  best first; where two speak of one day, the better is heard
    first   place of the one that is never left out
    since   day after which days count as filled, days since 1970-01-01

    A source that can be held against none of those joined so far waits for one that can.
    """
    whole, taken, joins = tracks[first], {first}, list[Join]()
    while waiting := [place for place in range(len(tracks)) if place not in taken]:
        held = {place: _held(whole, tracks[place], catalog, since) for place in waiting}
        place = next((place for place, join in held.items() if join.taken), None)
        if place is None:
            joins += held.values()
            break
        joins.append(held[place])
        taken.add(place)
        whole = filled_in(whole, tracks[place])
    best = reduce(filled_in, (tracks[place] for place in sorted(taken)))
    return best, tuple(join for join in joins if join.filled)


def _held(whole: Track, other: Track, catalog: Catalog, since: int) -> Join:
    """Two tracks held against each other on their common days."""
    both = side_by_side(whole, other, catalog)
    shared = len(both.here)
    alike = shared >= ENOUGH and float(np.mean(both.within)) >= AGREEING
    filled = int(np.count_nonzero(np.delete(other.as_of, both.there) > since))
    return Join(other.source, filled, shared, float(both.apart.max(initial=0.0)), alike)


class SideBySide(NamedTuple):
    """The common days of two tracks: their places in each, how far apart, whether within reach."""

    here: NDArray[np.intp]
    there: NDArray[np.intp]
    apart: NDArray[np.float64]
    within: NDArray[np.bool_]


def side_by_side(whole: Track, other: Track, catalog: Catalog) -> SideBySide:
    """One track beside another one of the same series, day by day."""
    here, there = _common(whole.as_of, other.as_of)
    absolute, relative = catalog.tolerance(whole.series)
    apart = np.abs(whole.value[here] - other.value[there])
    if absolute is None:
        with np.errstate(over="ignore"):  # a nought is as far from anything as can be
            apart = apart / np.maximum(np.abs(whole.value[here]), np.finfo(np.float64).tiny)
    return SideBySide(here, there, apart, apart <= (relative if absolute is None else absolute))


def _common(days: Ints, others: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of the days that two rising arrays share, in each."""
    place = np.searchsorted(days, others)
    there = np.flatnonzero(days[np.minimum(place, len(days) - 1)] == others)
    return place[there], there


def filled_in(whole: Track, other: Track) -> Track:
    """The first with the days of the second that it leaves out, oldest first."""
    fresh = np.ones(len(other), dtype=np.bool_)
    fresh[_common(whole.as_of, other.as_of)[1]] = False
    if not fresh.any():
        return whole
    more = other.take(fresh)
    columns = ("ids", "as_of", "known_at", "span", "target", "value", "withdrawn")
    order = np.argsort(np.concatenate([whole.as_of, more.as_of]), kind="stable")
    both: dict[str, Any] = {
        name: np.concatenate([getattr(whole, name), getattr(more, name)])[order] for name in columns
    }
    return replace(whole, source=f"{whole.source}+{more.source}", **both)
