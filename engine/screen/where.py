"""Which assets of a screen are meant: a condition in the language of pages in, their rows out.

`drawdown >= 20 % and claim cascade`: comparisons of columns and findings of claims, all of which
must hold. They are evaluated as on a page, a row an asset: what is unknown is not true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.lines import compare
from engine.evaluation.values import Values
from engine.measures.reading import CODE
from engine.pages.book import RuleBook
from engine.pages.builder import parse
from engine.pages.dimensions import DimensionProblem, Scope
from engine.pages.errors import nearest
from engine.pages.expressions import Call, Expression, Name, Number, children, names_in
from engine.pages.grammar import SyntaxProblem
from engine.pages.page import Comparison, RestsOn
from engine.screen.columns import NUMBERS
from engine.screen.row import Row

_AND, _OR = re.compile(r"\s+and\s+", re.I), re.compile(r"\bor\b", re.I)
Condition = Comparison | RestsOn


def conditions(text: str, book: RuleBook) -> tuple[Condition, ...]:
    """The conditions of a text, each of which must hold.

    raises  SyntaxProblem where it cannot be read, names no column or compares what does not go
            together; UnknownClaim
    """
    if not text.strip():
        raise SyntaxProblem("it is empty; write a condition, or leave it out for every asset")
    if _OR.search(text):
        raise SyntaxProblem("only `and` joins conditions, there is no `or`; ask once for each")
    return tuple(_checked(parse(part, "line"), book) for part in _AND.split(text.strip()))


def _checked(condition: Condition, book: RuleBook) -> Condition:
    if isinstance(condition, RestsOn):
        book.page(condition.claim)
        return condition
    for side in (condition.left, condition.right):
        for named in names_in(side):
            name = named.name if isinstance(named, Name) else named.path
            if name not in NUMBERS:
                known = nearest(name, NUMBERS, len(NUMBERS))
                raise SyntaxProblem(f"no column is named {name!r}; {known}")
        if any(isinstance(inner, Call) for inner in _all(side)):
            raise SyntaxProblem("a condition on a table calls no formula; compare columns")
    try:
        dimensions = {name: column.dimension for name, column in NUMBERS.items()}
        Scope(dimensions, {}, {}).compared(condition.left, condition.right)
    except DimensionProblem as problem:
        raise SyntaxProblem(str(problem)) from None
    _refuse_bare(condition.left, condition.right)
    _refuse_bare(condition.right, condition.left)
    return condition


def _refuse_bare(column: Expression, limit: Expression) -> None:
    """Refuse a share held against a number over one without a unit: 20 for 20 %."""
    if not isinstance(column, Name) or not isinstance(limit, Number):
        return
    if NUMBERS[column.name].share and not limit.unit and abs(limit.value) > 1:
        meant, said = f"{limit.value:g} %", f"{100 * limit.value:.15g} %"
        raise SyntaxProblem(
            f"{column.name} is a share, and {limit.value:g} of it is {said}; write {meant}, "
            f"or {said} where that is meant"
        )


def _all(expression: Expression) -> list[Expression]:
    return [expression, *(inner for child in children(expression) for inner in _all(child))]


def holding(rows: Sequence[Row], asked: Sequence[Condition]) -> tuple[Row, ...]:
    """The rows for which all conditions hold, and those of assets that cannot be judged."""
    names = {name: _column(name, rows) for name in NUMBERS}
    true = np.ones(len(rows), dtype=np.bool_)
    for condition in asked:
        true &= _true(condition, rows, names)
    return tuple(row for row, meant in zip(rows, true.tolist(), strict=True) if meant or row.why)


def _true(condition: Condition, rows: Sequence[Row], names: dict[str, Values]) -> NDArray[np.bool_]:
    if isinstance(condition, Comparison):
        return compare(condition, names, len(rows)).true
    wanted = "fails" if condition.negated else "holds"
    return np.array([row.findings.get(condition.claim) == wanted for row in rows], dtype=np.bool_)


def _column(name: str, rows: Sequence[Row]) -> Values:
    told = (NUMBERS[name].of(row) for row in rows)
    values = np.array([np.nan if value is None else value for value in told], dtype=np.float64)
    missing = np.where(np.isnan(values), CODE["missing"], 0)
    return Values(values[:, None], missing.astype(np.int8))
