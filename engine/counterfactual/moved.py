"""One fact moved: what a claim would come to, with everything it rests on followed.

In: a run, a claim, a fact row and other values for it. Out: whether the claim would hold at each of
them. Every reading of that series is taken again, on the claim's page and on all pages upstream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.evaluation.evaluate import evaluate_page
from engine.evaluation.lines import LineValues
from engine.evaluation.values import Values, as_upstream, from_readings
from engine.inference.run import Run
from engine.measures.choose import Request, read
from engine.measures.provider import read_together
from engine.pages.book import RuleBook, upstream_claims
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
    upstream = {path: repeated(v, len(values)) for path, v in run.evaluation.assumed.items()}
    truths: dict[str, list[Truth]] = {}
    stirred: set[str] = set()
    for page in _resting_on(run.book, claim):
        needs = {needed for needed, _ in upstream_claims(page)}
        if needs & stirred or any(_reads(fact.request, series) for fact in page.facts):
            stirred.add(page.claim)
            found = evaluate_page(page, _facts(run, page, series, panels), upstream, len(values))
            truths[page.claim] = [_holds(page, found.lines, truths, i) for i in range(len(values))]
            own = found.values
        else:
            truths[page.claim] = [TRUTHS.get(run.findings[page.claim].status)] * len(values)
            kept = run.evaluation.pages[page.claim].values
            own = {name: repeated(v, len(values)) for name, v in kept.items()}
        upstream |= {f"{page.claim}.{name}": as_upstream(v) for name, v in own.items()}
    return truths[claim]


def repeated(values: Values, rows: int) -> Values:
    """The values of the run's day, so many times over."""
    return Values(
        np.repeat(values.values[DAY : DAY + 1], rows, axis=0),
        np.repeat(values.reasons[DAY : DAY + 1], rows),
    )


def _with_value(panel: Panel, series: str, fact_id: int, value: float) -> Panel:
    moved = tuple(
        replace(track, value=np.where(track.ids == fact_id, value, track.value))
        for track in panel.sources(series)
    )
    return replace(panel, tracks={**panel.tracks, series: moved})


def _resting_on(book: RuleBook, claim: str) -> Iterator[Page]:
    """The page of a claim after all pages it rests on, in the book's order."""
    needed, waiting = {claim}, [claim]
    while waiting:
        found = {name for name, _ in upstream_claims(book.page(waiting.pop()))} - needed
        needed |= found
        waiting += found
    return (page for page in book.pages if page.claim in needed)


def _reads(request: Request, series: str) -> bool:
    return series == request.series or series in request.arguments


def _facts(run: Run, page: Page, series: str, panels: Sequence[Panel]) -> dict[str, Values]:
    requests = [fact.request for fact in page.facts]
    again = [read_together(panel, run.catalog, requests, DAY, read) for panel in panels]
    facts = {}
    for fact in page.facts:
        readings = [run.evaluation.readings[page.claim][fact.name][DAY]] * len(panels)
        if _reads(fact.request, series):
            readings = [found[fact.request] for found in again]
        facts[fact.name] = from_readings(readings)
    return facts


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
