"""What the page language can say besides expressions: measures, stated values, numbers with units.

`builder.parse` reads one text. Units are resolved here, so that everything behind holds canonical
values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

from engine.pages import expressions as tree
from kb.units import unit

Start = Literal["fact", "said", "line", "sum", "quoted"]


class SyntaxProblem(ValueError):
    """What is wrong with an expression, without its place."""


@dataclass(frozen=True)
class Measured:
    """A measure of a series as written; its arguments are numbers or names of series."""

    series: str
    measure: str = "latest"
    arguments: tuple[tree.Number | str, ...] = ()
    target: date | None = None


@dataclass(frozen=True)
class SaidValue:
    """How a document puts a number: exactly, about, above, below or between two."""

    how: Literal["exactly", "about", "above", "below", "between"]
    low: tree.Number
    high: tree.Number


WEEKS = ("week", "weeks", "w")
"""How people write seven days; windows and lengths of time are held in days."""


def number(digits: str, unit_text: str = "", sign: str = "") -> tree.Number:
    """A number with a unit, canonical; raises UnitError for an unknown unit."""
    if unit_text in WEEKS:
        days = float(digits.replace(",", "")) * 7
        raise SyntaxProblem(f"a window is whole days; write {days:.0f}d")
    known = unit(unit_text or "ratio")
    value = known.canonical(float(digits.replace(",", "")))
    if not isfinite(value):
        raise SyntaxProblem("a number has at most three hundred digits; write a smaller one")
    return tree.Number(-value if sign else value, unit_text, known.dimension)
