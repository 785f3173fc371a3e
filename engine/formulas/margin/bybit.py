"""Bybit: a position and its maintenance come in, the price that liquidates it goes out.

Maintenance is charged on the value at *entry* (help pages up to that of 10 September 2024), so it
does not move with the price, and its bracket is that of the entry. Later versions of the inverse
page charge it on the mark: then `binance.liquidation_price_inverse` is the rule. Margin is what
backs the position: N/(EP·l) or Q·EP/l when isolated, plus what was added; the balance when cross.
"""

from __future__ import annotations

from engine.formulas.margin.prices import balance, quotient
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, Array, inside, side_of


def liquidation_price_linear(
    quantity: Array | float,
    entry: Array | float,
    side: Array | float,
    margin: Array | float,
    maintenance: Array | float,
) -> Array:
    """Liquidation price of a linear contract, EP − s·(M − MM)/Q.

    quantity       Q, coins, > 0
    entry          EP, USD per coin, > 0
    side           s, 1 for long, -1 for short
    margin         M, USD behind the position, ≥ 0
    maintenance    MM, USD: `Brackets.maintenance` of the value at entry, ≥ 0
    returns        LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises         ValueError naming the argument and index that is out of range
    source         Bybit help, liquidation price (USDT contract): 20,000 at 50x gives 19,700
    """
    quantity, entry, side, margin, maintenance = inside(
        quantity=(quantity, POSITIVE),
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        margin=(margin, NON_NEGATIVE),
        maintenance=(maintenance, NON_NEGATIVE),
    )
    return quotient(balance(quantity * entry, side * (margin - maintenance)), quantity)


def liquidation_price_inverse(
    notional: Array | float,
    entry: Array | float,
    side: Array | float,
    margin: Array | float,
    maintenance: Array | float,
) -> Array:
    """Liquidation price of an inverse contract, N / (N/EP + s·(M − MM)).

    notional       N, USD, > 0
    entry          EP, USD per coin, > 0
    side           s, 1 for long, -1 for short
    margin         M, coins behind the position, ≥ 0
    maintenance    MM, coins: `Brackets.maintenance` of the value at entry, and the fee to close
                   where the venue counts it, ≥ 0
    returns        LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises         ValueError naming the argument and index that is out of range
    source         Bybit help, liquidation price under isolated mode (UTA), inverse contracts
    """
    notional, entry, side, margin, maintenance = inside(
        notional=(notional, POSITIVE),
        entry=(entry, POSITIVE),
        side=(side_of(side), FINITE),
        margin=(margin, NON_NEGATIVE),
        maintenance=(maintenance, NON_NEGATIVE),
    )
    return quotient(notional, balance(notional / entry, -side * (margin - maintenance)))
