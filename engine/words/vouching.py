"""On whose word a finding stands: a document's alone, or that of better sources too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.evaluation.explain import readings_under
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.expressions import Name, Upstream, names_in
from engine.pages.page import Comparison, Group, Line, Page, RestsOn


def sole_document(run: Run, page: Page) -> str | None:
    """The document without which the finding would not stand; None when it stands without one.

    A claim that holds on others does not repeat what they say of themselves.
    """
    finding = run.findings[page.claim]
    lines = {line.id: line for line in page.lines()}
    if not any(_named(line) for line in lines.values()):
        return _document(run, _readings(run, page, [Name(name) for name in page.names]))
    if finding.status == "fails":
        told = [_vouching(run, page, lines, f) for f in finding.lines if f.truth == "false"]
        return told[0] if all(told) else None
    own = (f for f in finding.lines if not isinstance(lines[f.id].condition, RestsOn))
    return next(filter(None, (_vouching(run, page, lines, f) for f in own)), None)


def _vouching(run: Run, page: Page, lines: Mapping[str, Line], found: LineFinding) -> str | None:
    """The document a line's truth rests on, None when it would be the same without one."""
    match lines[found.id].condition:
        case RestsOn(claim, _):
            return sole_document(run, run.book.page(claim))
        case Group(needed, members):
            enough = needed if found.truth == "true" else len(members) - needed + 1
            alike = [member for member in found.members if member.truth == found.truth]
            told = [_vouching(run, page, lines, member) for member in alike]
            return None if told.count(None) >= enough else next(filter(None, told))
        case Comparison():
            return _document(run, _readings(run, page, _named(lines[found.id])))


def _readings(run: Run, page: Page, names: Iterable[Name | Upstream]) -> Iterator[Reading]:
    """The readings under names of a page, its own and those of other claims."""
    for name in names:
        if isinstance(name, Name):
            yield from readings_under(run.book, run.evaluation, page, name.name, 0)
        elif name.claim != "assume":
            other = run.book.page(name.claim)
            yield from readings_under(run.book, run.evaluation, other, name.quantity, 0)


def in_part(run: Run, page: Page) -> str | None:
    """The document that some premise of a headline rests on alone."""
    told = (sole_document(run, premise) for premise in premises(run, page))
    return next(filter(None, told), None)


def premises(run: Run, page: Page) -> Iterator[Page]:
    """The pages a page rests on by its conditions, and those that they rest on."""
    for line in page.lines():
        if isinstance(line.condition, RestsOn):
            premise = run.book.page(line.condition.claim)
            yield premise
            yield from premises(run, premise)


def premise_facts(run: Run, page: Page) -> tuple[tuple[int, ...], ...]:
    """The fact rows under the conditions of the pages a page rests on, reading by reading."""
    found = (
        reading.facts
        for premise in premises(run, page)
        for line in premise.lines()
        for reading in _readings(run, premise, _named(line))
        if reading.facts
    )
    return tuple(dict.fromkeys(found))


def _document(run: Run, readings: Iterable[Reading]) -> str | None:
    for reading in readings:
        source = run.catalog.sources.get(reading.source)
        if source is not None and source.document:
            return source.key
    return None


def _named(line: Line) -> list[Name | Upstream]:
    if not isinstance(line.condition, Comparison):
        return []
    return [*names_in(line.condition.left), *names_in(line.condition.right)]
