"""Records of a page: a `let` that calls a formula which gives named fields is as many quantities.

`split: attribution.days(...)` publishes `split.joint`, `split.holders.first` and so on. On the same
page they are read by these names, from another one as `five_causes.split.joint`.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.formulas.plugins import PluginError
from engine.formulas.register import formula_named
from engine.pages.expressions import (
    Call,
    Expression,
    Field,
    Name,
    Upstream,
    children,
    with_children,
)
from engine.pages.page import Comparison, Quantity


def quantities(name: str, text: str, expression: Expression, line: int) -> tuple[Quantity, ...]:
    """What a name under `let` publishes: itself, or the fields of the record it calls for."""
    if isinstance(expression, Call) and (fields := _fields(expression.function)):
        return tuple(
            Quantity(f"{name}.{field}", f"{text}.{field}", Field(expression, field), line)
            for field in fields
        )
    return (Quantity(name, text, expression, line),)


def _fields(function: str) -> tuple[str, ...]:
    try:
        formula = formula_named(function)
    except (KeyError, PluginError):  # named with its place when units are checked
        return ()
    return tuple(formula.results) if formula.is_record else ()


def records_of(let: Collection[Quantity]) -> frozenset[str]:
    """The names under `let` that stand for records."""
    return frozenset(q.name.partition(".")[0] for q in let if isinstance(q.expression, Field))


def with_fields(expression: Expression, records: Collection[str]) -> Expression:
    """The expression with `split.joint` as a name of this page where `split` is a record of it."""
    if isinstance(expression, Upstream) and expression.claim in records:
        return Name(expression.path)
    own = [with_fields(child, records) for child in children(expression)]
    return with_children(expression, own)


def compared(condition: Comparison, records: Collection[str]) -> Comparison:
    """A comparison with the fields of this page's records as its names."""
    left, right = (with_fields(side, records) for side in (condition.left, condition.right))
    return Comparison(left, condition.operator, right)
