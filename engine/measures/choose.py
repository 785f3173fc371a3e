"""Which source speaks: one source and one target for a window, or several that say the same.

In: a panel, a series, a measure with its arguments, a day. Out: the reading of the best-ranked
source that is fresh and covers the window, of a splice where that is asked for, or the reason why
there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from engine.measures import windows
from engine.measures.carried import carried
from engine.measures.computed.track import ComputedTrack, as_computed
from engine.measures.doubted import NUMBERS, doubted, rests_on, suspect
from engine.measures.reading import Reading, unknown
from engine.measures.splice import ENOUGH, Join, splice
from engine.measures.windows import Measure, Window
from kb.catalog import Catalog, Series
from kb.clock import NO_TARGET, day_date, day_number
from kb.panel import Panel, Track


@dataclass(frozen=True)
class MeasureKind:
    """A measure a page may name: its function and the kinds of its arguments after the series.

    arguments  'days' (a length of time), 'level' (the series' own unit) or 'series' (another one)
    returns    'same' (the series' own dimension), 'ratio', 'count' or 'days'
    """

    function: Measure
    arguments: tuple[str, ...]
    returns: str = "same"


MEASURES: dict[str, MeasureKind] = {
    "latest": MeasureKind(windows.latest, ()),
    "peak": MeasureKind(windows.peak, ("days",)),
    "trough": MeasureKind(windows.trough, ("days",)),
    "path": MeasureKind(windows.path, ("days",)),
    "sum": MeasureKind(windows.total, ("days",)),
    "mean": MeasureKind(windows.mean, ("days",)),
    "lag": MeasureKind(windows.lag, ("days",)),
    "change": MeasureKind(windows.change, ("days",)),
    "drawdown": MeasureKind(windows.drawdown, ("days",), "ratio"),
    "percentile": MeasureKind(windows.percentile, ("days",), "ratio"),
    "seen": MeasureKind(windows.seen, ("days",), "ratio"),
    "streak": MeasureKind(windows.streak, (), "count"),
    "ahead": MeasureKind(windows.ahead, (), "days"),
    "crossed_below": MeasureKind(windows.crossed_below, ("level", "days"), "count"),
    "at_peak": MeasureKind(windows.latest, ("series", "days")),
    "at_trough": MeasureKind(windows.latest, ("series", "days")),
    "at_latest": MeasureKind(windows.latest, ("series",)),
}

SPLICED = "*"
"""Instead of a source: all that agree, the best one wherever it speaks."""

ON_ITS_DAY = {"at_peak": "peak", "at_trough": "trough", "at_latest": "latest"}
"""Measures of one series on a day that another one names, and what finds that day."""


@dataclass(frozen=True)
class Request:
    """One measured number a page asks for.

    inputs  the series that those it names may be computed from
    """

    series: str
    measure: str = "latest"
    arguments: tuple[float | str, ...] = ()
    target: date | None = None
    inputs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The series it names: its own and, where another one names the day, that one."""
        return (self.series, *(a for a in self.arguments if isinstance(a, str)))

    @property
    def reads(self) -> tuple[str, ...]:
        """The series it reads: those it names and those that these may be computed from."""
        return tuple(dict.fromkeys((*self.names, *self.inputs)))


def read(
    panel: Panel, catalog: Catalog, request: Request, row: int, only: str | None = None
) -> Reading:
    """The reading of `request` on the panel's day number `row`.

    A peak or trough that no source can give freshly comes from one that has fallen silent in the
    window: its later days are days that nobody has seen.

    only  the one source to listen to on the series whose window it is (see `window_series`), or
          SPLICED
    """
    day, known_at = int(panel.days[row]), int(panel.known_at[row])
    if request.measure in ON_ITS_DAY:
        return _on_its_day(panel, catalog, request, day, known_at, only)
    series = catalog.get(request.series)
    if only == SPLICED:
        return _spliced(panel, catalog, request, day, known_at)
    found = _best(panel, series, request, day, known_at, only)
    if found.reason != "stale" or request.measure not in ("peak", "trough"):
        return found
    patient = series.model_copy(update={"stale_after": request.arguments[0]})
    silent = _best(panel, patient, request, day, known_at, only)
    return found if silent.value is None else replace(silent, silent=True)


def window_series(request: Request) -> str:
    """The series whose window a request is: for `at_peak(x, y, n)` that is y."""
    if request.measure in ON_ITS_DAY:
        return str(request.arguments[0])
    return request.series


def _best(
    panel: Panel, series: Series, request: Request, day: int, known_at: int, only: str | None = None
) -> Reading:
    told = panel.visible(request.series, day, known_at)
    target = target_of(request, told, day)  # one date for all sources, whoever is listened to
    suspects = {track.source: track for track in doubted(panel, series, day, known_at)}

    def ask(track: Track) -> Reading:
        about = track.target == target
        return _ask(series, request, track if about.all() else track.take(about), day)

    why: Reading | None = None
    for track in told:
        if (len(track) or track.source in suspects) and (only is None or track.source == only):
            answer = ask(track)
            if track.source in suspects and (request.measure in NUMBERS or answer.value is None):
                rested = rests_on(panel, suspects[track.source], day, known_at, ask)
                answer = suspect(series, rested) if len(rested) else answer
            if answer.value is not None and not answer.carried:
                return answer
            why = answer if why is None or (answer.carried and not why.carried) else why
    if not series.exists:
        return why or unknown("absent", f"{panel.asset.upper()} has none")
    return why or unknown("missing", f"no fact of {request.series}")


def _spliced(panel: Panel, catalog: Catalog, request: Request, day: int, known_at: int) -> Reading:
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
    found = replace(_ask(series, request, whole, day), joins=joins)
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


def target_of(request: Request, seen: Sequence[Track], day: int) -> int:
    """The date asked about: as written, else the nearest one not yet past, else none."""
    if request.target is not None:
        return day_number(request.target)
    ahead = (track.target[track.target >= day] for track in seen)
    return min((int(targets.min()) for targets in ahead if len(targets)), default=NO_TARGET)


def _ask(series: Series, request: Request, track: Track, day: int) -> Reading:
    if not len(track):
        return unknown("missing", f"no fact of {series.name} for that date")
    fresh = track.as_of >= day - series.stale_after
    if request.measure != "sum":
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


def _on_its_day(
    panel: Panel,
    catalog: Catalog,
    request: Request,
    day: int,
    known_at: int,
    only: str | None,
) -> Reading:
    """The value of one series on the day another one peaked, was lowest, or was last seen."""
    other, *window = request.arguments
    asked = Request(str(other), ON_ITS_DAY[request.measure], tuple(window))
    there = (
        _spliced(panel, catalog, asked, day, known_at)
        if only == SPLICED
        else _best(panel, catalog.get(asked.series), asked, day, known_at, only)
    )
    if there.value is None or there.as_of is None:
        return unknown(there.reason or "missing", f"{other}: {there.detail}", there.source)
    seen = panel.visible(request.series, day, known_at)
    target = target_of(request, seen, day)
    about = None if target == NO_TARGET else day_date(target)
    here = Request(request.series, target=about)
    own = _best(panel, catalog.get(here.series), here, there.as_of, known_at)
    return replace(
        own,
        facts=own.facts + there.facts if own.value is not None else (),
        age=None if own.as_of is None else day - own.as_of,
        coverage=there.coverage,
        between=_between(seen, own, target, (day, *window)) or own.between,
    )


def _between(
    told: Sequence[Track], own: Reading, target: int, window: tuple[float | str, ...]
) -> tuple[float, float] | None:
    """The lowest and the highest that the same source is known to have said in the window."""
    if own.value is None or len(window) < 2:
        return None
    day, length = float(window[0]), float(window[1])
    track = next((track for track in told if track.source == own.source), None)
    if track is None:  # computed for that day alone, and stated since
        return None
    there = (track.target == target) & (track.as_of > day - length) & (track.as_of <= day)
    known = [own.value, *track.value[there].tolist()]
    return min(known), max(known)
