"""The steps a proof ends in that are no facts: functions, assumptions, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.formulas.register import formula_named
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Expression, children
from engine.proof.node import Node
from engine.proof.smallest import Shown
from engine.words.context import said_number


def assumption(book: RuleBook, name: str) -> Node:
    """An assumed parameter with its range and its reason."""
    found = next(a for a in book.assumptions if a.name == name)
    low, middle, high = (said_number(n) for n in (found.low, found.middle, found.high))
    values = {"low": found.low.value, "mid": found.middle.value, "high": found.high.value}
    text = f"assume.{name} = {middle} ({low} to {high}): {found.reason}"
    return Node("assumption", text, values=values)


def left_out(count: int, shown: Shown) -> Iterator[Node]:
    """How many conditions a proof does not show, where it leaves out any."""
    others = "one other condition" if count == 1 else f"{count} other conditions"
    what = "--full shows all" if shown == "smallest" else "not decisive"
    if count:
        yield Node("left_out", f"{others}; {what}")


def called(expression: Expression) -> Iterator[str]:
    """The registered functions an expression calls."""
    if isinstance(expression, Call) and "." in expression.function:
        yield expression.function
    for child in children(expression):
        yield from called(child)


def function(name: str) -> Node:
    """A function with its inputs and what it says of itself."""
    formula = formula_named(name)
    says = (formula.function.__doc__ or "").strip().partition("\n")[0]
    units = {name: arg.unit for name, arg in formula.arguments.items()}
    inputs = ", ".join(f"{argument} in {unit}" for argument, unit in units.items())
    gives = {field: out.unit for field, out in formula.results.items()}
    returns = ", ".join(
        f"{field} in {unit}" if field else f"in {unit}" for field, unit in gives.items()
    )
    values = {"name": name, "inputs": units, "returns": gives if formula.is_record else gives[""]}
    return Node("function", f"{name}({inputs}) {returns}: {says}", values=values)
