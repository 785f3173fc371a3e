"""The rule book as it applies to an asset: what was measured on one says nothing of another."""

from __future__ import annotations

from dataclasses import replace

from engine.formulas.register import formula_named
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Expression, Field, Foreign, children
from engine.pages.page import DOCUMENTS, Page, Quantity


def for_asset(book: RuleBook, asset: str) -> RuleBook:
    """The book with every quantity taken out that was measured on, or stated of, another asset."""
    pages = tuple(
        _of_another(page) if _stated_of_another(book, page, asset) else _for_asset(page, asset)
        for page in book.pages
    )
    return book if pages == book.pages else replace(book, pages=pages)


def _stated_of_another(book: RuleBook, page: Page, asset: str) -> bool:
    """Whether a page only repeats the numbers of a document that speaks of another asset."""
    document = book.catalog.sources.get(_document(page))
    return (
        not page.facts
        and not page.when
        and document is not None
        and (document.asset not in ("", asset))
    )


def _of_another(page: Page) -> Page:
    document = _document(page)
    let = tuple(
        replace(q, expression=Foreign(f"the {document}", "its own asset")) for q in page.let
    )
    return replace(page, let=let)


def _document(page: Page) -> str:
    return DOCUMENTS.get(page.source[0][:1], "") if page.source else ""


def _for_asset(page: Page, asset: str) -> Page:
    let = tuple(_taken_out(quantity, asset) for quantity in page.let)
    return page if let == page.let else replace(page, let=let)


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
            return function, formula_named(function).results[field].only
        case Call(function) if "." in function:
            return function, formula_named(function).only
    return "", ""
