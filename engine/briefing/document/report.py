"""The report of a document: each paragraph in our words, its claims as they came out, its score.

A run in, marked parts out. Pages that repeat their document stand here whatever the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.briefing import verdicts
from engine.briefing.chapters import said, with_citations
from engine.briefing.compose import exhibit
from engine.briefing.marker import CitedSentence, ExhibitRow, Marker, TableRow
from engine.briefing.parts import Theses
from engine.briefing.theses.compare import Comparison
from engine.briefing.theses.score import Score, score
from engine.briefing.theses_section import Sides
from engine.briefing.unjudged import first_of
from engine.evaluation.said import by_claim, why_unjudged
from engine.judge.run import Run
from engine.pages.head import PARAGRAPHS
from engine.pages.page import DOCUMENTS, Page, Said
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.sentences import Writer
from kb.clock import day_number
from kb.store import KnowledgeBase

NOT_JUDGED = "not judged"
DENIED = "for the document says that it does not hold"


@dataclass(frozen=True)
class ClaimPart:
    """A claim of a paragraph as it came out.

    found      its finding and, where the document is scored, what that says of the document
    weaker     in what our reading asks less than the document; "" where it asks as much
    elsewhere  the paragraph under which it is told; then it has no sentences here
    said       stated against measured: what it is, said, measured, verdict, how far off or why not
    """

    claim: str
    title: str
    found: str
    weaker: str = ""
    elsewhere: str = ""
    lacks: str = ""
    sentences: tuple[CitedSentence, ...] = ()
    said: tuple[TableRow, ...] = ()


@dataclass(frozen=True)
class ParagraphPart:
    """A paragraph: its number, what it says in our words, and the claims that read it."""

    id: str
    text: str
    claims: tuple[ClaimPart, ...]


@dataclass(frozen=True)
class DocumentReport:
    """A document on one day; `dated` is its own. `theses` is its score, with one row."""

    run: Run
    marker: Marker
    document: str
    name: str
    stamp: dict[str, str]
    paragraphs: tuple[ParagraphPart, ...]
    theses: Theses | None
    score: Score | None
    evidence: tuple[ExhibitRow, ...]


def document_report(
    kb: KnowledgeBase, run: Run, letter: str, only: str | None = None
) -> DocumentReport:
    """The report of the document whose paragraphs begin with a letter.

    only  one paragraph, told whole with what its pages add in detail
    """
    marker = Marker(run, Writer(run))
    scored = score_of(run, letter)
    wanted = (only,) if only else tuple(f"{letter}{n + 1}" for n in range(PARAGRAPHS[letter]))
    told = Telling(marker, scored, whole=only is not None)
    source = run.catalog.sources[DOCUMENTS[letter]]
    return DocumentReport(
        run=run,
        marker=marker,
        document=source.key,
        name=source.name,
        stamp=_stamp(marker, day_number(source.dated) if source.dated else None),
        paragraphs=tuple(filter(None, map(told.paragraph, wanted))),
        theses=_scored(marker, scored) if scored and not only else None,
        score=scored,
        evidence=tuple(exhibit(marker, each) for each in marker.evidence.exhibits(kb)),
    )


def score_of(run: Run, letter: str) -> Score | None:
    """The score of a document by the letter of its paragraphs; None where it is not scored."""
    thesis = next((each for each in run.book.order.theses if each.paragraphs == letter), None)
    return score(run, thesis) if thesis else None


def _stamp(marker: Marker, dated: int | None) -> dict[str, str]:
    asked = marker.run.question
    known = ", ".join(filter(None, (numbers.moment(asked.known_at), marker.run.note)))
    texts = {
        "asset": asked.asset.upper(),
        "as_of": numbers.date_text(asked.as_of),
        "known_at": known,
        "dated": "" if dated is None else numbers.date_text(dated),
    }
    return {name: marker.own(text) for name, text in texts.items()}


def _scored(marker: Marker, scored: Score) -> Theses:
    return Sides(marker, Comparison((scored,))).section()


class Telling:
    """Tells paragraphs in order: each claim once, under the first of its paragraphs told."""

    def __init__(self, marker: Marker, scored: Score | None, *, whole: bool) -> None:
        self.marker, self.run = marker, marker.run
        self.scored, self.whole = scored, whole
        self.verdicts = by_claim(self.run.said)
        self.told: dict[str, str] = {}

    def paragraph(self, number: str) -> ParagraphPart | None:
        """A paragraph; None where nothing is known of it."""
        pages = [p for p in self.run.book.pages if number in p.source and p.kind != "headline"]
        text = self.run.book.paragraphs.get(number, "")
        if not text and not pages:
            return None
        marked = self.marker.mark(text, Ref("said", number))
        claims = tuple(self._claim(page, number) for page in pages)
        return ParagraphPart(self._named(number), marked, claims)

    def _named(self, number: str) -> str:
        return self.marker.mark(number, Ref("said", number))

    def _claim(self, page: Page, number: str) -> ClaimPart:
        found = self._found(page)
        if page.claim in self.told:
            elsewhere = self._named(self.told[page.claim])
            return ClaimPart(page.claim, page.title, found, elsewhere=elsewhere)
        self.told[page.claim] = number
        lacks = self.run.findings[page.claim].lacks
        return ClaimPart(
            claim=page.claim,
            title=page.title,
            found=found,
            weaker=page.weaker,
            lacks=self.marker.own(first_of(self.marker.run.catalog, lacks)) if lacks else "",
            sentences=self._sentences(page),
            said=tuple(self._said(page)),
        )

    def _found(self, page: Page) -> str:
        """The finding, and what it says of the document where that is scored."""
        if page.kind == "opinion":
            return NOT_JUDGED
        status = self.run.findings[page.claim].status
        verdict = self.scored.verdict(page.claim) if self.scored else ""
        denied = DENIED if page.asserts == "fails" and verdict else ""
        return ", ".join(filter(None, (status, verdict, denied)))

    def _sentences(self, page: Page) -> tuple[CitedSentence, ...]:
        writer = self.marker.writer
        if page.kind == "opinion":
            return with_citations(self.marker, page.claim, writer.why_not_judged(page.claim))
        own = said(self.marker, page.claim)
        if not self.whole:
            return own
        return (*own, *with_citations(self.marker, page.claim, writer.details(page.claim)))

    def _said(self, page: Page) -> Iterable[TableRow]:
        """What the page's document states, each against what was measured, or why it is not."""
        judged = self.verdicts.get(page.claim, ())
        yield from (verdicts.against(self.marker, each) for each in judged)
        names = {each.name for each in judged}
        yield from (self._unchecked(page, each) for each in page.said if each.name not in names)

    def _unchecked(self, page: Page, stated: Said) -> TableRow:
        why = why_unjudged(page, self.run.evaluation.panel, self.run.catalog)
        text = self.marker.writer.contexts.said_text(page, stated)
        cells = (self.marker.own(stated.label), text, numbers.UNKNOWN, NOT_JUDGED)
        return self.marker.row((*cells, self.marker.own(why)), stated.paragraph)
