"""Carry: interest rates and cut odds come in, what they do to a zero-yield asset goes out.

All rates and volatilities are annual shares (12.5 bp is 0.00125). Everything here moves by tenths
of a point for the rate shifts that cut odds imply: that is the finding, not a fault.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    DAYS_A_YEAR,
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)


@formula(
    "carry.expected_rate_shift",
    returns="ratio",
    odds_before="ratio",
    odds_after="ratio",
    step="ratio",
)
def expected_rate_shift(odds_before: Array, odds_after: Array, step: Array) -> Array:
    """Rise of the rate expected after a meeting as the odds of a cut fall, (p0 − p1)·step.

    odds_before    p0, odds of a cut at one meeting, any shape, in [0, 1]
    odds_after     p1, odds of a cut at the same meeting later, broadcasts, in [0, 1]
    step           size of the cut, annual rate (25 bp is 0.0025), > 0
    returns        annual rate, positive when odds fell, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         two-outcome expectation; 90 % to 40 % at 25 bp is 12.5 bp
    """
    odds_before, odds_after, step = inside(
        odds_before=(odds_before, SHARE), odds_after=(odds_after, SHARE), step=(step, POSITIVE)
    )
    return (odds_before - odds_after) * step


@formula(
    "carry.merton_weight",
    returns="ratio",
    excess_return="ratio",
    volatility="ratio",
    risk_aversion="ratio",
)
def merton_weight(excess_return: Array, volatility: Array, risk_aversion: Array) -> Array:
    """Weight a constant-risk-aversion investor holds, w = (μ − r) / (γσ²).

    excess_return    μ − r, annual, any shape, signed
    volatility       σ, annual standard deviation of log returns, broadcasts, > 0
    risk_aversion    γ, relative risk aversion, > 0 (1 is log utility)
    returns          w, share of wealth, unbounded, the broadcast shape
    raises           ValueError naming the argument and index that is out of range
    source           Merton 1969, constant relative risk aversion
    """
    excess_return, volatility, risk_aversion = inside(
        excess_return=(excess_return, FINITE),
        volatility=(volatility, POSITIVE),
        risk_aversion=(risk_aversion, POSITIVE),
    )
    return excess_return / (risk_aversion * volatility**2)


@formula(
    "carry.weight_change",
    returns="ratio",
    rate_shift="ratio",
    volatility="ratio",
    risk_aversion="ratio",
)
def weight_change(rate_shift: Array, volatility: Array, risk_aversion: Array) -> Array:
    """Change of the Merton weight when the rate moves and μ stays, Δw = −Δr / (γσ²).

    rate_shift       Δr, annual rate, any shape, signed
    volatility       σ, annual, broadcasts, > 0
    risk_aversion    γ, > 0
    returns          Δw, share of wealth, negative for a rise, the broadcast shape
    raises           ValueError naming the argument and index that is out of range
    source           derivative of Merton's weight in r; 12.5 bp at σ = 50 %, γ = 1 is −0.5 pp
    """
    rate_shift, volatility, risk_aversion = inside(
        rate_shift=(rate_shift, FINITE),
        volatility=(volatility, POSITIVE),
        risk_aversion=(risk_aversion, POSITIVE),
    )
    return -rate_shift / (risk_aversion * volatility**2)


@formula(
    "carry.relative_weight_change",
    returns="ratio",
    rate_shift="ratio",
    excess_return="ratio",
)
def relative_weight_change(rate_shift: Array, excess_return: Array) -> Array:
    """Change of the Merton weight as a share of itself, Δw/w = −Δr / (μ − r).

    rate_shift       Δr, annual rate, any shape, signed
    excess_return    μ − r before the shift, annual, broadcasts, > 0
    returns          Δw/w, dimensionless, the broadcast shape
    raises           ValueError naming the argument and index that is out of range
    source           as `weight_change`; 12.5 bp is −2.5 % at a 5 % premium, −0.6 % at 20 %
    """
    rate_shift, excess_return = inside(
        rate_shift=(rate_shift, FINITE), excess_return=(excess_return, POSITIVE)
    )
    return -rate_shift / excess_return


@formula(
    "carry.zero_yield_price_effect",
    returns="ratio",
    rate_shift="ratio",
    duration="day",
)
def zero_yield_price_effect(rate_shift: Array, duration: Array) -> Array:
    """Price change of an asset with one distant pay-off, exp(−Δr·T) − 1.

    From ∂lnP/∂r = −T. For a permanent shift of the whole curve to T only; a cut that merely comes
    later shifts the rate for months.

    rate_shift    Δr, annual rate, any shape, signed
    duration      T, days to the pay-off, broadcasts, ≥ 0
    returns       simple price change, above −1, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        Macaulay duration of a zero-coupon claim under continuous compounding
    """
    rate_shift, duration = inside(
        rate_shift=(rate_shift, FINITE), duration=(duration, NON_NEGATIVE)
    )
    return np.expm1(-rate_shift * duration / DAYS_A_YEAR)


@formula("carry.duration_needed", returns="day", rate_shift="ratio", fall="ratio")
def duration_needed(rate_shift: Array, fall: Array) -> Array:
    """Duration at which a rate shift alone would cause a fall, T = −ln(1 − fall) / Δr.

    The inverse of `zero_yield_price_effect`: a reading of centuries says that the shift explains
    little of the fall.

    rate_shift    Δr, annual rate, permanent, any shape, signed
    fall          simple fall of the price (25 % is 0.25), broadcasts, in [0, 1)
    returns       T, days, ≥ 0, the broadcast shape; NaN where the rate did not rise, for then no
                  duration turns it into a fall
    raises        ValueError naming the argument and index that is out of range
    source        as `zero_yield_price_effect`; −25 % from 12.5 bp needs about 230 years
    """
    rate_shift, fall = inside(rate_shift=(rate_shift, FINITE), fall=(fall, SHARE_BELOW_ONE))
    with np.errstate(divide="ignore", invalid="ignore"):
        years = -np.log1p(-fall) / rate_shift
    return np.where(rate_shift > 0.0, years * DAYS_A_YEAR, np.nan)


@formula(
    "carry.break_even_return",
    returns="ratio",
    yield_given_up="ratio",
    weight="ratio",
    volatility="ratio",
    risk_aversion="ratio",
)
def break_even_return(
    yield_given_up: Array, weight: Array, volatility: Array, risk_aversion: Array
) -> Array:
    """Expected annual return at which holding a given weight is just right, μ = r + w·γσ².

    yield_given_up    r, annual rate of the safe asset, any shape, signed
    weight            w, share of wealth held, broadcasts, in [0, 1]
    volatility        σ, annual, ≥ 0
    risk_aversion     γ, > 0
    returns           μ, annual, the broadcast shape
    raises            ValueError naming the argument and index that is out of range
    source            Merton's weight solved for μ
    """
    yield_given_up, weight, volatility, risk_aversion = inside(
        yield_given_up=(yield_given_up, FINITE),
        weight=(weight, SHARE),
        volatility=(volatility, NON_NEGATIVE),
        risk_aversion=(risk_aversion, POSITIVE),
    )
    return yield_given_up + weight * risk_aversion * volatility**2


@formula("carry.given_up", returns="ratio", yield_="ratio", days="day")
def given_up(yield_: Array, days: Array) -> Array:
    """Interest given up by holding an asset without a yield, y·t, simple interest.

    yield_     y, annual rate of the safe asset, any shape, signed
    days       t, days held, broadcasts, ≥ 0; a year is 365.25
    returns    share of the money held, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     definition of simple interest, as bills accrue it
    """
    yield_, days = inside(yield_=(yield_, FINITE), days=(days, NON_NEGATIVE))
    return yield_ * days / DAYS_A_YEAR
