"""Deribit: a bitcoin future's size comes in, its margin and liquidation price go out.

An inverse contract whose margin rate rises with every coin of the position, without brackets. The
size in coins is the dollar size over the price, so it grows as the price falls, and the liquidation
price is the root of a quadratic. Standard margin; the rates and their day are in tables/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from engine.formulas.margin.prices import balance, quotient
from engine.formulas.margin.tables import UNDATED, newest
from engine.numeric.arguments import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    Array,
    inside,
    side_of,
)


@dataclass(frozen=True)
class Rule:
    """Deribit's margin rates on a date.

    dated          the day they came into force
    maintenance    b, maintenance margin rate of the smallest position
    initial        the same for initial margin
    slope          k, what every coin of the position adds to either rate
    """

    dated: str
    maintenance: float
    initial: float
    slope: float


def rule(on: date | None = None) -> Rule:
    """The margin rates of bitcoin futures on a day: the newest dated on or before it.

    raises    ValueError naming the dates there are
    """
    table = newest("deribit", "BTC", on)
    rates = {name: float(table.content[name]) for name in ("maintenance", "initial", "slope")}
    return Rule(str(table.dated or UNDATED), **rates)


def margin(size: Array | float, base: Array | float, slope: Array | float) -> Array:
    """Margin of a bitcoin future, q·(b + k·q).

    size       q, coins, ≥ 0
    base       b, rate of the smallest position, in [0, 1): a rule's `maintenance` or `initial`
    slope      k, rate added by every coin, ≥ 0
    returns    coins, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     Deribit support, inverse future: 25 BTC keep 0.28125, 350 BTC open with 13.125
    """
    size, base, slope = inside(
        size=(size, NON_NEGATIVE), base=(base, SHARE_BELOW_ONE), slope=(slope, NON_NEGATIVE)
    )
    return size * (base + slope * size)


def liquidation_price(
    price: Array | float,
    side: Array | float,
    notional: Array | float,
    equity: Array | float,
    base: Array | float,
    slope: Array | float,
) -> Array:
    """Liquidation price N/q, where q solves E + s·(N/P − q) = q·(b + k·q).

    q is the size in coins at liquidation. A long has one root; of a short's two the smaller q is
    taken, the higher price, which a rise reaches. (A short too large for the slope is below
    maintenance at the larger q too, after a fall.)

    price       P, USD per coin, mark price now, > 0
    side        s, 1 for long, -1 for short
    notional    N, USD, > 0
    equity      E, coins at P, signed
    base        b, maintenance rate of the smallest position, in [0, 1)
    slope       k, rate added by every coin, ≥ 0
    returns     LP, USD per coin, the broadcast shape; NaN where no price meets maintenance
    raises      ValueError naming the argument and index that is out of range
    source      Deribit, 11 January 2022: maintenance 1 % + 0.005 % a coin; solved on paper
    """
    price, side, notional, equity, base, slope = inside(
        price=(price, POSITIVE),
        side=(side_of(side), FINITE),
        notional=(notional, POSITIVE),
        equity=(equity, FINITE),
        base=(base, SHARE_BELOW_ONE),
        slope=(slope, NON_NEGATIVE),
    )
    at_infinity = side * balance(equity, -side * notional / price)
    half = 1.0 + side * base
    with np.errstate(invalid="ignore"):
        root = np.sqrt(half * half + 4.0 * side * slope * at_infinity)
    return quotient(notional * (half + root), 2.0 * at_infinity)
