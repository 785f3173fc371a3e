"""The answer of one source to a request: fresh, carried for a while, or the reason why none."""

from __future__ import annotations

from engine.measures.carried import carried
from engine.measures.computed.track import as_computed
from engine.measures.kinds import MEASURES
from engine.measures.reading import Reading, unknown
from engine.measures.request import Request
from engine.measures.window import Window
from kb.clock import day_date
from kb.panel import Track
from kb.series import Series


def ask_track(series: Series, request: Request, track: Track, day: int) -> Reading:
    """The reading of one track, of one target; the reason where it is too old or too thin."""
    if not len(track):
        return unknown("missing", f"no fact of {series.name} for that date")
    if request.measure != "sum" and track.one_span is None:
        fresh = track.as_of >= day - series.stale_after
        shortest = track.span == (track.span[fresh] if fresh.any() else track.span).min()
        track = track if shortest.all() else track.take(shortest)
    age = day - int(track.as_of[-1])
    if age > series.stale_after:
        newest = day_date(int(track.as_of[-1])).isoformat()
        limit = f"the newest is of {newest}, {age} days old; {series.stale_after} are allowed"
        held = carried(series, track, request.measure, request.arguments, day)
        return held or unknown("stale", limit, track.source)
    found = MEASURES[request.measure].function(Window(track, series, day), *request.arguments)
    return as_computed(track, request.measure, found)
