"""Capitalisation: price, supply and realised cap come in, market value and its ratios go out.

Market capitalisation is the last price times every coin, not money that was paid in: realised cap
is the nearest measure of that.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, broadcast, inside
from engine.numeric.histories import history, same_bars


@formula("valuation.capitalisation", returns="USD", price="USD/coin", supply="coin")
def capitalisation(price: Array, supply: Array) -> Array:
    """Market capitalisation, P·S.

    price      P, USD per coin, any shape, ≥ 0
    supply     S, coins in circulation, broadcasts with P, ≥ 0
    returns    USD, ≥ 0, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     definition; the capped supply of 21m coins is not the circulating one
    """
    price, supply = inside(price=(price, NON_NEGATIVE), supply=(supply, NON_NEGATIVE))
    return price * supply


@formula(
    "valuation.capitalisation_change",
    returns="USD",
    price_before="USD/coin",
    price_after="USD/coin",
    supply="coin",
)
def capitalisation_change(price_before: Array, price_after: Array, supply: Array) -> Array:
    """Change of market capitalisation at one supply, (P1 − P0)·S.

    price_before    P0, USD per coin, any shape, ≥ 0
    price_after     P1, USD per coin, broadcasts with P0, ≥ 0
    supply          S, coins, held fixed so that new coins do not count as a gain, ≥ 0
    returns         USD, negative for a loss, the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          definition
    """
    price_before, price_after, supply = inside(
        price_before=(price_before, NON_NEGATIVE),
        price_after=(price_after, NON_NEGATIVE),
        supply=(supply, NON_NEGATIVE),
    )
    return (price_after - price_before) * supply


@formula("valuation.realised_price", returns="USD/coin", realised_cap="USD", supply="coin")
def realised_price(realised_cap: Array, supply: Array) -> Array:
    """Mean price at which coins last moved, realised cap / S.

    realised_cap    Σ coins × price when last moved, USD, any shape, ≥ 0
    supply          S, coins in circulation, broadcasts, > 0
    returns         USD per coin, ≥ 0, the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          Carter & Le Calvez 2018, realised capitalisation
    """
    realised_cap, supply = inside(
        realised_cap=(realised_cap, NON_NEGATIVE), supply=(supply, POSITIVE)
    )
    return realised_cap / supply


@formula(
    "valuation.market_to_realised",
    returns="ratio",
    price="USD/coin",
    realised_price="USD/coin",
)
def market_to_realised(price: Array, realised_price: Array) -> Array:
    """Market value over realised value (MVRV), P / RP.

    price             P, USD per coin, any shape, ≥ 0
    realised_price    RP, USD per coin, broadcasts with P, > 0
    returns           dimensionless, ≥ 0; below 1 the average holder is at a loss
    raises            ValueError naming the argument and index that is out of range
    source            Mahmudov & Puell 2018
    """
    price, realised_price = inside(
        price=(price, NON_NEGATIVE), realised_price=(realised_price, POSITIVE)
    )
    return price / realised_price


@formula("valuation.gain_over_basis", returns="ratio", price="USD/coin", basis="USD/coin")
def gain_over_basis(price: Array, basis: Array) -> Array:
    """Gain of a holder over what was paid, P / b − 1: 1 is a gain of 100 %, at twice the basis.

    price      P, USD per coin, any shape, ≥ 0
    basis      b, USD per coin, broadcasts with P, > 0
    returns    dimensionless, ≥ −1, before tax and costs, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     definition
    """
    price, basis = inside(price=(price, NON_NEGATIVE), basis=(basis, POSITIVE))
    return price / basis - 1.0


@formula(
    "valuation.market_to_realised_z",
    returns="ratio",
    cap_history="USD[]",
    realised_history="USD[]",
)
def market_to_realised_z(cap_history: Array, realised_history: Array) -> Array:
    """MVRV-Z of the last bar, (MC − RC) / sd(MC), with the deviation of the bars up to it.

    Nothing after the last bar is used: a deviation of the whole sample would know the future. It
    depends on where the history begins, since the capitalisation has grown by orders of magnitude:
    the published series begins with the first coin, and a window of a year is another number.

    cap_history         MC, USD, market capitalisation by day, oldest first, shape (..., bars),
                        ≥ 0 or NaN; missing days are left out of the deviation
    realised_history    RC, USD, realised capitalisation, same bars, ≥ 0 or NaN; the last counts
    returns             dimensionless, shape (...); NaN where either is missing today, where fewer
                        than two days are known or where the capitalisation never changed
    raises              ValueError naming the argument and index that is out of range
    source              Mahmudov & Puell 2018; Glassnode, whose deviation is cumulative as here
    """
    caps = history("cap_history", cap_history, NON_NEGATIVE)
    realised = history("realised_history", realised_history, NON_NEGATIVE)
    same_bars(cap_history=caps, realised_history=realised)
    cap, realised_cap, deviation = broadcast(
        cap_history=caps[..., -1], realised_history=realised[..., -1], deviation=_deviation(caps)
    )
    return (cap - realised_cap) / np.where(deviation > 0.0, deviation, np.nan)


def _deviation(values: Array) -> Array:
    """Sample deviation of the known values along the last axis; 0 for fewer than two."""
    known = np.isfinite(values)
    count = known.sum(axis=-1, keepdims=True)
    mean = np.where(known, values, 0.0).sum(axis=-1, keepdims=True) / np.maximum(count, 1)
    squares = np.where(known, values - mean, 0.0) ** 2
    deviation: Array = np.sqrt(squares.sum(axis=-1) / np.maximum(count[..., 0] - 1, 1))
    return deviation
