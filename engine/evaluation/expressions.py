"""Evaluating expressions: values of names in, values of the expression out.

Arithmetic never raises: a day without an input has no result, and a formula that refuses a day's
numbers makes that day an 'error' with its sentence, leaving the other days as they are. Where the
central scenario has no value (a cascade that nothing stops), the day is 'not_applicable'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.values import Codes, Floats, Values, constant, unknown_values
from engine.formulas.register import formula_named
from engine.measures.reading import CODE
from engine.pages.expressions import (
    Binary,
    Call,
    Expression,
    Field,
    Foreign,
    Name,
    Negative,
    Number,
    Power,
    Upstream,
)

ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": lambda *given: reduce(np.minimum, given),
    "max": lambda *given: reduce(np.maximum, given),
    "abs": np.abs,
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
}
NO_VALUE = "there is no value for these numbers"
DAYS_AT_ONCE = 64  # of a path, which is a thousand times as wide as a number


def evaluate(expression: Expression, names: Mapping[str, Values], days: int) -> Values:
    """The values of an expression; `names` holds own names and `claim.quantity` paths."""
    match expression:
        case Number(value, _, _):
            return constant(value, days)
        case Name(name):
            return names[name]
        case Upstream():
            return names[expression.path]
        case Negative(operand):
            return _apply(np.negative, [evaluate(operand, names, days)])
        case Power(base, exponent):
            return _apply(lambda x: np.power(x, exponent), [evaluate(base, names, days)])
        case Binary(operator, left, right):
            sides = [evaluate(left, names, days), evaluate(right, names, days)]
            return _apply(ARITHMETIC[operator], sides)
        case Call():
            return _call(expression, names, days)
        case Field(record, field):
            return record_fields(record, (field,), names, days)[0]
        case Foreign(formula, only):
            nowhere = unknown_values(days, "not_applicable")
            why = f"{formula} has figures of {only} alone"
            return replace(nowhere, errors=dict.fromkeys(range(days), why))


def _call(call: Call, names: Mapping[str, Values], days: int) -> Values:
    if call.function == "either":
        return _either(*(evaluate(argument, names, days) for argument in call.arguments))
    if call.function in FUNCTIONS:
        given = [evaluate(argument, names, days) for argument in call.arguments]
        return _apply(FUNCTIONS[call.function], given)
    return record_fields(call, ("",), names, days)[0]


def record_fields(
    call: Call, fields: Sequence[str], names: Mapping[str, Values], days: int
) -> tuple[Values, ...]:
    """Fields of the record that a formula gives, which is called once for all of them."""
    written = (*call.arguments, *(value for _, value in call.keywords))
    given = [evaluate(argument, names, days) for argument in written]
    return _apply_all(partial(_formula, call, fields), given, len(fields))


def _either(first: Values, second: Values) -> Values:
    """The first on the days it is known, else the second; where neither is, the first's reason."""
    known = first.known
    errors = {day: text for day, text in first.errors.items() if not second.known[day]}
    return Values(
        np.where(known[:, np.newaxis], first.values, second.values),
        np.where(known | second.known, 0, first.reasons).astype(np.int8),
        errors,
    )


def _formula(call: Call, fields: Sequence[str], *arrays: Floats) -> Any:
    """Call a formula with arrays in the order written; its room is opened where it is needed.

    returns  the fields asked for, shape (fields, ...)
    """
    formula = formula_named(call.function)
    positional = tuple(formula.arguments)[: len(call.arguments)]
    keywords = (name for name, _ in call.keywords)
    record = formula.function(**dict(zip((*positional, *keywords), arrays, strict=True)))
    found = [formula.field(record, field) for field in fields]
    return found[0][np.newaxis] if len(found) == 1 else np.stack(np.broadcast_arrays(*found))


def _apply(function: Callable[..., Any], given: Sequence[Values]) -> Values:
    """Call a function of arrays on the days where every input is known."""
    return _apply_all(lambda *arrays: function(*arrays)[np.newaxis], given, 1)[0]


def _apply_all(
    function: Callable[..., Any], given: Sequence[Values], count: int
) -> tuple[Values, ...]:
    """Call a function that gives `count` arrays, on the days where every input is known."""
    whole = _everywhere(function, given)
    if whole is not None:
        return tuple(Values(each, np.zeros(len(each), dtype=np.int8)) for each in whole)
    reasons = _first_reason([v.reasons for v in given])
    errors = {day: text for v in reversed(given) for day, text in v.errors.items()}
    known = np.flatnonzero(reasons == 0)
    width = max(v.values.shape[1] for v in given)
    out = np.full((count, len(reasons), width), np.nan)
    if not len(known):
        return tuple(Values(each, reasons, errors) for each in out)
    step = DAYS_AT_ONCE if any(v.path is not None for v in given) else max(len(known), 1)
    refused: dict[int, str] = {}
    for start in range(0, len(known), step):
        rows = known[start : start + step]
        refused |= _fill(out, rows, function, [v.given for v in given])
    reasons[list(refused)] = CODE["error"]
    return tuple(_settled(each, reasons, errors | refused) for each in out)


def _settled(found: Floats, reasons: Codes, errors: Mapping[int, str]) -> Values:
    """The values of one result; a day of known inputs without a central value has none."""
    empty = np.flatnonzero((reasons == 0) & np.isnan(found[:, 0]))
    without = np.where(np.isnan(found[:, :1]), np.nan, found)
    reasons = np.array(reasons)
    reasons[empty] = CODE["not_applicable"]
    return Values(without, reasons, {**errors, **dict.fromkeys(map(int, empty), NO_VALUE)})


def _everywhere(function: Callable[..., Any], given: Sequence[Values]) -> Floats | None:
    """The result on all days at once; None where a day or a scenario needs looking at alone."""
    if any(values.reasons.any() or values.path is not None for values in given):
        return None
    try:
        with np.errstate(all="ignore"):
            found: Floats = function(*(values.values for values in given))
    except (ValueError, ArithmeticError, MemoryError):
        return None
    return found if np.isfinite(found).all() else None


def _first_reason(codes: Sequence[Codes]) -> Codes:
    return reduce(lambda first, then: np.where(first == 0, then, first), codes).astype(np.int8)


def _where_known(function: Callable[..., Any], given: Sequence[Floats]) -> Any:
    """Call a function on the scenarios in which every input has a value.

    A path may miss days: what a missing day means is for the formula to say.
    """
    there = np.ones((len(given[0]), 1), dtype=np.bool_)
    for array in given:
        if array.ndim == 2:
            there = there & ~np.isnan(array)
    if there.all():
        return function(*given)
    chosen = function(*(_chosen(array, there) for array in given))
    found = np.full((len(chosen), *there.shape), np.nan)
    found[:, there] = chosen
    return found


def _chosen(array: Floats, there: NDArray[np.bool_]) -> Floats:
    """The scenarios of an array that are there, one below the other; whole paths of a path."""
    chosen: Floats = np.broadcast_to(array, there.shape + array.shape[2:])[there]
    return chosen


def _fill(
    out: Floats, rows: Any, function: Callable[..., Any], given: Sequence[Floats]
) -> dict[int, str]:
    """Fill in the results; days whose numbers are refused come back with the sentence."""
    refused: dict[int, str] = {}
    try:
        with np.errstate(all="ignore"):
            out[:, rows] = _where_known(function, [v[rows] for v in given])
    except (ValueError, ArithmeticError, MemoryError) as error:
        if len(rows) == 1:
            return {int(rows[0]): str(error) or type(error).__name__}
        for row in rows:
            refused |= _fill(out, np.array([row]), function, given)
        return refused
    out[~np.isfinite(out)] = np.nan
    return refused
