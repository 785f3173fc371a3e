"""Binance: an account and a position come in, the price that liquidates the position goes out.

Linear contracts (USDⓈ-M) are sized in coins and margined in dollars, inverse ones (COIN-M) sized in
dollars and margined in coins. Maintenance is charged on the value at *liquidation*, on a cross
account or an isolated position; rate and amount are one bracket's, which `brackets` finds.
Hyperliquid's rule is the linear one with the account read at today's mark.
"""

from __future__ import annotations

from engine.formulas.margin.prices import balance, quotient
from engine.numeric.arguments import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    Array,
    inside,
    side_of,
)


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

    Cross or isolated margin (isolated: the last two arguments are 0). Rate and amount are those of
    the bracket that holds Q·LP, not Q·EP; `brackets` finds it.

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
    backing = wallet - other_maintenance + other_profit + amount
    return quotient(balance(backing, side * quantity * entry), quantity * (rate - side))


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

    Cross or isolated margin. Rate and amount are those of the bracket that holds N/LP. On the value
    at entry instead: `bybit.liquidation_price_inverse`.

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
    backing = wallet - other_maintenance + other_profit + amount
    return quotient(notional * (side + rate), balance(backing, -side * notional / entry))
