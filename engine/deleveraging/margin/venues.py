"""Venue rules: a position comes in, what Hyperliquid or Deribit asks for and sells first goes out.

Rules are read from the venues' help pages and change; each function names its rule and what it
leaves out. Binance and Bybit are in `margin`.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    AT_LEAST_ONE,
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    BoolArray,
    inside,
    side_of,
)

# Hyperliquid: a liquidated position above this size is sold by a fifth first.
PARTIAL_ABOVE = 100_000.0
PARTIAL_SHARE = 0.2
# Hyperliquid: with less equity than this share of maintenance, the backstop takes over.
BACKSTOP = 2.0 / 3.0


def hyperliquid_maintenance_rate(max_leverage: Array | float) -> Array:
    """Maintenance over value, half the initial margin at the asset's maximum leverage, 1/(2·l_max).

    max_leverage    l_max, ≥ 1
    returns         share of the value, same shape
    raises          ValueError naming the index that is out of range
    source          Hyperliquid docs, liquidations: 1.25 % at 40x, 16.7 % at 3x
    """
    (leverage,) = inside(max_leverage=(max_leverage, AT_LEAST_ONE))
    return 0.5 / leverage


def hyperliquid_liquidation_price(
    price: Array | float,
    side: Array | float,
    size: Array | float,
    equity: Array | float,
    max_leverage: Array | float,
) -> Array:
    """Liquidation price, P − s·(E − m·q·P)/q / (1 − m·s) with m = 1/(2·l_max).

    price           P, USD per coin, mark price now, > 0
    side            s, 1 for long, -1 for short
    size            q, coins, > 0
    equity          E, USD at P: the account's when cross, the position's when isolated
    max_leverage    l_max of the asset, ≥ 1
    returns         LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises          ValueError naming the argument and index that is out of range
    source          Hyperliquid docs, liquidations, "computing liquidation price"
    """
    price, side, size, equity, max_leverage = inside(
        price=(price, POSITIVE),
        side=(side_of(side), FINITE),
        size=(size, POSITIVE),
        equity=(equity, FINITE),
        max_leverage=(max_leverage, AT_LEAST_ONE),
    )
    rate = hyperliquid_maintenance_rate(max_leverage)
    available = equity - rate * size * price
    found = price - side * available / size / (1.0 - rate * side)
    return np.where(found > 0.0, found, np.nan)


def hyperliquid_first_sale(notional: Array | float) -> Array:
    """Dollars sent to the book at once: all up to $100k, above it a fifth; the rest within 30 s.

    notional    value of the liquidated position, USD, ≥ 0
    returns     USD, same shape; after a fifth, the whole rest goes during the 30 s cooldown
    raises      ValueError naming the index that is out of range
    source      Hyperliquid docs, partial liquidations
    """
    (notional,) = inside(notional=(notional, NON_NEGATIVE))
    return np.where(notional > PARTIAL_ABOVE, PARTIAL_SHARE * notional, notional)


def hyperliquid_backstopped(equity: Array | float, maintenance: Array | float) -> BoolArray:
    """Whether the backstop vault takes the position over, E < ⅔·MM.

    equity         E, USD, signed
    maintenance    MM, USD, ≥ 0
    returns        true or false, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Hyperliquid docs, liquidator vault
    """
    equity, maintenance = inside(equity=(equity, FINITE), maintenance=(maintenance, NON_NEGATIVE))
    return equity < BACKSTOP * maintenance


def hyperliquid_deleveraging_rank(
    mark: Array | float, entry: Array | float, notional: Array | float, equity: Array | float
) -> Array:
    """Place of a winning long in the queue to be deleveraged, (mark/entry)·(notional/equity).

    mark        USD per coin, > 0
    entry       USD per coin, > 0
    notional    USD, ≥ 0
    equity      account value, USD, > 0
    returns     dimensionless; the highest are closed first
    raises      ValueError naming the argument and index that is out of range
    source      Hyperliquid docs, auto-deleveraging
    """
    mark, entry, notional, equity = inside(
        mark=(mark, POSITIVE),
        entry=(entry, POSITIVE),
        notional=(notional, NON_NEGATIVE),
        equity=(equity, POSITIVE),
    )
    return mark / entry * notional / equity


def deribit_margin(size: Array | float, base: float) -> Array:
    """Margin of a bitcoin future, q·(base + 0.005 %·q) coins.

    size       q, coins, ≥ 0
    base       0.01 for maintenance, 0.02 for initial margin
    returns    coins, same shape
    raises     ValueError naming the index that is out of range
    source     Deribit, BTC futures margin: 25 BTC need 0.28125, 350 BTC to open 13.125
    """
    (size,) = inside(size=(size, NON_NEGATIVE))
    return size * (base + 0.00005 * size)
