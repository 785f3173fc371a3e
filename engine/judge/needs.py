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
from engine.pages.expressions import Expression, Name, names_in
from engine.pages.page import Comparison, FactName, Page

Owned = tuple[str, str]
"""A claim and one of its names."""


def deciding(book: RuleBook) -> RuleBook:
    """The book with only the facts and quantities that some finding rests on.

    The facts that are read together with a needed one stay, since they choose its source.
    """
    needed = _needed(book)
    return replace(book, pages=tuple(_without_the_rest(page, needed) for page in book.pages))


def _needed(book: RuleBook) -> set[Owned]:
    needed: set[Owned] = set()
    waiting = [name for page in book.pages for name in _first_asked(page)]
    while waiting:
        owned = waiting.pop()
        if owned[0] != "assume" and owned not in needed:
            needed.add(owned)
            waiting += _under(book.page(owned[0]), owned[1])
    return needed


def _first_asked(page: Page) -> Iterator[Owned]:
    if not page.judged and page.kind != "opinion":
        yield from ((page.claim, quantity.name) for quantity in page.let)
    for line in page.lines():
        if isinstance(line.condition, Comparison):
            yield from _named(page, line.condition.left)
            yield from _named(page, line.condition.right)


def _under(page: Page, name: str) -> Iterator[Owned]:
    for quantity in page.let:
        if quantity.name == name:
            yield from _named(page, quantity.expression)


def _named(page: Page, expression: Expression) -> Iterator[Owned]:
    for inner in names_in(expression):
        if isinstance(inner, Name):
            yield page.claim, inner.name
        else:
            yield inner.claim, inner.quantity


def _without_the_rest(page: Page, needed: set[Owned]) -> Page:
    let = tuple(q for q in page.let if (page.claim, q.name) in needed)
    return replace(page, let=let, facts=tuple(_facts(page, needed)))


def _facts(page: Page, needed: set[Owned]) -> Iterator[FactName]:
    requests = {f.request for f in page.facts if (page.claim, f.name) in needed}
    for together in provided_together(fact.request for fact in page.facts).values():
        if requests & set(together):
            yield from (fact for fact in page.facts if fact.request in together)
