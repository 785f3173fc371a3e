"""Numbers whose unit a reader could take in two ways: 0.8 beside a percentage, for 0.8 % or 80 %.

In: a page. Out: the line and a sentence for every number without a unit that stands for, is
compared with, added to or said of something whose series is quoted in percent. 0 is 0 either way,
and 1 beside a percentage is the whole of it, as in `1 + growth`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.pages.builder import parse
from engine.pages.expressions import Binary, Expression, Name, Number, children, names_in
from engine.pages.grammar import Measured
from engine.pages.page import Comparison, Page
from kb.catalog import Catalog
from kb.units import DIMENSIONLESS

PLAIN = (0.0, 1.0)


def ambiguous(page: Page, catalog: Catalog) -> Iterator[tuple[int, str]]:
    """Every number of a page that needs a unit, with its line."""
    percent = {f.name for f in page.facts if catalog.get(f.request.series).unit == "%"}
    for text, line in (
        *_conditions(page, percent),
        *_quantities(page, percent),
        *_levels(page, catalog),
        *_stated(page, percent),
        *_cells(page, percent),
    ):
        yield line, f"give the number in {text!r} a unit, such as %"


def _conditions(page: Page, percent: set[str]) -> Iterator[tuple[str, int]]:
    for line in page.lines():
        if isinstance(line.condition, Comparison):
            sides = (line.condition.left, line.condition.right)
            named = any(_names(side) & percent for side in sides)
            if named and any(map(_holds_bare, sides)):
                yield line.text, line.line


def _quantities(page: Page, percent: set[str]) -> Iterator[tuple[str, int]]:
    for quantity in page.let:
        if _adds_bare(quantity.expression, percent):
            yield quantity.text, quantity.line


def _levels(page: Page, catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Levels that a measure takes, as in crossed_below(a series, 50 %)."""
    for fact in page.facts:
        written = parse(fact.text, "fact")
        assert isinstance(written, Measured)
        levels = (each for each in written.arguments if isinstance(each, Number))
        if catalog.get(written.series).unit == "%" and any(map(_bare, levels)):
            yield fact.text, fact.line


def _stated(page: Page, percent: set[str]) -> Iterator[tuple[str, int]]:
    for said in page.said:
        if said.name in percent and (_bare(said.low) or _bare(said.high)):
            yield said.text, said.line


def _cells(page: Page, percent: set[str]) -> Iterator[tuple[str, int]]:
    for case in page.cases:
        for name, cell in case.cells:
            given = name in percent - page.paths and cell not in ("", "?")
            if given and _bare(parse(cell, "quoted")):
                yield cell, case.line_of(name)


def _names(expression: Expression) -> set[str]:
    return {each.name for each in names_in(expression) if isinstance(each, Name)}


def _bare(number: Number) -> bool:
    """Whether a number stands without a unit and could be a percentage."""
    plain = number.dimension == DIMENSIONLESS and not number.unit
    return plain and number.value not in PLAIN


def _holds_bare(expression: Expression) -> bool:
    if isinstance(expression, Number):
        return _bare(expression)
    return any(_holds_bare(child) for child in children(expression))


def _adds_bare(expression: Expression, percent: set[str]) -> bool:
    """Whether a number without a unit is added to a percentage, or taken from one."""
    if isinstance(expression, Binary) and expression.operator in "+-":
        sides = (expression.left, expression.right)
        added = any(isinstance(side, Number) and _bare(side) for side in sides)
        if added and any(_names(side) & percent for side in sides):
            return True
    return any(_adds_bare(child, percent) for child in children(expression))
