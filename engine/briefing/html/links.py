"""What leads where: the sentences, the paragraphs of the documents and the facts of a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from markupsafe import Markup, escape

from engine.briefing.marker import CitedSentence, TableRow
from engine.briefing.parts import Briefing
from engine.words.cite import CLOSE, MIDDLE, OPEN, unmarked
from kb.frozen import dataclass

_ID = re.compile(r"\b[A-Z][0-9]+\b")
_FACTS = re.compile(r"\bF([0-9]+)(?:–F([0-9]+))?\b")
_MARKED = re.compile(f"({OPEN}[0-9]+{MIDDLE})([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a document: its number, also as it is printed, the titles of the claims that
    restate it, and the sentences that answer it."""

    id: str
    label: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]


class Links:
    """The anchors of one page, and the ways between them."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self._set: set[str] = set()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Everything that a citation can lead to."""
        sentences = (sentence.id for sentence in self.briefing.sentences)
        facts = (unmarked(row.cells[0]) for row in self.briefing.evidence)
        return frozenset((*sentences, *facts, *self._titles))

    @cached_property
    def _titles(self) -> dict[str, list[str]]:
        """The titles of the claims by the paragraph they restate."""
        found: dict[str, list[str]] = {}
        for page in self.briefing.run.book.pages:
            for number in page.source if page.kind != "headline" else ():
                found.setdefault(number, []).append(page.title)
        return found

    def anchor(self, name: str) -> Markup:
        """The id of a sentence where it first stands; nothing where it is said again."""
        if name in self._set:
            return Markup("")
        self._set.add(name)
        return Markup(' id="{}"').format(name)

    def linked(self, cite: str) -> Markup:
        """A citation, marked, with each number in it a link to where it leads."""
        return Markup(_MARKED.sub(self._pieces, str(escape(cite))))

    def _pieces(self, mark: re.Match[str]) -> str:
        """One mark cut at its numbers, so that each can be a link of its own."""
        made, end, (opened, text) = "", 0, mark.groups()
        for found in _ID.finditer(text):
            piece = f"{opened}{found.group()}{CLOSE}"
            known = found.group() in self.anchors
            made += f"{opened}{text[end : found.start()]}{CLOSE}"
            made += f'<a href="#{found.group()}">{piece}</a>' if known else piece
            end = found.end()
        return f"{made}{opened}{text[end:]}{CLOSE}"

    def facts_of(self, sentences: Iterable[CitedSentence]) -> tuple[TableRow, ...]:
        """The evidence under some sentences."""
        wanted = dict.fromkeys(f for s in sentences for f in self._under.get(s.id, ()))
        return tuple(self._evidence[each] for each in wanted)

    @cached_property
    def _evidence(self) -> dict[str, TableRow]:
        return {unmarked(row.cells[0]): row for row in self.briefing.evidence}

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        """The facts under each sentence: those of its numbers, and those that it is cited with."""
        evidence = self.briefing.marker.evidence
        found = {s.id: set(evidence.numbered(s.refs)) for s in self.briefing.sentences}
        for sentence in cited_sentences(self.briefing):
            found.setdefault(sentence.id, set()).update(facts_in(sentence.cite))
        return {
            name: sorted(facts & self._evidence.keys(), key=lambda fact: int(fact[1:]))
            for name, facts in found.items()
        }

    def back(self, row: TableRow) -> str:
        """The sentences that rest on a fact, marked."""
        found = self._resting.get(unmarked(row.cells[0]), ())
        return self.briefing.marker.own(" ".join(found)) if found else ""

    @cached_property
    def _resting(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, facts in self._under.items():
            for fact in facts:
                found.setdefault(fact, []).append(name)
        return found

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs of the documents that some claim restates, in their order."""
        own, said = self.briefing.marker.own, self.briefing.sentences
        for number in sorted(self._titles, key=lambda name: (name[0], int(name[1:]))):
            answers = (s.id for s in said if number in s.paragraphs)
            titles = tuple(self._titles[number])
            yield Paragraph(number, own(number), titles, tuple(map(own, answers)))


def facts_in(cite: str) -> Iterator[str]:
    """The facts that a citation names, the inner ones of a range too."""
    for first, last in _FACTS.findall(unmarked(cite)):
        yield from (f"F{n}" for n in range(int(first), int(last or first) + 1))


def cited_sentences(briefing: Briefing) -> Iterator[CitedSentence]:
    """Every sentence of a briefing with its citation, as often as it is printed."""
    yield from briefing.headline
    for part in (*briefing.why, *briefing.where, *briefing.details, *briefing.opinions):
        for paragraph in part.paragraphs:
            yield from paragraph
    for condition in briefing.conditions:
        yield from condition.sentences
