"""The paths of a case: a cell of days comes in, one value a day goes out, the last day last.

Days stand between semicolons, oldest first, `?` for a day without a fact; the unit may stand once,
at the end. Runs are written short: `100 in 30d` is the same on thirty days, `100 .. 160 in 61d`
rises evenly over sixty-one.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from engine.pages.builder import parse
from engine.pages.expressions import Number
from engine.pages.grammar import SyntaxProblem
from kb.units import Dimension, to_write

_RUN = re.compile(
    r"(?P<first>.+?)(?:\s*\.\.\s*(?P<last>.+?))?\s+in\s+(?P<days>\d+)d(?P<unit>\s.+)?"
)
UNKNOWN = "?"
EXAMPLE = "100; ?; 105 USD/coin, or 100 in 30d; 90 .. 95 USD/coin in 6d"


def path_of(cell: str, length: int, dimension: Dimension) -> NDArray[np.float64] | None:
    """The days of a cell at the end of a window of `length` days, NaN before; None if unknown.

    raises  SyntaxProblem when a part cannot be read, has another unit, or there are too many days
    """
    if cell in ("", UNKNOWN):
        return None
    parts = [part.strip() for part in cell.split(";")]
    if parts[-1].startswith(UNKNOWN):
        raise SyntaxProblem(f"the path {cell!r} must end in a known day; write its value")
    given = sum(_count(part) for part in parts)
    if given > length:
        raise SyntaxProblem(
            f"{given} days are given for a window of {length}; leave out the oldest"
        )
    unit = _unit(parts[-1])
    days = np.concatenate([_days(part, unit, dimension) for part in parts])
    return np.concatenate([np.full(length - len(days), np.nan), days])


def _count(part: str) -> int:
    """How many days a part stands for."""
    run = _RUN.fullmatch(part)
    count = 1 if run is None else int(run["days"])
    if not count:
        raise SyntaxProblem(f"{part!r} has no day; write 1d or more")
    return count


def _days(part: str, unit: str, dimension: Dimension) -> NDArray[np.float64]:
    run = _RUN.fullmatch(part)
    if run is None:
        return np.array([_value(part, unit, dimension)])
    first = _value(run["first"], unit, dimension)
    last = first if run["last"] is None else _value(run["last"], unit, dimension)
    return np.linspace(first, last, int(run["days"]))


def _value(text: str, unit: str, dimension: Dimension) -> float:
    if text == UNKNOWN:
        return np.nan
    number = _number(text)
    if not number.unit and unit:
        number = _number(f"{text} {unit}")
    if number.dimension != dimension:
        given = number.unit or "without a unit"
        problem = f"the path is in {to_write(dimension)}, and {text!r} is {given}"
        raise SyntaxProblem(f"{problem}; write it in {to_write(dimension)}")
    return float(number.value)


def _number(text: str) -> Number:
    try:
        number = parse(text, "quoted")
    except SyntaxProblem as problem:
        raise SyntaxProblem(f"{problem}; a path is written {EXAMPLE}") from None
    assert isinstance(number, Number)
    return number


def _unit(part: str) -> str:
    """The unit that stands at the end of a part, of a run after its days or its last value."""
    run = _RUN.fullmatch(part)
    if run is not None and run["unit"]:
        return run["unit"].strip()
    text = part if run is None else run["last"] or run["first"]
    return _number(text).unit
