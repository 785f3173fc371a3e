"""Public debt: a debt ratio, rates and a budget come in, where the ratio goes comes out.

All ratios are to the output of their own year. The rate is the average on all debt, which follows
the market rate over as many years as the debt takes to be rolled over: put it in as a range.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    ABOVE_MINUS_ONE,
    DAYS_A_YEAR,
    FINITE,
    NON_NEGATIVE,
    Array,
    inside,
)


@formula(
    "japan.debt_after",
    returns="ratio",
    debt="ratio",
    rate="ratio",
    growth="ratio",
    primary_balance="ratio",
    horizon="day",
)
def debt_after(
    debt: Array, rate: Array, growth: Array, primary_balance: Array, horizon: Array
) -> Array:
    """Debt over output after n years of the same, d·λ^n − pb·(λ^n − 1)/(λ − 1), λ = (1+r)/(1+g).

    d·λ − pb, n times over; part of a year moves along the same curve.

    debt               d, share of output, any shape, ≥ 0
    rate               r, effective nominal rate on the debt, broadcasts, above −1
    growth             g, nominal growth of output, above −1
    primary_balance    pb, share of each year's output, negative for a deficit
    horizon            n, days, ≥ 0; a year is 365.25
    returns            share of output, negative once the debt is paid off, the broadcast shape
    raises             ValueError naming the argument and index that is out of range
    source             geometric sum of the debt accumulation identity
    """
    debt, rate, growth, balance, horizon = inside(
        debt=(debt, NON_NEGATIVE),
        rate=(rate, ABOVE_MINUS_ONE),
        growth=(growth, ABOVE_MINUS_ONE),
        primary_balance=(primary_balance, FINITE),
        horizon=(horizon, NON_NEGATIVE),
    )
    years, excess = horizon / DAYS_A_YEAR, (rate - growth) / (1.0 + growth)
    gained = np.expm1(years * np.log1p(excess))
    with np.errstate(divide="ignore", invalid="ignore"):
        deficits = np.where(excess == 0.0, years, gained / excess)
    return debt * (1.0 + gained) - balance * deficits
