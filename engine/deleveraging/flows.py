"""Flows: an amount to sell comes in, how long the market takes to absorb it goes out."""

from __future__ import annotations

from engine.deleveraging.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    Array,
    inside,
)
from engine.formulas import formula


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
