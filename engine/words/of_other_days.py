"""Which pages repeat a document of another day: their sentences are not of the day judged."""

from __future__ import annotations

from collections.abc import Iterable

from engine.judge.run import Run
from engine.pages.page import DOCUMENTS, Page
from kb.clock import day_number

FRESH = 7
"""Days before and after a document's own on which its sentences are still of the day."""


def of_other_days(run: Run, claims: Iterable[str]) -> frozenset[str]:
    """The claims whose pages repeat a document of another day than the one judged."""
    pages = map(run.book.page, claims)
    return frozenset(p.claim for p in pages if p.speaks == "of the document" and _past(run, p))


def _past(run: Run, page: Page) -> bool:
    """Whether the day judged is more than a week from that of the page's document."""
    source = run.catalog.sources.get(DOCUMENTS[page.source[0][0]]) if page.source else None
    if source is None or source.dated is None:
        return False
    return abs(run.question.as_of - day_number(source.dated)) > FRESH
