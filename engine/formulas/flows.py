"""Flows: an amount to place comes in, how long the market takes to absorb it goes out.

And what part of a move such a flow could account for, under whichever model of impact the caller
names: the models differ in kind, so each has its own answer and they are never averaged.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.impact.square_root import square_root_amount
from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, POSITIVE_SHARE, Array, inside


@formula(
    "flows.absorption_days",
    returns="day",
    amount="USD",
    volume="USD",
    participation="ratio",
)
def absorption_days(amount: Array, volume: Array, participation: Array) -> Array:
    """Days needed to sell an amount at a given share of each day's volume, Q / (V·p).

    amount           Q, USD to sell, any shape, ≥ 0
    volume           V, USD traded in a day, broadcasts with Q, > 0
    participation    p, the seller's share of the volume, in (0, 1]
    returns          days, ≥ 0, the broadcast shape
    raises           ValueError naming the argument and index that is out of range
    source           percentage-of-volume schedule, the definition
    """
    amount, volume, participation = inside(
        amount=(amount, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        participation=(participation, POSITIVE_SHARE),
    )
    return amount / (volume * participation)


@formula(
    "flows.share_of_volume",
    returns="ratio",
    amount="USD",
    volume="USD",
    days="day",
)
def share_of_volume(amount: Array, volume: Array, days: Array) -> Array:
    """Share of the volume an amount makes up when sold evenly, Q / (V·t).

    amount     Q, USD sold over the window, any shape, ≥ 0
    volume     V, USD traded in a day, broadcasts with Q, > 0
    days       t, length of the window in days, > 0
    returns    dimensionless, ≥ 0, the broadcast shape; above 1 the market could not take it
    raises     ValueError naming the argument and index that is out of range
    source     `absorption_days` solved for the participation
    """
    amount, volume, days = inside(
        amount=(amount, NON_NEGATIVE), volume=(volume, POSITIVE), days=(days, POSITIVE)
    )
    return amount / (volume * days)


@formula(
    "flows.exit_days",
    returns="day",
    amount="USD",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
    impact="ratio",
)
def exit_days(
    amount: Array, volume: Array, volatility: Array, coefficient: Array, impact: Array
) -> Array:
    """Days to leave when each day's sale may move the price by I at most, Q / (V·(I/(Y·σ))²).

    Square-root law, one order a day, each gone from the price before the next: a lower bound on
    the time. If no impact decays, the whole sale is one order and moves the price by
    `impact.square_root` however long it takes.

    amount         Q, USD to sell, any shape, ≥ 0
    volume         V, USD traded in a day, broadcasts with Q, > 0
    volatility     σ, daily standard deviation of log returns, > 0
    coefficient    Y, dimensionless, about 1, > 0
    impact         I, log fall accepted in a day, > 0
    returns        days, ≥ 0, not rounded up, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         `impact.square_root_amount` sold each day
    """
    amount, volume, volatility, coefficient, impact = inside(
        amount=(amount, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, POSITIVE),
        coefficient=(coefficient, POSITIVE),
        impact=(impact, POSITIVE),
    )
    return amount / square_root_amount(impact, volume, volatility, coefficient)


@formula(
    "flows.share_of_move",
    returns="ratio",
    impact="ratio",
    start_price="USD/coin",
    end_price="USD/coin",
)
def share_of_move(impact: Array, start_price: Array, end_price: Array) -> Array:
    """Part of a move that an impact of this size could account for, I / |ln(P1 / P0)|.

    The impact is that of a flow in the direction of the move under one model: an inflow that paid
    for a rise, an outflow that went with a fall. Above 1 the model has the flow move the price
    further than it went. Parts of several flows do not add up, since impact is concave.

    impact         I, log move of the flow under one model, any shape, ≥ 0
    start_price    P0, USD per coin, broadcasts with I, > 0
    end_price      P1, USD per coin, > 0
    returns        dimensionless, ≥ 0, NaN where the price did not move, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         definition; impact over any horizon: volume and variance grow alike with time
    """
    impact, start_price, end_price = inside(
        impact=(impact, NON_NEGATIVE),
        start_price=(start_price, POSITIVE),
        end_price=(end_price, POSITIVE),
    )
    move = np.abs(np.log(end_price / start_price))
    return impact / np.where(move > 0.0, move, np.nan)
