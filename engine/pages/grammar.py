"""What the page language can say besides expressions: measures, stated values, numbers with units.

`builder.parse` reads one text. Units are resolved here, so that everything behind holds canonical
values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Literal, NamedTuple

from engine.measures.kinds import MEASURES
from engine.measures.request import Request
from engine.pages import expressions as tree
from engine.pages.errors import nearest
from engine.pages.expressions import Number
from kb.catalog import Catalog
from kb.series import Series
from kb.units import to_write, unit

Start = Literal["fact", "said", "line", "sum", "quoted"]
DAY = (("day", 1),)
LONGEST = 36_525


class SyntaxProblem(ValueError):
    """What is wrong with an expression, without its place."""


@dataclass(frozen=True)
class Measured:
    """A measure of a series as written; its arguments are numbers or names of series."""

    series: str
    measure: str = "latest"
    arguments: tuple[tree.Number | str, ...] = ()
    target: date | None = None


class SaidValue(NamedTuple):
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


def request_of(written: Measured, catalog: Catalog) -> Request:
    """The request a measure stands for; raises SyntaxProblem with what is wrong."""
    series = _series(written.series, catalog)
    kind = MEASURES.get(written.measure)
    if kind is None:
        near = nearest(written.measure, MEASURES, shown=len(MEASURES))
        raise SyntaxProblem(f"no measure is named {written.measure!r}; {near}")
    if len(written.arguments) != len(kind.arguments):
        wanted = ", ".join(("a series", *kind.arguments))
        example = (
            f", as {written.measure}({written.series}, 45d)" if kind.arguments == ("days",) else ""
        )
        raise SyntaxProblem(f"{written.measure} takes ({wanted}){example}")
    arguments = tuple(
        _argument(value, wanted, series, catalog)
        for value, wanted in zip(written.arguments, kind.arguments, strict=True)
    )
    asked = Request(written.series, written.measure, arguments, written.target)
    inputs = (one for name in asked.names for one in catalog.inputs(name))
    return replace(asked, inputs=tuple(dict.fromkeys(inputs)))


def _series(name: str, catalog: Catalog) -> Series:
    if name not in catalog.series:
        raise SyntaxProblem(f"no series is named {name!r}; {nearest(name, catalog.series)}")
    return catalog.series[name]


def _argument(value: Number | str, wanted: str, series: Series, catalog: Catalog) -> float | str:
    if wanted == "series":
        if not isinstance(value, str):
            raise SyntaxProblem(
                "a series is expected here, not a number; write its name, such as price.close"
            )
        return _series(value, catalog).name
    if isinstance(value, str):
        raise SyntaxProblem(
            f"a number is expected here, not the series {value}; write one such as 45d"
        )
    if wanted == "days":
        if value.dimension != DAY or value.value < 1 or value.value % 1:
            raise SyntaxProblem("a window is a whole number of days, such as 45d")
        if value.value > LONGEST:
            raise SyntaxProblem(f"a window has at most {LONGEST:,} days, a century")
        return int(value.value)
    if value.dimension != series.measured_in.dimension:
        unit_wanted = to_write(series.measured_in.dimension)
        raise SyntaxProblem(f"a level of {series.name} is in {unit_wanted}, not {value.unit}")
    return value.value
