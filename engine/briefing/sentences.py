"""From a page's section to sentences: rendered, split, numbered, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import FunctionLoader, TemplateError

from engine.briefing.cite import CLOSE, OPEN, Bound, Ref, Refs, bind
from engine.briefing.context import Contexts
from engine.briefing.filters import make_environment
from engine.evaluation.explain import readings_under
from engine.inference.findings import Finding, LineFinding
from engine.inference.run import Run
from engine.measures.reading import Reading
from engine.pages.errors import PageError, nearest
from engine.pages.expressions import Name, Upstream, names_in
from engine.pages.page import Comparison, Group, Line, Page, RestsOn

_BREAK = re.compile("(?<=[.!?])\\s+(?=[A-Z“\ue000])")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
# What a page's text can go wrong with: its author is told where, whatever Python calls it.
WRONG_TEXT = (TemplateError, AttributeError, TypeError, ValueError, LookupError, ArithmeticError)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a briefing.

    id       S1, S2, ... in the order of the document
    claim    the page it comes from; `paragraphs` of the documents the page cites
    marked   with the marks that bind its numbers; `bound` without them
    """

    id: str
    claim: str
    paragraphs: tuple[str, ...]
    marked: str
    bound: Bound

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.bound.text

    @property
    def refs(self) -> tuple[Ref, ...]:
        """What its numbers rest on."""
        return self.bound.refs


class Writer:
    """Renders the pages of one run; numbers its sentences in the order asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.refs = Refs()
        self.contexts = Contexts(run, self.refs)
        self.environment = make_environment(self.refs, FunctionLoader(self._source), laid_out=False)
        self.written: dict[str, tuple[Sentence, ...]] = {}
        self._count = 0

    def sentences(self, claim: str) -> tuple[Sentence, ...]:
        """The sentences of a claim's finding, none when it is unknown or not judged."""
        if claim not in self.written:
            page, finding = self.run.book.page(claim), self.run.findings[claim]
            self.written[claim] = tuple(self._write(page, finding))
        return self.written[claim]

    def _write(self, page: Page, finding: Finding) -> Iterator[Sentence]:
        name = _section(page, finding)
        if name is None or page.section(name) is None:
            return
        marked = self._render(page, name)
        pieces = split_sentences(marked)
        for i, piece in enumerate(pieces):
            if i == len(pieces) - 1:
                piece = self._on_whose_word(page, piece)
            self._count += 1
            yield Sentence(f"S{self._count}", page.claim, page.source, piece, bind(piece, self.refs))

    def _render(self, page: Page, name: str) -> str:
        section = page.section(name)
        assert section is not None
        try:
            template = self.environment.get_template(f"{page.claim}/{name}")
            marked = " ".join(template.render(self.contexts.of(page)).split())
            bind(marked, self.refs)
        except WRONG_TEXT as error:
            problem = f"in '## {name}': {error}{self._meant(page, error)}"
            raise PageError(page.file, section.line, problem) from error
        return marked

    def _meant(self, page: Page, error: Exception) -> str:
        """The names nearest to one that the page's text misspells."""
        misspelt = _UNDEFINED.match(str(error))
        return f"; {nearest(misspelt.group(1), self.contexts.of(page))}" if misspelt else ""

    def _source(self, name: str) -> str:
        claim, _, section_name = name.partition("/")
        section = self.run.book.page(claim).section(section_name)
        assert section is not None
        return section.text

    def _on_whose_word(self, page: Page, piece: str) -> str:
        document = sole_document(self.run, page)
        if document is None:
            return piece
        body, end = (piece[:-1], piece[-1]) if piece[-1] in ".!?" else (piece, ".")
        return f"{body}, on the {document}’s word alone{end}"


def split_sentences(marked: str) -> list[str]:
    """The sentences of a text; a stop inside a mark ends none."""
    pieces, start = [], 0
    for stop in _BREAK.finditer(marked):
        before = marked[: stop.start()]
        if before.count(OPEN) == before.count(CLOSE):
            pieces.append(marked[start : stop.start()])
            start = stop.end()
    return [piece for piece in (*pieces, marked[start:]) if piece.strip()]


def _section(page: Page, finding: Finding) -> str | None:
    if finding.status == "stated":
        return "Shows" if page.kind == "definition" else "Gives"
    return {"holds": "Holds", "fails": "Fails"}.get(finding.status)


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
