"""Valuation: price, supply and realised cap come in, market value and its ratios go out.

Market capitalisation is the last price times every coin, not money that was paid in: realised cap
is the nearest measure of that. "Dollars of market cap per dollar of flow" has five published
estimators that differ in kind; they are listed, never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.deleveraging.arguments import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    inside,
)
from engine.formulas import formula


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


@formula("valuation.capital_behind", returns="USD", cap_change="USD", multiplier="x")
def capital_behind(cap_change: Array, multiplier: Array) -> Array:
    """Flow that would account for a change of market cap under one multiplier, ΔMC / M.

    cap_change    ΔMC, USD, any shape, signed
    multiplier    M, dollars of market cap per dollar of flow, broadcasts, > 0
    returns       USD, signed, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        definition of the multiplier; `MULTIPLIERS` lists the published ones
    """
    cap_change, multiplier = inside(
        cap_change=(cap_change, FINITE), multiplier=(multiplier, POSITIVE)
    )
    return cap_change / multiplier


@dataclass(frozen=True)
class Multiplier:
    """One published estimate of dollars of market cap per dollar of flow."""

    estimator: str
    value: float
    kind: str


MULTIPLIERS = (
    Multiplier("Bank of America", 118.0, "market cap over cumulative flow"),
    Multiplier("Citi", 65.0, "regression of returns on fund flow, times market cap"),
    Multiplier("Mazur & Polyzos", 61.0, "regression of returns on fund flow, times market cap"),
    Multiplier("Glassnode, 90 days", 4.0, "market cap over realised cap, changes"),
    Multiplier("Gabaix & Koijen", 5.0, "inelastic demand of the whole equity market"),
)
