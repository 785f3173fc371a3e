"""Hyperliquid: a position comes in, its liquidation price and what is sold, and when, goes out.

The rule is Binance's with maintenance at half the initial margin of the highest leverage; above the
first tier take `tables.load("hyperliquid", "BTC")` to `brackets`. A liquidated position goes to the
book, by a fifth first if it is large; the backstop vault takes what falls too far; then the queue.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.margin.binance import liquidation_price_linear
from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    Array,
    BoolArray,
    inside,
    side_of,
)

# A liquidated position above this value, USD, is sold by this share first.
PARTIAL_ABOVE = 100_000.0
PARTIAL_SHARE = 0.2
# With less equity than this share of maintenance, the backstop takes over.
BACKSTOP = 2.0 / 3.0


class SalesPath(NamedTuple):
    """Where a position goes, USD at the mark at which it is first looked at; the four add up to it.

    now                sent to the book at once
    within_cooldown    sent to the book during the 30 seconds after a partial sale
    backstop           taken over by the backstop vault
    kept               left to its owner
    """

    now: Array
    within_cooldown: Array
    backstop: Array
    kept: Array


@formula("margin.hyperliquid_maintenance_rate", returns="ratio", max_leverage="x")
def maintenance_rate(max_leverage: Array) -> Array:
    """Maintenance over value, half the initial margin at the highest leverage, 1/(2·l_max).

    max_leverage    l_max of the asset or of its tier, any shape, ≥ 1
    returns         share of the value, same shape
    raises          ValueError naming the index that is out of range
    source          Hyperliquid docs, liquidations: 1.25 % at 40x, 16.7 % at 3x
    """
    (max_leverage,) = inside(max_leverage=(max_leverage, AT_LEAST_ONE))
    return 0.5 / max_leverage


def liquidation_price(
    price: Array | float,
    side: Array | float,
    size: Array | float,
    equity: Array | float,
    max_leverage: Array | float,
) -> Array:
    """Liquidation price in the first tier, P − s·(E − m·q·P)/q / (1 − m·s) with m = 1/(2·l_max).

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
    return liquidation_price_linear(equity, size, price, side, maintenance_rate(max_leverage))


@formula("margin.hyperliquid_first_sale", returns="USD", notional="USD")
def first_sale(notional: Array) -> Array:
    """Dollars sent to the book at once: all up to $100k, above it a fifth.

    notional    value of the liquidated position, USD, any shape, ≥ 0
    returns     USD, same shape
    raises      ValueError naming the index that is out of range
    source      Hyperliquid docs, partial liquidations
    """
    (notional,) = inside(notional=(notional, NON_NEGATIVE))
    return np.where(notional > PARTIAL_ABOVE, PARTIAL_SHARE * notional, notional)


def backstopped(equity: Array | float, maintenance: Array | float) -> BoolArray:
    """Whether the backstop vault takes the position over, E < ⅔·MM.

    equity         E, USD, signed
    maintenance    MM, USD, ≥ 0
    returns        true or false, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Hyperliquid docs, liquidator vault
    """
    equity, maintenance = inside(equity=(equity, FINITE), maintenance=(maintenance, NON_NEGATIVE))
    return equity < BACKSTOP * maintenance


def sales_path(
    notional: Array | float,
    equity: Array | float,
    side: Array | float,
    rate: Array | float,
    move: Array | float,
) -> SalesPath:
    """What one position sends to the book now and within 30 s of a further move against it.

    A fifth sold at the mark lifts equity over maintenance by a quarter, so a large position's rest
    is sold only if the price goes on: at E − (N − sold)·x < m·(N − sold)·(1 − s·x). The move is
    read as gradual, so the order for the rest is sent before the backstop could take it.

    notional    N, USD, value of the position at the mark now, ≥ 0
    equity      E, USD at that mark, behind this position alone
    side        s, 1 for long, -1 for short
    rate        m, maintenance over value, in [0, 1)
    move        x, share of the mark by which the price goes on within 30 s, in [0, 1)
    returns     SalesPath, USD at the mark now, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      Hyperliquid docs, liquidations; a fifth first, then all of it during the cooldown
    """
    notional, equity, side, rate, move = inside(
        notional=(notional, NON_NEGATIVE),
        equity=(equity, FINITE),
        side=(side_of(side), FINITE),
        rate=(rate, SHARE_BELOW_ONE),
        move=(move, SHARE_BELOW_ONE),
    )
    backstop = np.where(backstopped(equity, rate * notional), notional, 0.0)
    to_book = (equity < rate * notional) & (backstop == 0.0)
    now = np.where(to_book, first_sale(notional), 0.0)
    rest = notional - now - backstop
    again = to_book & (equity - rest * move < rate * rest * (1.0 - side * move))
    within = np.where(again, rest, 0.0)
    return SalesPath(now, within, backstop, rest - within)


def deleveraging_rank(
    mark: Array | float, entry: Array | float, notional: Array | float, equity: Array | float
) -> Array:
    """Place of a winning long in the queue to be deleveraged, (mark/entry)·(notional/equity).

    mark        USD per coin, > 0
    entry       USD per coin, > 0
    notional    USD, ≥ 0
    equity      account value, USD, > 0
    returns     dimensionless; the highest are closed first, by `deleveraging_queue`
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
