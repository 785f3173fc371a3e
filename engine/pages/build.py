"""Building the rule book: texts in, a checked `RuleBook` out, or a PageError with file and line.

Pages are read one by one, put in order of dependency, and checked against each other: names, units,
premises, the shared YAML files and the texts of the sections. Nothing is evaluated here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from engine.formulas import formulas
from engine.measures.choose import MEASURES, Request
from engine.pages.assumptions import Assumption
from engine.pages.book import RuleBook, upstream_claims
from engine.pages.dimensions import DimensionProblem, Scope
from engine.pages.errors import PageError, nearest
from engine.pages.order import Chapter, Order, Row
from engine.pages.page import Comparison, Page, RestsOn
from engine.pages.reader import read_page
from engine.pages.shared_files import ASSUMPTIONS, ORDER, read_assumptions, read_order
from engine.pages.texts import UNITS, check_texts
from kb.catalog import Catalog
from kb.units import DIMENSIONLESS, Dimension, spell, unit


def build_book(texts: Mapping[str, str], catalog: Catalog) -> RuleBook:
    """Read and check every page; raises PageError for the first thing that is wrong."""
    assumptions = read_assumptions(texts.get(ASSUMPTIONS, ""), f"rules/{ASSUMPTIONS}")
    order = read_order(texts.get(ORDER, ""), f"rules/{ORDER}")
    pages: dict[str, Page] = {}
    for name, text in sorted(texts.items()):
        if name.endswith(".md"):
            _add(pages, read_page(text, f"rules/{name}", _chapter(name), catalog), name)
    ordered = _ordered(pages, order, catalog)
    dimensions, lines = _dimensions(ordered, assumptions, catalog)
    printed = {p.claim: _numbers(p, dimensions[p.claim]) for p in ordered}
    printed["assume"] = {a.name: a.dimension for a in assumptions}
    for page in ordered:
        check_texts(page, pages, printed)
    _check_order(order, pages, dimensions, texts.get(ORDER, ""))
    return RuleBook(ordered, assumptions, order, dimensions, lines, dict(texts))


def _chapter(name: str) -> str:
    return name.rpartition("/")[0] or "rules"


def _add(pages: dict[str, Page], page: Page, name: str) -> None:
    if page.claim in pages:
        other = pages[page.claim].file
        raise PageError(page.file, 2, f"the claim {page.claim!r} already stands in {other}")
    if name.rpartition("/")[2] != f"{page.claim}.md":
        raise PageError(page.file, 2, f"the file of {page.claim!r} is named {page.claim}.md")
    pages[page.claim] = page


def _ordered(pages: Mapping[str, Page], order: Order, catalog: Catalog) -> tuple[Page, ...]:
    needs: dict[str, list[str]] = {}
    named = sorted({page.chapter for page in pages.values()})
    chapters: dict[str, set[str]] = {name: set() for name in sorted(named, key=order.place)}
    for page in sorted(pages.values(), key=lambda p: (order.place(p.chapter), p.claim)):
        needs[page.claim] = []
        for claim, line in upstream_claims(page):
            _check_upstream(page, claim, line, pages, catalog)
            needs[page.claim].append(claim)
            if pages[claim].chapter != page.chapter:
                chapters[page.chapter].add(pages[claim].chapter)
    claim_order = _sorted(needs, pages, "claims")
    chapter_order = _sorted({c: sorted(n) for c, n in chapters.items()}, pages, "chapters")
    place = {chapter: i for i, chapter in enumerate(chapter_order)}
    stable = sorted(claim_order, key=lambda claim: place[pages[claim].chapter])
    return tuple(pages[claim] for claim in stable)


def _check_upstream(
    page: Page, claim: str, line: int, pages: Mapping[str, Page], catalog: Catalog
) -> None:
    if claim not in pages:
        near = nearest(claim, pages)
        if any(name.startswith(f"{claim}.") for name in catalog.series):
            near = f"to read a series of that name, give it a name under facts; {near}"
        raise PageError(page.file, line, f"no claim is named {claim!r}; {near}")


def _sorted(
    needs: Mapping[str, list[str]], pages: Mapping[str, Page], what: str
) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        first = pages.get(ring[0]) or next(p for p in pages.values() if p.chapter == ring[0])
        circle = " → ".join(ring)
        raise PageError(
            first.file, 2, f"the {what} rest on each other in a circle: {circle}"
        ) from None


def _dimensions(
    pages: tuple[Page, ...], assumptions: tuple[Assumption, ...], catalog: Catalog
) -> tuple[dict[str, dict[str, Dimension]], dict[str, Dimension]]:
    upstream = {f"assume.{a.name}": a.dimension for a in assumptions}
    found: dict[str, dict[str, Dimension]] = {}
    lines: dict[str, Dimension] = {}
    for page in pages:
        own = {fact.name: _fact_dimension(fact.request, catalog) for fact in page.facts}
        scope = Scope(own, upstream, formulas(), page.paths)
        for quantity in page.let:
            try:
                own[quantity.name] = scope.of(quantity.expression)
            except DimensionProblem as problem:
                raise PageError(page.file, quantity.line, str(problem)) from None
        lines |= _line_dimensions(page, scope)
        _check_judged(page, pages)
        _check_said(page, own)
        found[page.claim] = own
        upstream |= {f"{page.claim}.{n}": d for n, d in _numbers(page, own).items()}
    return found, lines


def _numbers(page: Page, own: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """The names that stand for one number a day: all but the paths."""
    return {name: dimension for name, dimension in own.items() if name not in page.paths}


def _fact_dimension(request: Request, catalog: Catalog) -> Dimension:
    returns = MEASURES[request.measure].returns
    if returns != "same":
        return unit("day").dimension if returns == "days" else DIMENSIONLESS
    return catalog.get(request.series).measured_in.dimension


def _line_dimensions(page: Page, scope: Scope) -> dict[str, Dimension]:
    found = {}
    for line in page.lines():
        if isinstance(line.condition, Comparison):
            try:
                found[line.id] = scope.compared(line.condition.left, line.condition.right)
            except DimensionProblem as problem:
                raise PageError(page.file, line.line, f"in {line.text!r}: {problem}") from None
    return found


def _check_judged(page: Page, pages: tuple[Page, ...]) -> None:
    judged = {p.claim for p in pages if p.judged}
    for line in page.lines():
        if isinstance(line.condition, RestsOn) and line.condition.claim not in judged:
            problem = f"{line.condition.claim!r} is not judged, so nothing can rest on it"
            raise PageError(page.file, line.line, problem)


def _check_said(page: Page, own: Mapping[str, Dimension]) -> None:
    for said in page.said:
        if not said.low.dimension == said.high.dimension == own[said.name]:
            raise PageError(page.file, said.line, f"{said.text!r} has not the unit of {said.name}")


def _check_order(
    order: Order,
    pages: Mapping[str, Page],
    dimensions: Mapping[str, Mapping[str, Dimension]],
    text: str,
) -> None:
    for claim in (*order.headline, *order.conditions):
        if claim not in pages:
            raise _misplaced(text, claim, f"no page {claim!r}; {nearest(claim, pages)}")
    for row in order.rows:
        for claim, name in row.quantities:
            known = dimensions.get(claim)
            if known is None or name not in known:
                near = nearest(claim, pages) if known is None else nearest(name, known)
                problem = f"{row.label}: no quantity {claim}.{name}; {near}"
                raise _misplaced(text, row.label, problem)
            _check_row(row, spell(known[name]), text)
    for chapter in (*order.why, *order.where):
        _check_chapter(chapter, pages, text)


def _check_row(row: Row, given: str, text: str) -> None:
    """Refuse a label with a number in it, and a style that is none or of another unit."""
    if any(sign.isnumeric() for sign in row.label):
        raise _misplaced(text, row.label, f"a bare number stands in {row.label!r}; spell it")
    if row.style not in UNITS:
        problem = f"{row.label}: no style is named {row.style!r}; {nearest(row.style, UNITS)}"
        raise _misplaced(text, row.label, problem)
    if UNITS[row.style] not in (None, given):
        problem = f"{row.label}: {row.style} prints {UNITS[row.style]}, and this is in {given}"
        raise _misplaced(text, row.label, problem)


def _misplaced(text: str, word: str, problem: str) -> PageError:
    """An error about the order, on the first line that holds the word."""
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    rows = text.splitlines()
    line = next((i for i, row in enumerate(rows, start=1) if whole.search(row)), 1)
    return PageError(f"rules/{ORDER}", line, problem)


def _check_chapter(chapter: Chapter, pages: Mapping[str, Page], text: str) -> None:
    there = {page.claim for page in pages.values() if page.chapter == chapter.name}
    for claim in chapter.claims:
        if claim not in there:
            home = pages[claim].chapter if claim in pages else ""
            near = f"it lies in rules/{home}" if home else nearest(claim, there)
            problem = f"chapter {chapter.name} has no page {claim!r}; {near}"
            raise _misplaced(text, claim, problem)
    left_out = sorted(there - set(chapter.claims))
    if left_out:
        problem = f"chapter {chapter.name} does not list {', '.join(left_out)}"
        raise _misplaced(text, f"{chapter.name}:", problem)
