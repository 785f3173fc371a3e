"""What findings rest on: a rule book in, the same book without what no finding needs out.

A page publishes every quantity it computes, but most decide nothing. Over thousands of days only
what a line compares is computed, and what a definition or forecast shows, since it is unknown where
one of its numbers is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.measures.provider import provided_together
from engine.pages.book import RuleBook
from engine.pages.edges import Node, finding
from engine.pages.page import FactName, Page


def deciding(book: RuleBook) -> RuleBook:
    """The book with only the facts and quantities that some finding rests on.

    The facts that are read together with a needed one stay, since they choose its source.
    """
    needed = set(book.graph.under(*(finding(page.claim) for page in book.pages)))
    return replace(book, pages=tuple(_without_the_rest(page, needed) for page in book.pages))


def _without_the_rest(page: Page, needed: set[Node]) -> Page:
    let = tuple(q for q in page.let if (page.claim, q.name) in needed)
    return replace(page, let=let, facts=tuple(_facts(page, needed)))


def _facts(page: Page, needed: set[Node]) -> Iterator[FactName]:
    requests = {f.request for f in page.facts if (page.claim, f.name) in needed}
    for together in provided_together(fact.request for fact in page.facts).values():
        if requests & set(together):
            yield from (fact for fact in page.facts if fact.request in together)
