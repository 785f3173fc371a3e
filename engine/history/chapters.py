"""The claims of a history by chapter, in the order of a briefing: headline pages come last."""

from __future__ import annotations

from engine.pages.book import RuleBook
from engine.pages.page import Page

OPINION = "opinion"


def by_chapter(book: RuleBook) -> dict[str, tuple[Page, ...]]:
    """The pages that can hold or say a number, by chapter; opinions are never judged."""
    order = book.order
    named = [claim for chapter in (*order.why, *order.where) for claim in chapter.claims]
    place = {claim: number for number, claim in enumerate((*named, *order.headline))}
    told = sorted(
        (page for page in book.pages if page.kind != OPINION),
        key=lambda page: (order.place(page.chapter), place.get(page.claim, len(place))),
    )
    chapters: dict[str, tuple[Page, ...]] = {}
    for page in told:
        chapters[page.chapter] = (*chapters.get(page.chapter, ()), page)
    return chapters
