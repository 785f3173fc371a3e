"""Cash flow: what an asset pays and what a buyer requires come in, the price that follows goes out.

An asset that pays nothing has no such price. What remains is the price somebody is expected to pay
later, discounted at the required return: an anchor only as firm as that expectation.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    ABOVE_MINUS_ONE,
    DAYS_A_YEAR,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    inside,
)


@formula(
    "valuation.present_value",
    returns="USD/coin",
    cash_flow="USD/coin",
    growth="ratio",
    required_return="ratio",
)
def present_value(cash_flow: Array, growth: Array, required_return: Array) -> Array:
    """Price that a growing cash flow is worth for ever, D / (r − g).

    0 where nothing is ever paid. No answer where something is and its growth reaches the required
    return: the sum does not converge, and any price could be defended.

    cash_flow          D, USD per coin a year, the first due in a year, any shape, ≥ 0
    growth             g a year, broadcasts with D, > −1
    required_return    r a year, ≥ 0
    returns            USD per coin, ≥ 0, NaN where D > 0 and r ≤ g, the broadcast shape
    raises             ValueError naming the argument and index that is out of range
    source             Gordon 1959
    """
    cash_flow, growth, required_return = inside(
        cash_flow=(cash_flow, NON_NEGATIVE),
        growth=(growth, ABOVE_MINUS_ONE),
        required_return=(required_return, NON_NEGATIVE),
    )
    value = cash_flow / _spread(required_return, growth)
    return np.where(cash_flow == 0.0, 0.0, value)


@formula(
    "valuation.cash_flow_duration",
    returns="day",
    growth="ratio",
    required_return="ratio",
)
def cash_flow_duration(growth: Array, required_return: Array) -> Array:
    """Duration of a growing cash flow, −∂ln P/∂r = 1 / (r − g) years.

    For an asset that pays nothing until it is sold the duration is the time until the sale:
    `carry.zero_yield_price_effect`.

    growth             g a year, any shape, > −1
    required_return    r a year, broadcasts with g, ≥ 0
    returns            days, > 0, NaN where r ≤ g, the broadcast shape
    raises             ValueError naming the argument and index that is out of range
    source             `present_value` differentiated
    """
    growth, required_return = inside(
        growth=(growth, ABOVE_MINUS_ONE), required_return=(required_return, NON_NEGATIVE)
    )
    return DAYS_A_YEAR / _spread(required_return, growth)


@formula(
    "valuation.price_for_return",
    returns="USD/coin",
    expected_price="USD/coin",
    required_return="ratio",
    days="day",
)
def price_for_return(expected_price: Array, required_return: Array, days: Array) -> Array:
    """Highest price at which a buyer earns the required return, E / (1 + r)^(t / 1 year).

    The price expected later is the buyer's own and nobody can observe it; what this adds is only
    how much lower it must be today. With a chance of losing all, E is the price times its chance.

    expected_price     E, USD per coin expected t days from now, any shape, > 0
    required_return    r a year, broadcasts with E, ≥ 0
    days               t, days until then, ≥ 0
    returns            USD per coin, ≥ 0, the broadcast shape
    raises             ValueError naming the argument and index that is out of range
    source             present value of a single payment
    """
    expected_price, required_return, days = inside(
        expected_price=(expected_price, POSITIVE),
        required_return=(required_return, NON_NEGATIVE),
        days=(days, NON_NEGATIVE),
    )
    return expected_price * (1.0 + required_return) ** (-days / DAYS_A_YEAR)


def _spread(required_return: Array, growth: Array) -> Array:
    spread = required_return - growth
    return np.where(spread > 0.0, spread, np.nan)
