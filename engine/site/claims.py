"""The pages of claims and of the paragraphs they restate, on the day of a desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.briefing.document.report import ParagraphPart, Telling, score_of
from engine.briefing.document.written import paragraph_tree
from engine.contract.audit import QuotedOut, StepOut
from engine.contract.audit_claims import ClaimOut, ParagraphOut
from engine.pages.errors import UnknownName
from engine.pages.head import PARAGRAPHS
from engine.pages.page import DOCUMENTS, Page
from engine.proof.card import card_of
from engine.proof.claim_record import kept_record, record_node
from engine.proof.node import Node
from engine.site.desk import Desk
from engine.site.recorded import quoted, strip_of
from engine.site.steps import step_of
from engine.words.numbers import iso_date, iso_moment
from engine.words.sentences import Sentence
from kb.histories import histories as kept_histories

NO_RECORD = "how often it held before, and what followed, is not recorded in this base"
RECORDED = "mechanism"
"""The kind of claim that has a record: how often it held, and what followed."""


def claim_page(desk: Desk, claim: str) -> ClaimOut:
    """Everything there is to know of a claim on the day."""
    page = desk.book.page(claim)
    card, proof = proved(desk, page)
    near = {each["claim"] for each in (*card["rests_on"], *card["rested_on_by"])}
    return ClaimOut(
        address=f"claim/{claim}", title=page.title, claim=claim,
        chapter=desk.book.order.titles.get(page.chapter, page.chapter),
        as_of=iso_date(desk.question.as_of), known_at=iso_moment(desk.question.known_at),
        run=desk.stored.id if desk.stored else None,
        status=desk.run.findings[claim].status,
        card=card, titles={name: desk.book.page(name).title for name in sorted(near)},
        sentences=list(_sentences(desk, page)),
        strip=strip_of(desk, claim),
        proof=proof,
    )  # fmt: skip


def proved(desk: Desk, page: Page) -> tuple[dict[str, Any], StepOut | None]:
    """The card of a claim, and its proof, which no opinion has; made once for all desks."""
    once, (card, proof) = desk.kept.once, _keys(desk, page.claim)
    made = once.get(card, lambda: _card(desk, page))
    if page.kind == "opinion":
        return made, None
    return made, once.get(proof, lambda: step_of(_proof(desk, page)))


def is_proved(desk: Desk, claim: str) -> bool:
    """Whether all is made that there is of it: an opinion has no proof."""
    card, proof = _keys(desk, claim)
    opinion = desk.book.page(claim).kind == "opinion"
    return card in desk.kept.once and (opinion or proof in desk.kept.once)


def _keys(desk: Desk, claim: str) -> tuple[object, object]:
    """What a card and a proof rest on."""
    key = desk.question, desk.book.hash, claim
    histories = len(kept_histories(desk.kb))  # the record of a mechanism comes of them
    return (*key, "card"), (*key, histories)


def _card(desk: Desk, page: Page) -> dict[str, Any]:
    return card_of(desk.book, page, desk.run, desk.prover.lines)


def _proof(desk: Desk, page: Page) -> Node:
    node = desk.prover.claim(page.claim)
    if page.kind != RECORDED:
        return node
    kept = kept_record(desk.kb, desk.run, page.claim)
    record = record_node(kept) if kept else Node("record", NO_RECORD)
    return replace(node, children=(*node.children, record))


def _sentences(desk: Desk, page: Page) -> Iterator[QuotedOut]:
    """What is said of it: as it was recorded, else in the same words without numbers."""
    if desk.stored:
        own = [each for each in desk.told if each.claim == page.claim]
        yield from (quoted(each) for each in own if not each.short or len(own) == 1)
    else:
        yield from (
            QuotedOut(id="", claim=page.claim, text=each.text) for each in _written(desk, page)
        )


def _written(desk: Desk, page: Page) -> Sequence[Sentence]:
    writer = desk.marker.writer
    if page.kind == "opinion":
        return writer.why_not_judged(page.claim)
    return writer.sentences(page.claim)


def paragraphs(desk: Desk) -> list[str]:
    """The paragraphs of the documents that are told or restated, in their order."""
    known = {number for page in desk.book.pages for number in page.source}
    known |= set(desk.book.paragraphs)
    every = (f"{letter}{n + 1}" for letter, count in PARAGRAPHS.items() for n in range(count))
    return [number for number in every if number in known]


def paragraph_page(desk: Desk, number: str) -> ParagraphOut:
    """A paragraph in our words, with what became of its claims."""
    known = paragraphs(desk)
    if number not in known:
        raise UnknownName(f"there is no paragraph {number[:20]!r}")
    letter, marker = number[0], desk.marker
    scored = desk.kept.once.get(
        (desk.question, desk.book.hash, letter), lambda: score_of(desk.run, letter)
    )
    part = Telling(marker, scored, whole=True).paragraph(number)
    told = paragraph_tree(part or ParagraphPart(number, "", ()))  # only a headline cites it
    document = DOCUMENTS[letter]
    place = known.index(number)
    return ParagraphOut(
        address=f"paragraph/{number}", title=f"Paragraph {number} of the {document}",
        paragraph=number, document=document, as_of=iso_date(desk.question.as_of),
        says=told["says"], claims=told["claims"],
        before=known[place - 1] if place else None,
        after=known[place + 1] if place + 1 < len(known) else None,
    )  # fmt: skip
