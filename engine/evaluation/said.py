"""Said against measured: each number a document states, beside the best other source of its day.

A document is judged at its own date, on what was known by the end of that date, as if it had not
spoken; before that date it has said nothing yet. A plain number agrees within the series'
tolerance, "about" within twice that; `>` and `<` must be true, and a range must hold the measured
value. A window of which less than 80% of the days are known can agree with a document, but not
dispute it. A document about one asset is not put against the facts of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import numpy as np

from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.evaluation.lines import ROUNDING
from engine.measures.reading import Reading
from engine.measures.window import COVERAGE_NEEDED
from engine.pages.book import RuleBook
from engine.pages.edges import Node
from engine.pages.page import DOCUMENTS, Page, Said
from kb.catalog import Catalog
from kb.clock import day_number
from kb.frozen import dataclass
from kb.panel import Panel, end_of

EPOCH = date(1970, 1, 1)
QUANTITY_TOLERANCE = 0.05
"""Relative width for a quantity computed from several series: our reading of a number quoted to
one or two figures."""

Verdict = Literal["agrees", "disputed", "cannot be checked"]


@dataclass(frozen=True)
class SaidVerdict:
    """What became of one stated number.

    measured  canonical units, None when it cannot be checked; `gap` is measured less said
    sources   who measured it; `facts` the rows it rests on
    """

    claim: str
    name: str
    document: str
    said: Said
    measured: float | None
    verdict: Verdict
    gap: float | None
    sources: tuple[str, ...]
    facts: tuple[int, ...]
    why: str = ""


def judge_said(book: RuleBook, panel: Panel, catalog: Catalog) -> tuple[SaidVerdict, ...]:
    """Every `said` of the book against the facts of the panel, documents in their own order."""
    verdicts: list[SaidVerdict] = []
    for letter, key in DOCUMENTS.items():
        document = catalog.sources.get(key)
        pages = [p for p in book.pages if p.said and p.source and p.source[0].startswith(letter)]
        if not pages or document is None or not spoken(document.dated, panel):
            continue
        if document.asset not in ("", panel.asset):
            continue
        there = panel.moved([day_number(document.dated or EPOCH)]).without(key)
        evaluation = evaluate_book(book.part(*(page.claim for page in pages)), there, catalog)
        verdicts += [
            _judge(book, page, said, key, evaluation, catalog)
            for page in pages
            for said in page.said
        ]
    return tuple(verdicts)


def why_unjudged(page: Page, panel: Panel, catalog: Catalog) -> str:
    """Why `judge_said` has no verdict on what a page's document states."""
    key = DOCUMENTS.get(page.source[0][:1], "") if page.source else ""
    document = catalog.sources.get(key)
    if document is None or document.dated is None:
        return "the catalogue knows no day of the document"
    if not spoken(document.dated, panel):
        return f"{document.name} of {document.dated} could not be read on the day judged"
    return f"{document.name} speaks of {document.asset.upper()}, not of {panel.asset.upper()}"


def spoken(dated: date | None, panel: Panel) -> bool:
    """Whether a document of that date could be read on the day judged, by what was known then."""
    if dated is None:
        return False
    day = day_number(dated)
    known = int(end_of(np.array([day], dtype=np.int32))[0])
    return day <= int(panel.days[-1]) and known <= int(panel.known_at[-1])


def _judge(
    book: RuleBook,
    page: Page,
    said: Said,
    document: str,
    evaluation: Evaluation,
    catalog: Catalog,
) -> SaidVerdict:
    values = evaluation.value(page.claim, said.name)
    readings = tuple(_roots(book, page, said.name, evaluation))
    sources = tuple(dict.fromkeys(r.source for r in readings if r.source))
    facts = tuple(dict.fromkeys(i for r in readings for i in r.facts))
    if not values.known[0]:
        why = next((r.detail for r in readings if r.value is None), values.reason(0) or "")
        why = "no other source" if why.startswith("no fact of") else why
        return SaidVerdict(
            page.claim, said.name, document, said, None, "cannot be checked", None, (), (), why
        )
    measured = values.middle(0)
    fits = agrees(said, measured, _tolerance(page, said, catalog))
    sparse = next((r.coverage for r in readings if _sparse(r)), None)
    if sparse is not None and not fits:
        why = f"a peak seen on {sparse[0]} of {sparse[1]} days disputes nothing"
        return SaidVerdict(
            page.claim, said.name, document, said, None, "cannot be checked", None, (), (), why
        )
    gap = measured - min(max(measured, said.low.value), said.high.value)
    verdict: Verdict = "agrees" if fits else "disputed"
    return SaidVerdict(
        page.claim, said.name, document, said, measured, verdict, gap, sources, facts
    )


def _sparse(reading: Reading) -> bool:
    """Whether most of the days that the reading should have seen may hide another value."""
    return (
        reading.coverage is not None and reading.coverage[0] < COVERAGE_NEEDED * reading.coverage[1]
    )


def _roots(book: RuleBook, page: Page, name: str, evaluation: Evaluation) -> Iterator[Reading]:
    """The readings a name of the page rests on, its own facts only."""
    for owner, fact in book.graph.facts_under(Node(page.claim, name)):
        if owner.claim == page.claim:
            yield evaluation.readings[page.claim][fact.name][0]


def _tolerance(page: Page, said: Said, catalog: Catalog) -> float:
    """How far measured and said may lie apart, canonical units; a range has its own ends."""
    if said.how == "between":
        return 0.0
    size = max(abs(said.low.value), abs(said.high.value))
    series = {f.name: f.request.series for f in page.facts}.get(said.name)
    absolute, relative = catalog.tolerance(series) if series else (None, QUANTITY_TOLERANCE)
    width = absolute if absolute is not None else (relative or 0.0) * size
    return 2 * width if said.how == "about" else width


def agrees(said: Said, measured: float, width: float) -> bool:
    """Whether a number is what was stated, give or take a width in canonical units."""
    low, high = said.low.value, said.high.value
    rounding = ROUNDING * max(abs(low), abs(high), abs(measured))
    if said.how == "above":
        return measured > low + rounding
    if said.how == "below":
        return measured < low - rounding
    return low - width - rounding <= measured <= high + width + rounding


def by_claim(verdicts: tuple[SaidVerdict, ...]) -> Mapping[str, tuple[SaidVerdict, ...]]:
    """The verdicts of each claim."""
    grouped: dict[str, tuple[SaidVerdict, ...]] = {}
    for verdict in verdicts:
        grouped[verdict.claim] = (*grouped.get(verdict.claim, ()), verdict)
    return grouped
