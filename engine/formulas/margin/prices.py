"""Margin: leverage and a maintenance margin come in, how far the price may go goes out.

What claim pages call. Isolated margin at one maintenance rate, before fees and funding; distances
are simple shares of the entry price, not logarithms. A linear contract is margined in dollars, an
inverse one in coins.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)

_POSITION = {"leverage": "x", "maintenance": "ratio"}


@formula("margin.liquidation_distance_linear", returns="ratio", **_POSITION)
def liquidation_distance_linear(leverage: Array, maintenance: Array) -> Array:
    """Fall from entry that liquidates a long linear position, (1/l − m) / (1 − m), at least 0.

    0 means liquidated at entry (m ≥ 1/l); 1, at leverage 1, means no positive price liquidates it.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, in [0, 1], the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Binance USDⓈ-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 − 1/l)/(1 − m)
    """
    margin, rate = _margin_and_rate(leverage, maintenance)
    return ((margin - rate) / (1.0 - rate)).clip(min=0.0)


@formula("margin.liquidation_distance_linear_short", returns="ratio", **_POSITION)
def liquidation_distance_linear_short(leverage: Array, maintenance: Array) -> Array:
    """Rise from entry that liquidates a short linear position, (1/l − m) / (1 + m), at least 0.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, in [0, 1], the broadcast shape; 0 is at entry
    raises         ValueError naming the argument and index that is out of range
    source         Binance USDⓈ-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 + 1/l)/(1 + m)
    """
    margin, rate = _margin_and_rate(leverage, maintenance)
    return ((margin - rate) / (1.0 + rate)).clip(min=0.0)


@formula("margin.liquidation_distance_inverse", returns="ratio", **_POSITION)
def liquidation_distance_inverse(leverage: Array, maintenance: Array) -> Array:
    """Fall from entry that liquidates a long inverse position, (1/l − m) / (1 + 1/l), at least 0.

    Coins given as margin lose value too, so even leverage 1 is liquidated, at about half the entry
    price.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, in [0, ½], the broadcast shape; 0 is at entry
    raises         ValueError naming the argument and index that is out of range
    source         Binance COIN-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 + m)/(1 + 1/l)
    """
    margin, rate = _margin_and_rate(leverage, maintenance)
    return ((margin - rate) / (1.0 + margin)).clip(min=0.0)


@formula("margin.liquidation_distance_inverse_short", returns="ratio", **_POSITION)
def liquidation_distance_inverse_short(leverage: Array, maintenance: Array) -> Array:
    """Rise from entry that liquidates a short inverse position, (1/l − m) / (1 − 1/l), at least 0.

    A short of leverage 1 owns the coins it owes: no rise liquidates it.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, ≥ 0, the broadcast shape; NaN at leverage 1; 0 is at
                   entry
    raises         ValueError naming the argument and index that is out of range
    source         Binance COIN-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 − m)/(1 − 1/l)
    """
    margin, rate = _margin_and_rate(leverage, maintenance)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rise: Array = ((margin - rate) / (1.0 - margin)).clip(min=0.0)
    return np.where(np.isfinite(rise), rise, np.nan)


def _margin_and_rate(leverage: Array, maintenance: Array) -> tuple[Array, Array]:
    """Initial and maintenance margin as shares of the value, checked."""
    leverage, maintenance = inside(
        leverage=(leverage, AT_LEAST_ONE), maintenance=(maintenance, SHARE_BELOW_ONE)
    )
    return 1.0 / leverage, maintenance
