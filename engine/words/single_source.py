"""On whose word a finding stands: a document's alone, or that of better sources too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.evaluation.explain import readings_under
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.page import Comparison, Group, Line, Page, RestsOn


def single_source(run: Run, page: Page) -> str | None:
    """The document without which the finding would not stand; None when it stands without one.

    A claim that holds on others does not repeat what they say of themselves.
    """
    finding = run.findings[page.claim]
    lines = {line.id: line for line in page.lines()}
    if not page.when:
        return _document(run, [Node(page.claim, name) for name in page.names])
    if finding.status == "fails":
        false = (f for f in finding.lines if f.truth == "false")
        sources = [_source_of_line(run, page, lines, f) for f in false]
        return sources[0] if all(sources) else None
    own = (f for f in finding.lines if not isinstance(lines[f.id].condition, RestsOn))
    return next(filter(None, (_source_of_line(run, page, lines, f) for f in own)), None)


def _source_of_line(
    run: Run, page: Page, lines: Mapping[str, Line], found: LineFinding
) -> str | None:
    """The document a line's truth rests on, None when it would be the same without one."""
    match lines[found.id].condition:
        case RestsOn(claim, _):
            return single_source(run, run.book.page(claim))
        case Group(needed, members):
            enough = needed if found.truth == "true" else len(members) - needed + 1
            alike = [member for member in found.members if member.truth == found.truth]
            sources = [_source_of_line(run, page, lines, member) for member in alike]
            return None if sources.count(None) >= enough else next(filter(None, sources), None)
        case Comparison():
            return _document(run, [Node(page.claim, found.id)])


def single_source_of_a_premise(run: Run, page: Page) -> str | None:
    """The document that some premise of a headline rests on alone."""
    premises = map(run.book.page, run.book.graph.premises_under(page.claim))
    sources = (single_source(run, premise) for premise in premises)
    return next(filter(None, sources), None)


def premise_facts(run: Run, page: Page) -> tuple[tuple[int, ...], ...]:
    """The fact rows under the conditions of the pages a page rests on, reading by reading."""
    graph = run.book.graph
    compared = [
        each for claim in graph.premises_under(page.claim) for each in graph.compared(claim)
    ]
    readings = readings_under(run.book, run.evaluation, compared, 0)
    return tuple(dict.fromkeys(reading.facts for reading in readings if reading.facts))


def _document(run: Run, nodes: Iterable[Node]) -> str | None:
    """The first document that is read under facts, quantities or conditions."""
    for reading in readings_under(run.book, run.evaluation, nodes, 0):
        source = run.catalog.sources.get(reading.source)
        if source is not None and source.document:
            return source.key
    return None
