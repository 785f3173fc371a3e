"""One fact moved: what a claim would come to, with everything it rests on followed.

In: a run, a claim, a fact row and other values for it. Out: whether the claim would hold at each of
them. Every reading of that series is taken again, on the claim's page and on all pages upstream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.evaluation.evaluate import PageReadings, evaluate_readings
from engine.evaluation.lines import LineValues
from engine.inference.run import Run
from engine.measures.choose import Request, read
from engine.measures.provider import read_together
from engine.pages.book import with_needs
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from kb.panel import Panel

Truth = bool | None
DAY = 0
TRUTHS: Mapping[str, Truth] = {"holds": True, "fails": False}


def truths_when(
    run: Run, claim: str, series: str, fact_id: int, values: Sequence[float]
) -> list[Truth]:
    """Whether a claim holds, fails or is unknown when one fact has each of these values."""
    panels = [_with_value(run.evaluation.panel, series, fact_id, value) for value in values]
    pages = with_needs(run.book, [run.book.page(claim)]).pages
    readings = {page.claim: _readings(run, page, series, panels) for page in pages}
    axis = {name: assumed.values[DAY] for name, assumed in run.evaluation.assumed.items()}
    found = evaluate_readings(pages, axis, readings, len(values))
    truths: dict[str, list[Truth]] = {}
    for page in pages:
        lines = found[page.claim].lines
        truths[page.claim] = [_holds(page, lines, truths, row) for row in range(len(values))]
    return truths[claim]


def _with_value(panel: Panel, series: str, fact_id: int, value: float) -> Panel:
    moved = tuple(
        replace(track, value=np.where(track.ids == fact_id, value, track.value))
        for track in panel.sources(series)
    )
    return replace(panel, tracks={**panel.tracks, series: moved})


def _reads(request: Request, series: str) -> bool:
    return series == request.series or series in request.arguments


def _readings(run: Run, page: Page, series: str, panels: Sequence[Panel]) -> PageReadings:
    """What the page reads with each of the panels, taken again only where the series is read."""
    kept = run.evaluation.readings[page.claim]
    if not any(_reads(fact.request, series) for fact in page.facts):
        return {name: (readings[DAY],) * len(panels) for name, readings in kept.items()}
    requests = [fact.request for fact in page.facts]
    again = [read_together(panel, run.catalog, requests, DAY, read) for panel in panels]
    return {fact.name: tuple(found[fact.request] for found in again) for fact in page.facts}


def _holds(
    page: Page, lines: Mapping[str, LineValues], truths: Mapping[str, list[Truth]], row: int
) -> Truth:
    own = [_truth(line, lines, truths, row) for line in page.when]
    return False if False in own else None if None in own else True


def _truth(
    line: Line, lines: Mapping[str, LineValues], truths: Mapping[str, list[Truth]], row: int
) -> Truth:
    match line.condition:
        case Comparison():
            true, false = bool(lines[line.id].true[row]), bool(lines[line.id].false[row])
            return true if true or false else None
        case RestsOn(claim, negated):
            found = truths[claim][row]
            return None if found is None else found is not negated
        case Group(needed, members):
            votes = [_truth(member, lines, truths, row) for member in members]
            if votes.count(True) >= needed:
                return True
            return False if votes.count(False) > len(members) - needed else None
