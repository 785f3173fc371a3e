"""Japanese bonds: coupon, yield and life come in, price, yield and duration go out.

Prices are shares of par, clean. Japan quotes a simple yield; the rest of the world compounds. At
one quoted yield the two prices of an old low-coupon bond differ by some nine points: say which.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    ABOVE_MINUS_ONE,
    DAYS_A_YEAR,
    NON_NEGATIVE,
    POSITIVE,
    Arg,
    Array,
    Out,
)

NEAR_ZERO = 1e-4  # of yield times coupons left: below it the closed form of the slope cancels
STEPS = 200  # a bisection alone needs some sixty

Coupon = Annotated[Array, Arg("ratio", NON_NEGATIVE, "c, annual share of par")]
Life = Annotated[Array, Arg("day", POSITIVE, "T, to redemption; a year is 365.25")]


@formula("japan.price_compound")
def price_compound(
    coupon: Coupon,
    yield_: Annotated[Array, Arg("ratio", ABOVE_MINUS_ONE, "y, annual")],
    life: Life,
) -> Annotated[Array, Out("ratio", "clean price as a share of par")]:
    """Price at a yield compounded twice a year, P = Σ_k (c/2)/(1+y/2)^k + 1/(1+y/2)^(2T).

    As (c/y)·(1 − v^(2T)) + v^(2T) with v = 1/(1+y/2), which also reads between coupon days: there
    it exceeds the clean price by some c·y/32 of par at most.

    source    US street convention; 0.4 %, 24 years at 3.3 % is 52.2 % of par
    """
    return _price(0.5 * coupon, 0.5 * yield_, 2.0 * life / DAYS_A_YEAR)


@formula("japan.yield_compound")
def yield_compound(
    price: Annotated[Array, Arg("ratio", POSITIVE, "P, clean, share of par")],
    coupon: Coupon,
    life: Life,
) -> Annotated[Array, Out("ratio", "y, annual; none at −1 or less, or beyond count")]:
    """Yield compounded twice a year at a price, the y with `price_compound`(c, y, T) = P.

    Newton's steps on the price, which falls in y and is convex, kept inside a bracket.

    source    inverse of `price_compound`
    """
    half, periods = 0.5 * coupon, 2.0 * life / DAYS_A_YEAR
    low = np.full(price.shape, -0.5)
    answered = _price(half, low, periods) > price
    rate = _root(np.where(answered, price, 1.0), half, periods, low)
    return np.where(answered, 2.0 * rate, np.nan)


def _annuity(rate: Array, periods: Array) -> Array:
    """(1 − v^n)/h, which is n at h = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        annuity = -np.expm1(-periods * np.log1p(rate)) / rate
    return np.where(rate == 0.0, periods, annuity)


def _price(half: Array, rate: Array, periods: Array) -> Array:
    """Price at a rate h a half-year of n half-yearly coupons and par."""
    return half * _annuity(rate, periods) + np.exp(-periods * np.log1p(rate))


def _slope(half: Array, rate: Array, periods: Array) -> Array:
    """∂P/∂h of `_price`."""
    last = periods * np.exp(-(periods + 1.0) * np.log1p(rate))
    n = periods
    series = n * (n + 1.0) * (-0.5 + (n + 2.0) * rate / 3.0 - (n + 2.0) * (n + 3.0) * rate**2 / 8.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        annuity = (last - _annuity(rate, periods)) / rate
    return half * np.where(np.abs(rate) * (n + 3.0) < NEAR_ZERO, series, annuity) - last


def _root(price: Array, half: Array, periods: Array, low: Array) -> Array:
    """The rate a half-year at which the price is met, above `low`."""
    high = _above(price, half, periods)
    rate = 0.5 * (low + high)
    for _ in range(STEPS):
        excess = _price(half, rate, periods) - price
        low, high = np.where(excess > 0.0, rate, low), np.where(excess > 0.0, high, rate)
        newton = rate - excess / _slope(half, rate, periods)
        then = np.where((newton > low) & (newton < high), newton, 0.5 * (low + high))
        if (np.abs(then - rate) <= np.spacing(1.0 + np.abs(rate))).all():
            break
        rate = then
    return rate


def _above(price: Array, half: Array, periods: Array) -> Array:
    """A rate a half-year at which the bond costs less; NaN where none below 2^60 will do."""
    high = np.ones(price.shape)
    for _ in range(60):
        short = _price(half, high, periods) > price
        if not short.any():
            break
        high = np.where(short, 2.0 * high, high)
    return np.where(_price(half, high, periods) > price, np.nan, high)
