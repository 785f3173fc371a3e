"""Public debt: a debt ratio, rates and a budget come in, where the ratio goes comes out.

All ratios are to the output of their own year. The rate is the average on all debt, which follows
the market rate over as many years as the debt takes to be rolled over: put it in as a range.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    ABOVE_MINUS_ONE,
    DAYS_A_YEAR,
    FINITE,
    NON_NEGATIVE,
    Arg,
    Array,
    Out,
)


@formula("japan.debt_after")
def debt_after(
    debt: Annotated[Array, Arg("ratio", NON_NEGATIVE, "d, share of output")],
    rate: Annotated[Array, Arg("ratio", ABOVE_MINUS_ONE, "r, effective nominal rate on the debt")],
    growth: Annotated[Array, Arg("ratio", ABOVE_MINUS_ONE, "g, of nominal output")],
    primary_balance: Annotated[
        Array, Arg("ratio", FINITE, "pb, share of each year's output, negative for a deficit")
    ],
    horizon: Annotated[Array, Arg("day", NON_NEGATIVE, "n; a year is 365.25")],
) -> Annotated[Array, Out("ratio", "share of output, negative once the debt is paid off")]:
    """Debt over output after n years of the same, d·λ^n − pb·(λ^n − 1)/(λ − 1), λ = (1+r)/(1+g).

    d·λ − pb, n times over; part of a year moves along the same curve.

    source    geometric sum of the debt accumulation identity
    """
    years, excess = horizon / DAYS_A_YEAR, (rate - growth) / (1.0 + growth)
    gained = np.expm1(years * np.log1p(excess))
    with np.errstate(divide="ignore", invalid="ignore"):
        deficits = np.where(excess == 0.0, years, gained / excess)
    return debt * (1.0 + gained) - primary_balance * deficits
