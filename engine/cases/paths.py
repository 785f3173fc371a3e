"""The paths of a case: a cell of days comes in, one value a day goes out, the last day last.

Days stand between semicolons, oldest first, `?` for a day without a fact; the unit may stand once,
at the end. Runs are written short: `100 in 30d` is the same on thirty days, `100 .. 160 in 61d`
rises evenly over sixty-one.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from engine.pages.expressions import Number
from engine.pages.grammar import SyntaxProblem, parse
from kb.units import Dimension, spell

_RUN = re.compile(
    r"(?P<first>.+?)(?:\s*\.\.\s*(?P<last>.+?))?\s+in\s+(?P<days>\d+)d(?P<unit>\s.+)?"
)
UNKNOWN = "?"


def path_of(cell: str, length: int, dimension: Dimension) -> NDArray[np.float64] | None:
    """The days of a cell at the end of a window of `length` days, NaN before; None if unknown.

    raises  SyntaxProblem when a part cannot be read, has another unit, or there are too many days
    """
    if cell in ("", UNKNOWN):
        return None
    parts = [part.strip() for part in cell.split(";")]
    unit = _unit(parts[-1])
    days = np.concatenate([_days(part, unit, dimension) for part in parts])
    if len(days) > length:
        raise SyntaxProblem(f"{len(days)} days are given for a window of {length}")
    if np.isnan(days[-1]):
        raise SyntaxProblem(f"the path {cell!r} must end in a known day")
    return np.concatenate([np.full(length - len(days), np.nan), days])


def _days(part: str, unit: str, dimension: Dimension) -> NDArray[np.float64]:
    run = _RUN.fullmatch(part)
    if run is None:
        return np.array([_value(part, unit, dimension)])
    if not int(run["days"]):
        raise SyntaxProblem(f"{part!r} has no day")
    first = _value(run["first"], unit, dimension)
    last = first if run["last"] is None else _value(run["last"], unit, dimension)
    return np.linspace(first, last, int(run["days"]))


def _value(text: str, unit: str, dimension: Dimension) -> float:
    if text == UNKNOWN:
        return np.nan
    number = parse(text, "quoted")
    assert isinstance(number, Number)
    if not number.unit and unit:
        number = parse(f"{text} {unit}", "quoted")
    if number.dimension != dimension:
        raise SyntaxProblem(f"the path is in {spell(dimension)}, which {text!r} is not")
    return float(number.value)


def _unit(part: str) -> str:
    """The unit that stands at the end of a part, of a run after its days or its last value."""
    run = _RUN.fullmatch(part)
    if run is not None and run["unit"]:
        return run["unit"].strip()
    text = part if run is None else run["last"] or run["first"]
    if text == UNKNOWN:
        return ""
    number = parse(text, "quoted")
    assert isinstance(number, Number)
    return number.unit
