"""Margin: leverage and a maintenance margin come in, how far the price may go goes out.

What claim pages call. Isolated margin at one maintenance rate, before fees and funding; distances
are simple shares of the entry price, not logarithms. A linear contract is margined in dollars, an
inverse one in coins. Whole accounts are in `binance`, `bybit`, `hyperliquid` and `deribit`.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)

_POSITION = {"leverage": "x", "maintenance": "ratio"}


@formula("margin.notional", returns="USD", margin="USD", leverage="x")
def notional(margin: Array, leverage: Array) -> Array:
    """Value that a margin controls, N = l·M.

    margin      M, USD put down, any shape, ≥ 0
    leverage    l, notional over margin, broadcasts, ≥ 1
    returns     N, USD, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      the definition of leverage
    """
    margin, leverage = inside(margin=(margin, NON_NEGATIVE), leverage=(leverage, AT_LEAST_ONE))
    return margin * leverage


@formula("margin.share_lost", returns="ratio", fall="ratio", leverage="x")
def share_lost(fall: Array, leverage: Array) -> Array:
    """Share of a linear long's margin that a fall of the price takes, min(l·f, 1).

    The margin is isolated, so it is all that can be lost; beyond 1/l the venue bears the rest.

    fall        f, share of the entry price, any shape, in [0, 1]
    leverage    l, notional at entry over margin, broadcasts, ≥ 1
    returns     share of the margin, in [0, 1], the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      profit of a linear contract, Q·(P − EP), over the margin Q·EP/l
    """
    fall, leverage = inside(fall=(fall, SHARE), leverage=(leverage, AT_LEAST_ONE))
    return np.minimum(leverage * fall, 1.0)


@formula("margin.bankruptcy_distance", returns="ratio", leverage="x")
def bankruptcy_distance(leverage: Array) -> Array:
    """Fall from entry that takes the whole margin of a linear long, 1/l.

    With no maintenance margin it is the liquidation distance too; with one, the position is closed
    before, and what the fall from there to here leaves is the book's room (`waterfall`).

    leverage    l, notional at entry over margin, any shape, ≥ 1
    returns     share of the entry price, in (0, 1], same shape
    raises      ValueError naming the index that is out of range
    source      `share_lost` = 1; 0.1 % at 1,000x
    """
    (leverage,) = inside(leverage=(leverage, AT_LEAST_ONE))
    return 1.0 / leverage


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


def balance(backing: Array, value: Array) -> Array:
    """What backs a position less its value; exactly 0 where only rounding tells them apart.

    Without it a position paid in full would have a price after all, of some 1e-11 or 1e20.
    """
    left = backing - value
    rounding = 8.0 * np.finfo(np.float64).eps * np.maximum(np.abs(backing), np.abs(value))
    return np.where(np.abs(left) <= rounding, 0.0, left)


def quotient(numerator: Array, denominator: Array) -> Array:
    """The quotient where it is a price; NaN where it is 0, below 0 or no number."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        price = numerator / denominator
        return np.where((price > 0.0) & np.isfinite(price), price, np.nan)
