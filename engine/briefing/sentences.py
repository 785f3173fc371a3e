"""From a page's section to sentences: rendered, split, numbered, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import FunctionLoader, TemplateError

from engine.briefing.cite import CLOSE, OPEN, BareNumber, Bound, Ref, Refs, bind
from engine.briefing.context import Contexts
from engine.briefing.filters import make_environment
from engine.evaluation.explain import readings_under
from engine.inference.findings import Finding
from engine.inference.run import Run
from engine.measures.reading import Reading
from engine.pages.errors import PageError
from engine.pages.expressions import Name, Upstream, names_in
from engine.pages.page import Comparison, Line, Page

_BREAK = re.compile("(?<=[.!?])\\s+(?=[A-Z“\ue000])")


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
        except (BareNumber, TemplateError, AttributeError) as error:
            problem = f"in '## {name}': {error}"
            raise PageError(page.file, section.line, problem) from error
        return marked

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
    """The document without which the finding would not stand: one of its readings is its own."""
    for reading in deciding_readings(run, page):
        source = run.catalog.sources.get(reading.source)
        if source is not None and source.document:
            return source.key
    return None


def deciding_readings(run: Run, page: Page) -> Iterator[Reading]:
    """The readings under the page's conditions; all of its readings when it has none."""
    names = [n for line in page.lines() for n in _named(line)] or [Name(n) for n in page.names]
    for name in names:
        if isinstance(name, Name):
            yield from readings_under(run.book, run.evaluation, page, name.name, 0)
        elif name.claim != "assume":
            other = run.book.page(name.claim)
            yield from readings_under(run.book, run.evaluation, other, name.quantity, 0)


def _named(line: Line) -> list[Name | Upstream]:
    if not isinstance(line.condition, Comparison):
        return []
    return [*names_in(line.condition.left), *names_in(line.condition.right)]
