"""The claims as paragraphs: each chapter's sentences with what they rest on, and the conditions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from engine.briefing.marker import CitedSentence, Marker, TableRow
from engine.briefing.parts import ChapterPart, ConditionPart
from engine.briefing.unjudged import first_of
from engine.judge.findings import Finding
from engine.pages.order import Chapter
from engine.pages.page import Page, RestsOn
from engine.words.cite import Ref
from engine.words.sentences import Sentence
from engine.words.single_source import premise_facts, single_source


def said(marker: Marker, claim: str) -> tuple[CitedSentence, ...]:
    """What is said of a claim today."""
    return with_citations(marker, claim, marker.writer.sentences(claim))


def with_citations(
    marker: Marker, claim: str, sentences: Iterable[Sentence]
) -> tuple[CitedSentence, ...]:
    """Sentences of a claim with their numbers, paragraphs and facts."""
    page = marker.run.book.page(claim)
    return tuple(
        CitedSentence(s.id, s.marked, _cite(marker, page, s), marker.own(s.id)) for s in sentences
    )


def _cite(marker: Marker, page: Page, sentence: Sentence) -> str:
    """The number of a sentence, the paragraphs of its page, the facts it rests on.

    One that speaks for other claims rests on their facts too.
    """
    refs = sentence.refs
    if page.kind == "headline" or not any(ref.facts for ref in refs):
        refs = (*refs, Ref("quantity", page.claim, premise_facts(marker.run, page)))
    parts = (sentence.id, " ".join(sentence.paragraphs), marker.facts(refs))
    return marker.own(" · ".join(part for part in parts if part))


def of(
    marker: Marker, wanted: Iterable[Chapter], without: Container[str] = ()
) -> tuple[ChapterPart, ...]:
    """The chapters that have something to say, without some claims."""
    parts = []
    for chapter in wanted:
        claims = (claim for claim in chapter.claims if claim not in without)
        paragraphs = tuple(filter(None, (said(marker, claim) for claim in claims)))
        if paragraphs:
            parts.append(ChapterPart(chapter.title, paragraphs))
    return tuple(parts)


def conditions(marker: Marker, claims: Iterable[str]) -> tuple[ConditionPart, ...]:
    """The conditions for a floor, without those on what the asset cannot have."""
    reasons = {claim: marker.run.findings[claim].reason for claim in claims}
    return tuple(condition(marker, claim) for claim in claims if reasons[claim] != "absent")


def condition(marker: Marker, claim: str) -> ConditionPart:
    """A condition for a floor: what its page says of it today, or what it lacks."""
    page, finding = marker.run.book.page(claim), marker.run.findings[claim]
    lacks = marker.own(first_of(marker.run.catalog, finding.lacks)) if finding.lacks else ""
    cite = marker.own(" ".join(page.source))
    return ConditionPart(page.title, finding.status, lacks, cite, said(marker, claim))


def failing_with_premise(marker: Marker, claims: Iterable[str]) -> dict[str, TableRow]:
    """The claims that fail for their premises alone, each a row with the titles of those."""
    run = marker.run
    found = {claim: _falls_with(run.book.page(claim), run.findings[claim]) for claim in claims}
    return {c: _with_premises(marker, c, premises) for c, premises in found.items() if premises}


def _with_premises(marker: Marker, claim: str, premises: Iterable[str]) -> TableRow:
    page = marker.run.book.page(claim)
    titles = (f"“{marker.run.book.page(premise).title}”" for premise in premises)
    document = single_source(marker.run, page)
    alone = f", on the {document}’s word alone" if document else ""
    return marker.row((page.title, " and ".join(titles) + alone), " ".join(page.source))


def _falls_with(page: Page, finding: Finding) -> tuple[str, ...]:
    """The premises a claim fails for, where it fails for nothing of its own."""
    lines = {line.id: line.condition for line in page.when}
    missed = [lines[line.id] for line in finding.lines if line.truth == "false"]
    premises = [condition.claim for condition in missed if isinstance(condition, RestsOn)]
    return tuple(premises) if finding.status == "fails" and len(premises) == len(missed) else ()


def details(marker: Marker, claims: Iterable[str], whole: Container[str]) -> Iterator[ChapterPart]:
    """What the pages add for the annex, claim by claim; of some the whole that they have to say."""
    for claim in claims:
        own = said(marker, claim) if claim in whole else ()
        more = with_citations(marker, claim, marker.writer.details(claim))
        if own or more:
            yield ChapterPart(marker.run.book.page(claim).title, ((*own, *more),))


def opinions(marker: Marker, claims: Iterable[str]) -> Iterator[ChapterPart]:
    """Why the opinions are not judged, claim by claim."""
    for page in map(marker.run.book.page, claims):
        if page.kind == "opinion":
            why = marker.writer.why_not_judged(page.claim)
            yield ChapterPart(page.title, (with_citations(marker, page.claim, why),))
