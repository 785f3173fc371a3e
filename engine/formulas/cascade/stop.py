"""Cascade: a shock, the forced sales behind it and the book come in, where it stops goes out.

Everything here is on the minutes clock. Log falls: u = ln(P0/P). The book is A(u) = D·(u/d)^κ,
thinned to the share W; forced sales F(u) = B·(1 − e^(−L·u/B)) of a stock of fuel B reach it to the
share φ. The stop is u* = inf{u : W·A(u) ≥ V0 + φ·F(u)}. Reproduction numbers, on the clock of
minutes and on that of days, stand in `reproduction`.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.cascade.reproduction import ForcedSlope, ShareReaching, Withdrawal
from engine.formulas.cascade.smooth_crossing import Book, alone, first_root
from engine.formulas.impact.book import Depth, Exponent, Within
from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, Arg, Array, Out

# Log fall to which a book measured near the price is carried: a fall of 63 %, deeper than any
# cascade on record (12 and 13 March 2020 lost about half). A stop beyond it is not known.
DEEPEST = 1.0


class Loop(NamedTuple):
    """A shock and what it sets off; log falls. No stop is known beyond the known fuel and book."""

    initial: Annotated[Array, Out("ratio", "u0, fall by the shock alone, d·(V0/(W·D))^(1/κ)")]
    total: Annotated[Array, Out("ratio", "u*, fall at the stop; none where nothing stops it")]
    amplification: Annotated[Array, Out("ratio", "u*/u0, 1 or more; none without a shock")]
    forced: Annotated[Array, Out("USD", "F(u*), closed by force; φ of it reaches the book")]
    stops: Annotated[Array, Out("ratio", "1 where there is a stop, 0 where none is known")]


@formula("cascade.minutes")
def minutes(
    shock: Annotated[Array, Arg("USD", NON_NEGATIVE, "V0, sold at once from outside")],
    forced_slope: ForcedSlope,
    fuel: Annotated[Array, Arg("USD", NON_NEGATIVE, "B, all the forced sales there can be")],
    depth: Depth,
    within: Within,
    exponent: Exponent,
    withdrawal: Withdrawal,
    share_reaching_book: ShareReaching,
) -> Loop:
    """Stop of a cascade, u* = inf{u : W·D·(u/d)^κ ≥ V0 + φ·B·(1 − e^(−L·u/B))}.

    Exact: the first root, found in an interval that holds one sign change; 0 without a shock. The
    amplification equals the local multiplier 1/(1 − R) only for a linear book and uniform forced
    sales.

    source    threshold sellers, Cont & Schaanning 2017; its closed forms are the tests
    """
    there = withdrawal * depth
    book = Book(
        exponent=exponent,
        shock=shock / there,
        fuel=share_reaching_book * fuel / there,
        rate=_over(forced_slope * within, fuel, 0.0),
        deepest=DEEPEST / within,
    )
    initial, total = within * alone(book), within * first_root(book)
    burnt = -np.expm1(-_over(forced_slope * total, fuel, 0.0))
    forced = fuel * np.where(np.isnan(total), np.nan, burnt)
    stops = np.where(np.isnan(total), 0.0, 1.0)
    return Loop(initial, total, _over(total, initial, np.nan), forced, stops)


def _over(value: Array, by: Array, otherwise: float) -> Array:
    """The ratio, or what stands for it where `by` is 0."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(by == 0.0, otherwise, value / by)
