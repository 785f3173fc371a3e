"""One provider: what a page reads of one series, it reads from one source.

A peak by one provider and a value of today by another would make a fall of their definitions. The
source is the best-ranked of those that answer most of the page's requests on that series; what it
does not answer is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.measures.choose import Request, window_series
from engine.measures.reading import Reading
from kb.catalog import Catalog
from kb.panel import Panel

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


def read_together(
    panel: Panel, catalog: Catalog, requests: Iterable[Request], row: int, reader: Reader
) -> dict[Request, Reading]:
    """The readings of a page's requests on one day, one source a series."""
    found: dict[Request, Reading] = {}
    for series, group in provided_together(requests).items():
        found |= _group(panel, catalog, series, group, row, reader)
    return found


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
    sources = [track.source for track in told if len(track)]
    if len(group) == 1 or len(sources) < 2:
        return {request: reader(panel, catalog, request, row, None) for request in group}
    answers = [
        {request: reader(panel, catalog, request, row, source) for request in group}
        for source in sources
    ]
    return max(answers, key=_answered)


def _answered(readings: dict[Request, Reading]) -> int:
    return sum(each.value is not None and not each.carried for each in readings.values())
