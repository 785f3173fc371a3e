"""From a page's section to sentences: rendered, split, numbered, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from jinja2 import FunctionLoader, TemplateError

from engine.judge.run import Run
from engine.pages.errors import PageError, nearest
from engine.pages.page import NOT_FORMALISED, Page, detail_of, short_of
from engine.words.cite import CLOSE, OPEN, Bound, Ref, Refs, bind
from engine.words.context import Contexts
from engine.words.filters import make_environment
from engine.words.single_source import single_source, single_source_of_a_premise
from kb.frozen import dataclass

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
    short    whether it stands on the front page instead of what its page says at length
    """

    id: str
    claim: str
    paragraphs: tuple[str, ...]
    marked: str
    bound: Bound
    short: bool = False

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
        self.environment = make_environment(
            self.refs, FunctionLoader(self._source), laid_out=False, money=run.asset.money
        )
        self.written: dict[tuple[str, str], tuple[Sentence, ...]] = {}
        self._count = 0
        every = chain.from_iterable(names.values() for names in run.evaluation.readings.values())
        self._sums = {today.facts: today.least for today, *_ in every if today.least}

    def sentences(self, claim: str) -> tuple[Sentence, ...]:
        """The sentences of a claim's finding, none when it is unknown or not judged."""
        return self._once(claim, self._section(claim))

    def details(self, claim: str) -> tuple[Sentence, ...]:
        """What the page adds to its sentences for the annex."""
        return self._once(claim, detail_of(self._section(claim)))

    def short(self, claim: str) -> tuple[Sentence, ...]:
        """What the front page says of a claim: in short, else the first of its sentences."""
        section = self._section(claim)
        if self.run.book.page(claim).section(short_of(section)):
            return self._once(claim, short_of(section))
        return self._once(claim, section)[:1]

    def why_not_judged(self, claim: str) -> tuple[Sentence, ...]:
        """Why the claim of an opinion is put to no fact."""
        return self._once(claim, NOT_FORMALISED)

    def _section(self, claim: str) -> str:
        """The section for what became of a claim; "" where nothing can be said of it."""
        status = self.run.findings[claim].status
        if status == "stated":
            return "Shows" if self.run.book.page(claim).kind == "definition" else "Gives"
        return {"holds": "Holds", "fails": "Fails"}.get(status, "")

    def _once(self, claim: str, name: str) -> tuple[Sentence, ...]:
        if (claim, name) not in self.written:
            self.written[claim, name] = tuple(self._write(self.run.book.page(claim), name))
        return self.written[claim, name]

    def _write(self, page: Page, name: str) -> Iterator[Sentence]:
        if page.section(name) is None:
            return
        pieces = split_sentences(self._render(page, name))
        section = self._section(page.claim)
        detail, short = name == detail_of(section), name == short_of(section)
        for piece in self._naming_the_source(page, pieces, detail=detail):
            self._count += 1
            piece = self._naming_the_parts(piece)
            yield Sentence(
                f"S{self._count}", page.claim, page.source, piece, bind(piece, self.refs), short
            )

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

    def _naming_the_source(self, page: Page, pieces: list[str], *, detail: bool) -> list[str]:
        """The sentences, the first that quotes the document a finding stands on saying so.

        Where none quotes it, the first sentence does; in detail, then, none.
        """
        if page.kind == "headline":
            document = single_source(self.run, page) or single_source_of_a_premise(self.run, page)
            word = f"Part of this rests on the {document}’s word alone."
            return [*pieces, word] if document and pieces else pieces
        document = single_source(self.run, page)
        if document is None or not pieces:
            return pieces
        place = self._first_quoting(document, pieces)
        if place is None and detail:
            return pieces
        place = place or 0
        body = pieces[place].rstrip(".!?")
        end = pieces[place][len(body) :] or "."
        named = f"{body}, on the {document}’s word alone{end}"
        return [*pieces[:place], named, *pieces[place + 1 :]]

    def _naming_the_parts(self, piece: str) -> str:
        """The sentence, which says whose sum it quotes where others are not known."""
        refs = bind(piece, self.refs).refs if self._sums else ()
        quoted = (group for ref in refs for group in ref.facts)
        parts = next((self._sums[group] for group in quoted if group in self._sums), None)
        if parts is None:
            return piece
        body = piece.rstrip(".!?")
        return f"{body}, counting {parts} alone{piece[len(body) :] or '.'}"

    def _first_quoting(self, document: str, pieces: list[str]) -> int | None:
        """The place of the first sentence that quotes a fact of a document."""
        tracks = chain.from_iterable(self.run.evaluation.panel.tracks.values())
        rows = {row for t in tracks if t.source == document for row in t.ids.tolist()}
        for place, piece in enumerate(pieces):
            refs = bind(piece, self.refs).refs
            if any(row in rows for ref in refs for group in ref.facts for row in group):
                return place
        return None


def split_sentences(marked: str) -> list[str]:
    """The sentences of a text; a stop inside a mark ends none."""
    pieces, start = [], 0
    for stop in _BREAK.finditer(marked):
        before = marked[: stop.start()]
        if before.count(OPEN) == before.count(CLOSE):
            pieces.append(marked[start : stop.start()])
            start = stop.end()
    return [piece for piece in (*pieces, marked[start:]) if piece.strip()]
