"""Japanese bonds: coupon, yield and life come in, price and hedged pick-up go out.

Prices are shares of par. Japan quotes a simple yield; the rest of the world compounds. At the same
quoted yield the two prices of an old low-coupon bond differ by some nine points: say which.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import FINITE, NON_NEGATIVE, POSITIVE, Array, inside


def price_compound(coupon: Array | float, yield_: Array | float, years: Array | float) -> Array:
    """Price at a yield compounded twice a year, P = Σ_k (c/2)/(1+y/2)^k + 1/(1+y/2)^(2T).

    coupon     c, annual share of par, ≥ 0
    yield_     y, annual, above −1
    years      T, a whole number of half-years, > 0, priced on a coupon day
    returns    share of par, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     US street convention; 0.4 %, 24 years at 3.3 % is 52.2 % of par
    """
    coupon, yield_, years = inside(
        coupon=(coupon, NON_NEGATIVE), yield_=(yield_, FINITE), years=(years, POSITIVE)
    )
    half = 0.5 * yield_
    periods = 2.0 * years
    discount = np.exp(-periods * np.log1p(half))
    with np.errstate(divide="ignore", invalid="ignore"):
        annuity = -np.expm1(-periods * np.log1p(half)) / half
    return 0.5 * coupon * np.where(half == 0.0, periods, annuity) + discount


def price_simple(coupon: Array | float, yield_: Array | float, years: Array | float) -> Array:
    """Price at a Japanese simple yield, P = (1 + c·T)/(1 + y·T).

    coupon     c, annual share of par, ≥ 0
    yield_     y, annual, ≥ 0
    years      T, > 0
    returns    share of par, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     JSDA reference statistics, simple yield; 0.4 %, 24 years at 3.3 % is 61.2 % of par
    """
    coupon, yield_, years = inside(
        coupon=(coupon, NON_NEGATIVE), yield_=(yield_, NON_NEGATIVE), years=(years, POSITIVE)
    )
    return (1.0 + coupon * years) / (1.0 + yield_ * years)


def hedged_yield(yield_: Array | float, forward: Array | float, spot: Array | float) -> Array:
    """Yield of a foreign bond with its currency sold one year forward, (1 + y)·F/S − 1.

    yield_     y, annual, in the foreign currency
    forward    F, home currency per foreign unit, one year ahead, > 0; annualise any other
    spot       S, home currency per foreign unit, > 0
    returns    annual yield in the home currency, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     covered interest parity; 2019: F 104.42, S 106.96, y 1.94 % give −0.48 %
    """
    yield_, forward, spot = inside(
        yield_=(yield_, FINITE), forward=(forward, POSITIVE), spot=(spot, POSITIVE)
    )
    return (1.0 + yield_) * forward / spot - 1.0


def debt_next_year(
    debt: Array | float, rate: Array | float, growth: Array | float, primary_balance: Array | float
) -> Array:
    """Debt over output a year on, d·(1 + r)/(1 + g) − pb.

    debt               d, share of output, ≥ 0
    rate               r, effective nominal rate on the debt
    growth             g, nominal growth of output, above −1
    primary_balance    pb, share of next year's output, negative for a deficit
    returns            share of output, the broadcast shape
    raises             ValueError naming the argument and index that is out of range
    source             debt accumulation identity
    """
    debt, rate, growth, balance = inside(
        debt=(debt, NON_NEGATIVE),
        rate=(rate, FINITE),
        growth=(growth, FINITE),
        primary_balance=(primary_balance, FINITE),
    )
    return debt * (1.0 + rate) / (1.0 + growth) - balance
