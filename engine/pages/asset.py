"""The rule book as it applies to an asset: a formula measured on one says nothing of another."""

from __future__ import annotations

from dataclasses import replace

from engine.formulas.register import formula_named
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Expression, Field, Foreign, children
from engine.pages.page import Quantity


def for_asset(book: RuleBook, asset: str) -> RuleBook:
    """The book with every quantity taken out that rests on a formula of another asset."""
    lets = (tuple(_taken_out(quantity, asset) for quantity in page.let) for page in book.pages)
    pages = tuple(replace(page, let=let) for page, let in zip(book.pages, lets, strict=True))
    return book if pages == book.pages else replace(book, pages=pages)


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
