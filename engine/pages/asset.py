"""The rule book as it applies to an asset: what was measured on one says nothing of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from engine.formulas.register import formula_named
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Expression, Field, Foreign, children
from engine.pages.page import DOCUMENTS, Page, Quantity


def for_asset(book: RuleBook, asset: str) -> RuleBook:
    """The book with every quantity taken out that was measured on, or stated of, another asset."""
    if book.apart is not None and set(book.apart) <= {asset}:
        return book
    let = [_let(book, page, asset) for page in book.pages]
    if let == [page.let for page in book.pages]:
        return book
    pages = (page.but(let=own) for page, own in zip(book.pages, let, strict=True))
    return replace(book, pages=tuple(pages))


def assets_apart(book: RuleBook) -> frozenset[str]:
    """The assets that a book has something of alone: to it all others are alike."""
    documents = {source.asset for source in book.catalog.sources.values()}
    sides = (q.expression for page in book.pages for q in page.let)
    return frozenset((documents | {only for side in sides for only in _onlys(side)}) - {""})


def _onlys(expression: Expression) -> Iterator[str]:
    yield _measured_on(expression)[1]
    for child in children(expression):
        yield from _onlys(child)


def _let(book: RuleBook, page: Page, asset: str) -> tuple[Quantity, ...]:
    """The quantities of a page; none stands that only repeats a document on another asset."""
    name = DOCUMENTS.get(page.source[0][:1], "") if page.source else ""
    document = book.catalog.sources.get(name)
    if document and not page.facts and not page.when and document.asset not in ("", asset):
        foreign = Foreign(f"the {name}", "its own asset")
        return tuple(replace(quantity, expression=foreign) for quantity in page.let)
    return tuple(_taken_out(quantity, asset) for quantity in page.let)


def _taken_out(quantity: Quantity, asset: str) -> Quantity:
    foreign = _foreign(quantity.expression, asset)
    return quantity if foreign is None else replace(quantity, expression=foreign)


def _foreign(expression: Expression, asset: str) -> Foreign | None:
    formula, only = _measured_on(expression)
    if only not in ("", asset):
        return Foreign(formula, only)
    inside = (_foreign(child, asset) for child in children(expression))
    return next(filter(None, inside), None)


def _measured_on(expression: Expression) -> tuple[str, str]:
    """A formula, and the asset that it, or this field of what it gives, has figures of alone."""
    match expression:
        case Field(Call(function), field):
            return function, _only(function, field)
        case Call(function) if "." in function:
            return function, _only(function)
    return "", ""


@cache
def _only(function: str, field: str = "") -> str:
    """The asset that a formula, or a field of what it gives, has figures of alone; "" for any."""
    named = formula_named(function)
    return named.results[field].only if field else named.only
