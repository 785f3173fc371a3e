"""A rule book as it is kept between calls: what every command reads, and apart from it the cases.

In: a book, or what was kept of one. Out: the other. Cases are half of what is written on pages, and
only those who try the pages read them, so they are kept as one text a page and read when a page is
asked for them.
"""

from __future__ import annotations

from dataclasses import replace

from engine.measures.request import Request
from engine.pages import expressions, order, page
from engine.pages.assumptions import Assumption
from engine.pages.book import RuleBook
from kb.frozen import dataclass
from kb.plain_values import to_bytes


@dataclass(frozen=True)
class Kept:
    """A book whose pages have no cases, and the cases of each page as a text."""

    book: RuleBook
    cases: tuple[str, ...]


MADE_OF = (
    Kept, RuleBook, Assumption, Request,
    page.Page, page.FactName, page.Quantity, page.Said, page.Line, page.Section, page.Case,
    page.Comparison, page.RestsOn, page.Group,
    order.Order, order.Chapter, order.Row, order.Thesis, order.Front, order.Gauge,
    expressions.Number, expressions.Name, expressions.Upstream, expressions.Negative,
    expressions.Binary, expressions.Power, expressions.Call, expressions.Field,
)  # fmt: skip
"""What a rule book is made of, besides plain values."""


def kept(book: RuleBook) -> Kept:
    """What is kept of a book."""
    cases = tuple(to_bytes(each.cases, [page.Case]).decode() for each in book.pages)
    pages = tuple(replace(each, cases=()) for each in book.pages)
    return Kept(replace(book, pages=pages), cases)


def again(found: Kept) -> RuleBook:
    """The book again, each page with its cases when it is asked for them."""
    for each, cases in zip(found.book.pages, found.cases, strict=True):
        each.has_later(cases)
    return found.book
