"""Where sources disagree beyond a series' tolerance: all are kept, and the gap is reported."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel, Track


@dataclass(frozen=True)
class Conflict:
    """Two sources on the same observation, further apart than the series' tolerance.

    values  canonical units, the better-ranked source first
    facts   the two fact rows
    """

    series: str
    as_of: int
    sources: tuple[str, str]
    values: tuple[float, float]
    facts: tuple[int, int]


def conflicts(panel: Panel, catalog: Catalog) -> tuple[Conflict, ...]:
    """The conflicts among the newest observations of each series on the panel's last day."""
    found: list[Conflict] = []
    documents = {name for name, source in catalog.sources.items() if source.document}
    day, known_at = int(panel.days[-1]), int(panel.known_at[-1])
    for series in sorted(panel.tracks):
        seen = panel.visible(series, day, known_at)
        spoken = [track for track in seen if len(track) and track.source not in documents]
        for better, worse in combinations(spoken, 2):
            found += list(_between(series, better, worse, day, catalog))
    return tuple(found)


def _between(
    series: str, better: Track, worse: Track, day: int, catalog: Catalog
) -> Iterator[Conflict]:
    fresh = catalog.get(series).stale_after
    row = len(better) - 1
    alike = np.flatnonzero(
        (worse.as_of == better.as_of[row])
        & (worse.target == better.target[row])
        & (worse.span == better.span[row])
    )
    if not len(alike) or day - int(better.as_of[row]) > fresh:
        return
    other = int(alike[-1])
    one, two = float(better.value[row]), float(worse.value[other])
    absolute, relative = catalog.tolerance(series)
    width = absolute if absolute is not None else (relative or 0.0) * max(abs(one), abs(two))
    if abs(one - two) > width:
        facts, sources = (
            (int(better.ids[row]), int(worse.ids[other])),
            (better.source, worse.source),
        )
        yield Conflict(series, int(better.as_of[row]), sources, (one, two), facts)
