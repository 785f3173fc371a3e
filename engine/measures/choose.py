"""Which source speaks: one source and one target for a window, or several that say the same.

In: a panel, a series, a measure with its arguments, a day. Out: the reading of the best-ranked
source that is fresh and covers the window, of a splice where that is asked for, or the reason why
there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.measures.asking import ask_track
from engine.measures.doubted import NUMBERS, doubted, rests_on, suspect
from engine.measures.joined import joined
from engine.measures.kinds import ON_ITS_DAY
from engine.measures.reading import Reading, unknown
from engine.measures.request import SPLICED, Request, target_of
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_date
from kb.panel import Panel, Track
from kb.series import Series


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
        return joined(panel, catalog, request, day, known_at)
    found = _best(panel, series, request, day, known_at, only)
    if found.reason != "stale" or request.measure not in ("peak", "trough"):
        return found
    patient = replace(series, stale_after=request.arguments[0])  # type: ignore[arg-type]
    silent = _best(panel, patient, request, day, known_at, only)
    return found if silent.value is None else replace(silent, silent=True)


def _best(
    panel: Panel, series: Series, request: Request, day: int, known_at: int, only: str | None = None
) -> Reading:
    told = panel.visible(request.series, day, known_at)
    target = target_of(request, told, day)  # one date for all sources, whoever is listened to
    suspects = {track.source: track for track in doubted(panel, series, day, known_at)}

    def ask(track: Track) -> Reading:
        if track.one_target != target:
            track = track.take(track.target == target)
        return ask_track(series, request, track, day)

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
        joined(panel, catalog, asked, day, known_at)
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
