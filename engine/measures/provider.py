"""One provider: what a page reads of one series, it reads from one source, or from a splice.

A peak by one provider and a value of today by another would make a fall of their definitions. The
source is the best-ranked of those that answer most of the page's requests on that series, over most
of their windows: who has only begun to speak does not displace one that knows them all. Where it
leaves days of a window out, or is behind another, all sources that say the same speak as one; what
neither answers is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from engine.measures.reading import Reading, unknown
from engine.measures.request import SPLICED, Request, window_series
from engine.measures.window import COVERAGE_NEEDED
from kb.catalog import Catalog
from kb.panel import Panel, Track

Readings = dict[Request, Reading]
Reader = Callable[[Panel, Catalog, Request, int, str | None], Reading]


def remembering(reader: Reader) -> Reader:
    """The same reader, which asks each question of a panel once: pages share many of them."""
    known: dict[tuple[Request, int, str | None], Reading] = {}

    def read(
        panel: Panel, catalog: Catalog, request: Request, row: int, only: str | None
    ) -> Reading:
        key = request, row, only
        if key not in known:
            known[key] = reader(panel, catalog, request, row, only)
        return known[key]

    return read


def two_ends(found: Readings) -> Readings:
    """What is read of one series: a fact of long ago is not today's value and its past as well."""
    newest = {reading.facts for request, reading in found.items() if request.measure == "latest"}
    return {
        request: _no_past(request, reading)
        if request.measure == "lag" and reading.facts and reading.facts in newest
        else reading
        for request, reading in found.items()
    }


def _no_past(request: Request, reading: Reading) -> Reading:
    days = int(request.arguments[-1])
    return unknown("missing", f"no other fact {days} days back", reading.source)


def read_together(
    panel: Panel, catalog: Catalog, requests: Iterable[Request], row: int, reader: Reader
) -> dict[Request, Reading]:
    """The readings of a page's requests on one day, one source a series."""
    found: dict[Request, Reading] = {}
    for series, group in provided_together(requests).items():
        found |= read_group(panel, catalog, series, group, row, reader)
    return found


def read_group(
    panel: Panel, catalog: Catalog, series: str, group: list[Request], row: int, reader: Reader
) -> Readings:
    """The readings on one day of the requests whose window is one series."""
    return two_ends(_group(panel, catalog, series, group, row, reader))


def provided_together(requests: Iterable[Request]) -> dict[str, list[Request]]:
    """A page's requests by the series whose window they are, each once."""
    groups: dict[str, list[Request]] = {}
    for request in dict.fromkeys(requests):
        groups.setdefault(window_series(request), []).append(request)
    return groups


def _group(
    panel: Panel,
    catalog: Catalog,
    series: str,
    group: list[Request],
    row: int,
    reader: Reader,
) -> dict[Request, Reading]:
    told = panel.visible(series, int(panel.days[row]), int(panel.known_at[row]))
    sources: list[str | None] = [track.source for track in told if len(track)]

    def by(source: str | None) -> Readings:
        return {request: reader(panel, catalog, request, row, source) for request in group}

    if len(sources) < 2:
        return by(None)
    one_by_one = [None, *sources] if len(group) == 1 else sources
    best = max(map(by, one_by_one), key=_answered)
    day = int(panel.days[row])
    if all(map(_complete, best.values())) and not _behind(told, catalog, best, day):
        return best
    together = by(SPLICED)
    if _weight(together) > _weight(best):
        return together
    return {request: _denied(best[request], together[request]) for request in group}


def _answered(readings: Readings) -> tuple[int, int]:
    """How many requests are answered over most of their windows, and how many at all."""
    known = [each for each in readings.values() if each.value is not None and not each.carried]
    return sum(map(_solid, known)), len(known)


def _solid(reading: Reading) -> bool:
    """Whether enough of a window is known; of a path, that it begins in the fifth it may lack."""
    if reading.path is not None and np.isnan(reading.path[: max(len(reading.path) // 5, 1)]).all():
        return False
    return not reading.silent and _share_seen(reading) >= COVERAGE_NEEDED


def _complete(reading: Reading) -> bool:
    """Whether it has a value, and its window no gap."""
    return reading.value is not None and not reading.carried and _share_seen(reading) >= 1.0


def _share_seen(reading: Reading) -> float:
    seen, asked = reading.coverage or (1, 1)
    return seen / max(asked, 1)


def _behind(told: Sequence[Track], catalog: Catalog, best: Readings, day: int) -> bool:
    """Whether another source that is no document has spoken of a later day."""
    sources = catalog.sources
    measured = (
        track for track in told
        if len(track) and not (track.source in sources and sources[track.source].document)
    )  # fmt: skip
    newest = max((int(track.as_of[-1]) for track in measured), default=day)
    return day - newest < min((r.age for r in best.values() if r.age is not None), default=0)


def _weight(readings: Readings) -> tuple[int, float, int]:
    """How many are answered, how full their windows are, how recent they are."""
    known = [each for each in readings.values() if each.value is not None and not each.carried]
    full = sum(round(_share_seen(reading), 6) for reading in known)
    return len(known), full, -sum(reading.age or 0 for reading in known)


def _denied(one: Reading, all_of_them: Reading) -> Reading:
    """A thin window of one source, where a source that knows more of it says otherwise: unknown."""
    thin = one.value is not None and _share_seen(one) < COVERAGE_NEEDED
    refused = {join.source for join in all_of_them.joins if not join.taken} - {one.source}
    return all_of_them if thin and refused and all_of_them.value is None else one
