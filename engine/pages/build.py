"""Building the rule book: texts in, a checked `RuleBook` out, or a PageError with file and line.

Pages are read one by one, put in order of dependency, and checked against each other: names, units,
premises, the shared YAML files and the texts of the sections. Nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from operator import attrgetter

from engine.fingerprint import code_digest
from engine.formulas.known import Known
from engine.formulas.plugins import PluginError
from engine.formulas.register import Formula
from engine.measures.kinds import MEASURES
from engine.measures.request import Request
from engine.pages.asset import assets_apart
from engine.pages.assumptions import Assumption
from engine.pages.book import RuleBook
from engine.pages.checks import check_order
from engine.pages.dimensions import DimensionProblem, Scope
from engine.pages.errors import PageError, named_if_odd, nearest
from engine.pages.expressions import in_unit
from engine.pages.folder import ASSUMPTIONS, DOCUMENTS, PHRASES
from engine.pages.graph import Graph
from engine.pages.order import ORDER, Order
from engine.pages.page import Comparison, Page, RestsOn
from engine.pages.phrases import blamed, read_phrases, with_phrases
from engine.pages.reader import read_page
from engine.pages.shared_files import read_assumptions, read_order, read_paragraphs
from engine.pages.texts import check_texts
from kb.catalog import Catalog
from kb.shown import obeyed
from kb.units import DIMENSIONLESS, Dimension, to_write, unit

STEPS = 200
"""The longest way from a claim down to a fact, step by step; ours has at most 30."""


def build_book(texts: Mapping[str, str], catalog: Catalog) -> RuleBook:
    """Read and check every page; raises PageError for the first thing that is wrong."""
    try:
        return _built(texts, catalog)
    except PageError as error:
        raise blamed(error, texts, PHRASES) from error


def _built(texts: Mapping[str, str], catalog: Catalog) -> RuleBook:
    assumptions = read_assumptions(texts.get(ASSUMPTIONS, ""), f"rules/{ASSUMPTIONS}")
    order = read_order(texts.get(ORDER, ""), f"rules/{ORDER}", catalog)
    phrases = read_phrases(texts.get(PHRASES, ""), f"rules/{PHRASES}")
    pages: dict[str, Page] = {}
    for name, text in sorted(texts.items()):
        if name.endswith(".md"):
            file, chapter = f"rules/{name}", name.rpartition("/")[0] or "rules"
            _refuse_odd(text, file)
            whole = with_phrases(text, phrases, file)
            _add(pages, read_page(whole, file, chapter, catalog), name, text)
    graph = Graph(pages.values())
    ordered = _ordered(pages, order, graph, catalog)
    known = Known()
    dimensions, lines = _dimensions(ordered, assumptions, catalog, known)
    _check_steps(graph, pages)
    printed = {p.claim: _numbers(p, dimensions[p.claim]) for p in ordered}
    printed["assume"] = {a.name: a.dimension for a in assumptions}
    for page in ordered:
        _check_records(page, pages)
        check_texts(page, pages, printed)
    check_order(order, pages, dimensions)
    plugins = {module: code_digest((module,)) for module in sorted(known.plugins)}
    told = read_paragraphs(texts.get(DOCUMENTS, ""), f"rules/{DOCUMENTS}")
    book = RuleBook(ordered, assumptions, order, dimensions, lines, dict(texts), plugins, told)
    return replace(book, apart=tuple(sorted(assets_apart(book))))


def _refuse_odd(text: str, file: str) -> None:
    """A page may not carry what a terminal would obey; facts may not either."""
    if odd := obeyed(text):
        line = text.count("\n", 0, odd.start()) + 1
        what = named_if_odd(odd[0]) or repr(odd[0])
        raise PageError(file, line, f"{what} stands here; take it out")


def _add(pages: dict[str, Page], page: Page, name: str, text: str) -> None:
    line = next(i for i, row in enumerate(text.split("\n"), 1) if row.startswith("claim:"))
    if page.claim in pages:
        other = pages[page.claim].file.removeprefix("rules/")
        problem = f"the claim {page.claim!r} already stands in {other}; rename one"
        raise PageError(page.file, line, problem)
    if name.rpartition("/")[2] != f"{page.claim}.md":
        problem = f"the file of {page.claim!r} is named {page.claim}.md; rename the file"
        raise PageError(page.file, line, problem)
    pages[page.claim] = page


def _ordered(
    pages: Mapping[str, Page], order: Order, graph: Graph, catalog: Catalog
) -> tuple[Page, ...]:
    needs: dict[str, list[str]] = {}
    named = sorted({page.chapter for page in pages.values()})
    chapters: dict[str, set[str]] = {name: set() for name in sorted(named, key=order.place)}
    for page in sorted(pages.values(), key=lambda p: (order.place(p.chapter), p.claim)):
        needs[page.claim] = []
        for claim, line in graph.needs(page.claim):
            _check_upstream(page, claim, line, pages, catalog)
            needs[page.claim].append(claim)
            if pages[claim].chapter != page.chapter:
                chapters[page.chapter].add(pages[claim].chapter)
    claim_order = _sorted(needs, graph, pages, "claims")
    chapter_order = _sorted({c: sorted(n) for c, n in chapters.items()}, graph, pages, "chapters")
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
    needs: Mapping[str, list[str]], graph: Graph, pages: Mapping[str, Page], what: str
) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        ring, place = list(reversed(error.args[1])), attrgetter(what.removesuffix("s"))
        page, line = next(
            (page, line)
            for page in pages.values()
            for claim, line in graph.needs(page.claim)
            if [place(page), place(pages[claim])] == ring[:2]
        )
        circle = " → ".join(ring)
        problem = f"the {what} rest on each other in a circle: {circle}; drop one of these steps"
        raise PageError(page.file, line, problem) from None


def _dimensions(
    pages: tuple[Page, ...], assumptions: tuple[Assumption, ...], catalog: Catalog,
    known: Mapping[str, Formula],
) -> tuple[dict[str, dict[str, Dimension]], dict[str, Dimension]]:  # fmt: skip
    upstream = {f"assume.{a.name}": a.dimension for a in assumptions}
    found: dict[str, dict[str, Dimension]] = {}
    lines: dict[str, Dimension] = {}
    for page in pages:
        own = {fact.name: _fact_dimension(fact.request, catalog) for fact in page.facts}
        scope = Scope(own, upstream, known, page.paths)
        for quantity in page.let:
            try:
                own[quantity.name] = scope.of(quantity.expression)
            except (DimensionProblem, PluginError) as problem:
                raise PageError(page.file, quantity.line, str(problem)) from None
        lines |= _line_dimensions(page, scope)
        _check_judged(page, pages)
        _check_said(page, own)
        found[page.claim] = own
        upstream |= {f"{page.claim}.{n}": d for n, d in _numbers(page, own).items()}
    return found, lines


def _check_steps(graph: Graph, pages: Mapping[str, Page]) -> None:
    """Refuse what no proof could be shown of: each step stands inside the one that rests on it."""
    for node, steps in graph.steps():
        if steps > STEPS:
            what = node.path if node.name else node.claim
            problem = f"{what} rests on more than {STEPS} steps under each other; take some out"
            raise PageError(pages[node.claim].file, graph.line(node), problem)


def _check_records(page: Page, pages: Mapping[str, Page]) -> None:
    """A record may not be named as a claim is: `name.field` would mean either."""
    for quantity in page.let:
        record = quantity.name.partition(".")[0]
        if record != quantity.name and (record in pages or record == "assume"):
            problem = f"{record!r} is a claim, so it cannot name a record; rename the record"
            raise PageError(page.file, quantity.line, problem)


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
            except (DimensionProblem, PluginError) as problem:
                raise PageError(page.file, line.line, f"in {line.text!r}: {problem}") from None
    return found


def _check_judged(page: Page, pages: tuple[Page, ...]) -> None:
    judged = {p.claim for p in pages if p.judged}
    for line in page.lines():
        if isinstance(line.condition, RestsOn) and line.condition.claim not in judged:
            problem = (
                f"{line.condition.claim!r} is not judged, so nothing can rest on it; "
                "read one of its quantities instead"
            )
            raise PageError(page.file, line.line, problem)


def _check_said(page: Page, own: Mapping[str, Dimension]) -> None:
    for said in page.said:
        if not said.low.dimension == said.high.dimension == own[said.name]:
            wanted = own[said.name]
            problem = f"{said.text!r} has not the unit of {said.name}, {to_write(wanted)}"
            example = in_unit(said.high, wanted)
            raise PageError(page.file, said.line, f"{problem}; write {example}")
