"""Margin: leverage and a maintenance margin come in, how far the price may go goes out.

What claim pages call. Isolated margin at one maintenance rate, before fees and funding; distances
are simple shares of the entry price, not logarithms, and 0 is at entry (m ≥ 1/l). A linear contract
is margined in dollars, an inverse one in coins.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import AT_LEAST_ONE, SHARE_BELOW_ONE, Arg, Array, Out

Leverage = Annotated[Array, Arg("x", AT_LEAST_ONE, "l, notional at entry over margin")]
Maintenance = Annotated[
    Array, Arg("ratio", SHARE_BELOW_ONE, "m, maintenance margin over value at liquidation")
]


class Fall(NamedTuple):
    """Falls from entry that liquidate a long, shares of the entry price."""

    linear: Annotated[Array, Out("ratio", "(1/l − m)/(1 − m), in [0, 1]; 1 means no price does")]
    inverse: Annotated[Array, Out("ratio", "(1/l − m)/(1 + 1/l), in [0, ½]")]


class Rise(NamedTuple):
    """Rises from entry that liquidate a short, shares of the entry price."""

    linear: Annotated[Array, Out("ratio", "(1/l − m)/(1 + m), in [0, 1]")]
    inverse: Annotated[Array, Out("ratio", "(1/l − m)/(1 − 1/l); none at leverage 1")]


@formula("margin.liquidation_fall")
def liquidation_fall(leverage: Leverage, maintenance: Maintenance) -> Fall:
    """Fall from entry that liquidates a long, (1/l − m) over 1 − m, or over 1 + 1/l, at least 0.

    No positive price liquidates a linear long of leverage 1. Coins given as margin lose value too,
    so even at leverage 1 an inverse long is liquidated, at about half the entry price.

    source    Binance USDⓈ-M and COIN-M liquidation FAQ, isolated, with cum = 0:
              LP/EP = (1 − 1/l)/(1 − m), or (1 + m)/(1 + 1/l)
    """
    margin = 1.0 / leverage
    room = (margin - maintenance).clip(min=0.0)
    return Fall(room / (1.0 - maintenance), room / (1.0 + margin))


@formula("margin.liquidation_rise")
def liquidation_rise(leverage: Leverage, maintenance: Maintenance) -> Rise:
    """Rise from entry that liquidates a short, (1/l − m) over 1 + m, or over 1 − 1/l, at least 0.

    A short of leverage 1 owns the coins it owes: no rise liquidates it when margined in them.

    source    Binance USDⓈ-M and COIN-M liquidation FAQ, isolated, with cum = 0:
              LP/EP = (1 + 1/l)/(1 + m), or (1 − m)/(1 − 1/l)
    """
    margin = 1.0 / leverage
    room = (margin - maintenance).clip(min=0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inverse = room / (1.0 - margin)
    return Rise(room / (1.0 + maintenance), np.where(np.isfinite(inverse), inverse, np.nan))
