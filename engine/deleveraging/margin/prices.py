"""Margin: a position and its margin rule come in, the price that liquidates it goes out.

Linear contracts are sized in coins and margined in dollars, inverse ones sized in dollars and
margined in coins. Venues differ in the value that maintenance is charged on, so each function names
its rule. Brackets of rising rates are in `brackets`.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    AT_LEAST_ONE,
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    Array,
    inside,
    side_of,
)
from engine.formulas import formula


@formula(
    "margin.liquidation_distance_linear",
    returns="ratio",
    leverage="x",
    maintenance="ratio",
)
def liquidation_distance_linear(leverage: Array, maintenance: Array) -> Array:
    """Fall from entry that liquidates a long linear position, (1/l − m) / (1 − m), at least 0.

    Isolated margin, one bracket, before fees and funding. A simple fall, not a logarithm. 0 means
    liquidated at entry (m ≥ 1/l); 1, at leverage 1, means no positive price liquidates it.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, in [0, 1], the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Binance USDⓈ-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 − 1/l)/(1 − m)
    """
    leverage, maintenance = inside(
        leverage=(leverage, AT_LEAST_ONE), maintenance=(maintenance, SHARE_BELOW_ONE)
    )
    return ((1.0 / leverage - maintenance) / (1.0 - maintenance)).clip(min=0.0)


@formula(
    "margin.liquidation_distance_inverse",
    returns="ratio",
    leverage="x",
    maintenance="ratio",
)
def liquidation_distance_inverse(leverage: Array, maintenance: Array) -> Array:
    """Fall from entry that liquidates a long inverse position, (1/l − m) / (1 + 1/l), at least 0.

    Isolated margin in coins, maintenance on the value at liquidation, one bracket, before fees and
    funding. A simple fall, not a logarithm. 0 means liquidated at entry (m ≥ 1/l). Coins given as
    margin lose value too, so even leverage 1 is liquidated, at about half the entry price.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    returns        share of the entry price, in [0, ½], the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Binance COIN-M liquidation FAQ, isolated, with cum = 0: LP/EP = (1 + m)/(1 + 1/l)
    """
    leverage, maintenance = inside(
        leverage=(leverage, AT_LEAST_ONE), maintenance=(maintenance, SHARE_BELOW_ONE)
    )
    return ((1.0 / leverage - maintenance) / (1.0 + 1.0 / leverage)).clip(min=0.0)


def liquidation_price_linear(
    wallet: Array | float,
    quantity: Array | float,
    entry: Array | float,
    side: Array | float,
    rate: Array | float,
    amount: Array | float = 0.0,
    other_maintenance: Array | float = 0.0,
    other_profit: Array | float = 0.0,
) -> Array:
    """Liquidation price of a linear contract, (WB − TMM + UPNL + cum − s·Q·EP) / (Q·m − s·Q).

    Rule: Binance USDⓈ-M, cross or isolated (isolated: the last two arguments are 0). Rate and
    amount are those of the bracket that holds Q·LP, not Q·EP; `brackets` finds it.

    wallet               WB, USD: wallet balance, or the isolated margin
    quantity             Q, coins, > 0
    entry                EP, USD per coin, > 0
    side                 s, 1 for long, -1 for short
    rate                 m, maintenance margin rate in [0, 1)
    amount               cum, USD, maintenance amount of the bracket, ≥ 0
    other_maintenance    TMM, USD, maintenance of the account's other contracts, ≥ 0
    other_profit         UPNL, USD, unrealised profit of the account's other contracts, signed
    returns              LP, USD per coin, the broadcast shape; NaN where no positive price
                         liquidates, as for a long with WB + cum ≥ Q·EP
    raises               ValueError naming the argument and index that is out of range
    source               Binance FAQ b3c689c1f50a44cabb3a84e663b81d93, liquidation price of USDⓈ-M
    """
    wallet, quantity, entry, side, rate, amount, other_maintenance, other_profit = inside(
        wallet=(wallet, FINITE),
        quantity=(quantity, POSITIVE),
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        rate=(rate, SHARE_BELOW_ONE),
        amount=(amount, NON_NEGATIVE),
        other_maintenance=(other_maintenance, NON_NEGATIVE),
        other_profit=(other_profit, FINITE),
    )
    equity = wallet - other_maintenance + other_profit + amount - side * quantity * entry
    return _positive(equity, quantity * (rate - side))


def liquidation_price_linear_at_entry(
    entry: Array | float, side: Array | float, leverage: Array | float, rate: Array | float
) -> Array:
    """Liquidation price of an isolated linear contract, EP·(1 − s·(1/l − m)).

    Rule: maintenance on the value at *entry* (Bybit's help page on USDT contracts), no margin
    added, before fees.

    entry       EP, USD per coin, > 0
    side        s, 1 for long, -1 for short
    leverage    l, ≥ 1
    rate        m, maintenance margin rate in [0, 1)
    returns     LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises      ValueError naming the argument and index that is out of range
    source      Bybit help centre, liquidation price (USDT contract): 20,000 at 50x gives 19,700
    """
    entry, side, leverage, rate = inside(
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        leverage=(leverage, AT_LEAST_ONE),
        rate=(rate, SHARE_BELOW_ONE),
    )
    return _positive(entry * (1.0 - side * (1.0 / leverage - rate)), np.ones_like(entry))


def liquidation_price_inverse(
    wallet: Array | float,
    notional: Array | float,
    entry: Array | float,
    side: Array | float,
    rate: Array | float,
    amount: Array | float = 0.0,
    other_maintenance: Array | float = 0.0,
    other_profit: Array | float = 0.0,
) -> Array:
    """Liquidation price of an inverse contract, N·(s + m) / (WB − TMM + UPNL + cum + s·N/EP).

    Rule: maintenance on the value at *liquidation* (Binance COIN-M). Compare
    `liquidation_price_inverse_at_entry`.

    wallet               WB, coins: wallet balance, or the isolated margin
    notional             N, USD, > 0
    entry                EP, USD per coin, > 0
    side                 s, 1 for long, -1 for short
    rate                 m, maintenance margin rate in [0, 1)
    amount               cum, coins, maintenance amount of the bracket, ≥ 0
    other_maintenance    TMM, coins, maintenance of the account's other contracts, ≥ 0
    other_profit         UPNL, coins, unrealised profit of the account's other contracts, signed
    returns              LP, USD per coin, the broadcast shape; NaN where no positive price
                         liquidates, as for a short with WB + cum ≥ N/EP
    raises               ValueError naming the argument and index that is out of range
    source               Binance FAQ ceccfcfb4e3a45e3b48b0b1bb1a8ae46, liquidation price of COIN-M
    """
    wallet, notional, entry, side, rate, amount, other_maintenance, other_profit = inside(
        wallet=(wallet, FINITE),
        notional=(notional, POSITIVE),
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        rate=(rate, SHARE_BELOW_ONE),
        amount=(amount, NON_NEGATIVE),
        other_maintenance=(other_maintenance, NON_NEGATIVE),
        other_profit=(other_profit, FINITE),
    )
    equity = wallet - other_maintenance + other_profit + amount + side * notional / entry
    return _positive(notional * (side + rate), equity)


def liquidation_price_inverse_at_entry(
    notional: Array | float,
    entry: Array | float,
    side: Array | float,
    leverage: Array | float,
    rate: Array | float,
) -> Array:
    """Liquidation price of an isolated inverse contract, N / (N/EP + s·(IM − MM)).

    Rule: maintenance on the value at *entry* (Bybit's help page of 10 September 2024), with
    IM = N/(EP·l) and MM = m·N/EP, no margin added, before fees.

    notional    N, USD, > 0
    entry       EP, USD per coin, > 0
    side        s, 1 for long, -1 for short
    leverage    l, ≥ 1
    rate        m, maintenance margin rate in [0, 1)
    returns     LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises      ValueError naming the argument and index that is out of range
    source      Bybit help centre, liquidation price under isolated mode, inverse contracts
    """
    notional, entry, side, leverage, rate = inside(
        notional=(notional, POSITIVE),
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        leverage=(leverage, AT_LEAST_ONE),
        rate=(rate, SHARE_BELOW_ONE),
    )
    value = notional / entry
    return _positive(notional, value + side * (value / leverage - rate * value))


def _positive(numerator: Array, denominator: Array) -> Array:
    """The quotient where it is a positive price, NaN elsewhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        price = numerator / denominator
    return np.where((price > 0.0) & np.isfinite(price), price, np.nan)
