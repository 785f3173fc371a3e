"""The answer of several sources that say the same: the best one wherever it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.measures.asking import ask_track
from engine.measures.computed.track import ComputedTrack
from engine.measures.doubted import NUMBERS, doubted, suspect
from engine.measures.reading import Reading, unknown
from engine.measures.request import Request, target_of
from engine.measures.splice import ENOUGH, Join, splice
from kb.catalog import Catalog
from kb.panel import Panel, Track
from kb.series import Series


def joined(panel: Panel, catalog: Catalog, request: Request, day: int, known_at: int) -> Reading:
    """The reading of all sources that agree; unknown where one that knows more does not."""
    told = panel.visible(request.series, day, known_at)
    parts = joinable(told, catalog, target_of(request, told, day))
    if not parts:
        return unknown("missing", f"no fact of {request.series}")
    series = catalog.get(request.series)
    fresh = [n for n, track in enumerate(parts) if track.as_of[-1] >= day - series.stale_after]
    lengths = [argument for argument in request.arguments if isinstance(argument, float | int)]
    since = day - int(lengths[-1]) if lengths else day - 1
    fullest = max(fresh, key=lambda n: np.count_nonzero(parts[n].as_of > since), default=0)
    whole, joins = splice(parts, fullest, catalog, since)
    gap = _suspect_gap(panel, series, whole, since, (day, known_at))
    if gap is not None and request.measure in NUMBERS:
        return replace(suspect(series, gap), joins=joins)
    found = replace(ask_track(series, request, whole, day), joins=joins)
    refused = next((join for join in joins if not join.taken), None)
    if refused is None or found.coverage is None or found.coverage[0] >= found.coverage[1]:
        return found
    seen, asked = found.coverage
    why = f"{seen} of {asked} days, and {refused.source} {_conflict(refused)}"
    return replace(unknown("missing", why, whole.source), joins=joins)


def _suspect_gap(
    panel: Panel, series: Series, whole: Track, since: int, asked: tuple[int, int]
) -> Track | None:
    """Suspect facts of days in the window on which nobody else speaks."""
    for track in doubted(panel, series, *asked):
        rows = (track.as_of > since) & ~np.isin(track.as_of, whole.as_of)
        if rows.any():
            return track.take(rows)
    return None


def _conflict(join: Join) -> str:
    if join.shared < ENOUGH:
        return f"shares only {join.shared} days with it"
    return f"differs from it on {join.shared} common days"


def joinable(told: Sequence[Track], catalog: Catalog, target: int) -> list[Track]:
    """What measuring sources say of single days about one date, best first; nothing computed."""
    documents = {key for key, source in catalog.sources.items() if source.document}
    single = (
        t.take((t.target == target) & (t.span == 1))
        for t in told
        if t.source not in documents and not isinstance(t, ComputedTrack)
    )
    return [track for track in single if len(track)]
