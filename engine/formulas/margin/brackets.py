"""Margin brackets: floors and rates come in, maintenance and liquidation prices go out.

Rates rise with the size of a position, and each rate applies to the part above its floor, as in a
tax table. So maintenance is the largest of the brackets' lines, and the liquidation price falls out
of one maximum (long) or minimum (short) over the brackets, taken at the notional at liquidation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.formulas.margin.binance import liquidation_price_inverse, liquidation_price_linear
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    SHARE_BELOW_ONE,
    Array,
    IntArray,
    checked,
    numbers,
    place,
    side_of,
)


@dataclass(frozen=True, eq=False)
class Brackets:
    """A venue's maintenance table on a date.

    venue        whose rule, and the contract
    dated        the day the table was read; brackets change
    floors       lower edge of each bracket in the contract's margin currency, rising from 0
    rates        maintenance margin rate of each bracket in [0, 1), rising
    leverages    highest leverage of each bracket, falling, where the venue publishes it
    amounts      what each bracket takes off its rate times the whole value, from floors and rates
    """

    venue: str
    dated: str
    floors: Array
    rates: Array
    leverages: Array | None = None
    amounts: Array = field(init=False)

    def __post_init__(self) -> None:
        floors = checked("floors", self.floors, NON_NEGATIVE)
        rates = checked("rates", self.rates, SHARE_BELOW_ONE)
        _rising("floors", floors)
        _rising("rates", rates)
        _as_long_as("rates", rates, floors)
        if floors[0] != 0.0:
            raise ValueError(f"floors[0] is {floors[0]:g}: the first bracket must begin at 0")
        object.__setattr__(self, "floors", floors)
        object.__setattr__(self, "rates", rates)
        object.__setattr__(self, "leverages", _leverages(self.leverages, floors, rates))
        object.__setattr__(self, "amounts", maintenance_amounts(floors, rates))

    def at(self, notional: Array | float) -> IntArray:
        """Number of the bracket, from 0, that holds `notional`; an edge counts to the lower."""
        size = checked("notional", notional, NON_NEGATIVE)
        return np.maximum(np.searchsorted(self.floors, size, side="left") - 1, 0)

    def maintenance(self, notional: Array | float) -> Array:
        """Maintenance margin, N·m_n − cum_n with n the bracket that holds N."""
        size = checked("notional", notional, NON_NEGATIVE)
        bracket = self.at(size)
        maintenance: Array = size * self.rates[bracket] - self.amounts[bracket]
        return maintenance

    def max_leverage(self, notional: Array | float) -> Array:
        """Highest leverage at which a position of `notional` may be opened; NaN if unpublished."""
        bracket = self.at(notional)
        published = self.leverages
        return np.full(bracket.shape, np.nan) if published is None else published[bracket]


def maintenance_amounts(floors: Array, rates: Array) -> Array:
    """Maintenance amounts of brackets, cum_n = cum_{n−1} + floor_n·(m_n − m_{n−1}), cum_0 = 0.

    floors     lower edges, margin currency, shape (brackets,)
    rates      maintenance margin rates, same shape
    returns    cum, margin currency, same shape
    source     Binance leverage and margin FAQ; 250k·0.5 % + 50 = 1,300
    """
    return np.cumsum(floors * np.diff(rates, prepend=rates[:1]))


def liquidation_price_linear_tiered(
    brackets: Brackets,
    wallet: Array | float,
    quantity: Array | float,
    entry: Array | float,
    side: Array | float,
    other_maintenance: Array | float = 0.0,
    other_profit: Array | float = 0.0,
) -> Array:
    """Liquidation price of a linear contract in the bracket of its notional at liquidation.

    Maintenance is max_n(N·m_n − cum_n), so equity less maintenance is the least of the brackets'
    lines: its root is the highest of their roots for a long, the lowest for a short.

    brackets    table in USD
    others      as `binance.liquidation_price_linear`
    returns     LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises      ValueError naming the argument and index that is out of range
    source      Binance FAQ: recompute with the bracket of the position at the liquidation price
    """
    each = [
        liquidation_price_linear(
            wallet, quantity, entry, side, rate, amount, other_maintenance, other_profit
        )
        for rate, amount in zip(brackets.rates, brackets.amounts, strict=True)
    ]
    return _binding(np.stack(each), side, unbounded=-1.0)


def liquidation_price_inverse_tiered(
    brackets: Brackets,
    wallet: Array | float,
    notional: Array | float,
    entry: Array | float,
    side: Array | float,
    other_maintenance: Array | float = 0.0,
    other_profit: Array | float = 0.0,
) -> Array:
    """Liquidation price of an inverse contract in the bracket of its value at liquidation.

    brackets    table in coins
    others      as `binance.liquidation_price_inverse`
    returns     LP, USD per coin, the broadcast shape; NaN where no positive price liquidates
    raises      ValueError naming the argument and index that is out of range
    source      as `liquidation_price_linear_tiered`, with value N/LP in coins
    """
    each = [
        liquidation_price_inverse(
            wallet, notional, entry, side, rate, amount, other_maintenance, other_profit
        )
        for rate, amount in zip(brackets.rates, brackets.amounts, strict=True)
    ]
    return _binding(np.stack(each), side, unbounded=1.0)


def _binding(each: Array, side: Array | float, unbounded: float) -> Array:
    """The bracket that binds first: the highest price for a long, the lowest for a short.

    Without a root a bracket never binds, but for the side whose loss has no bound (`unbounded`: a
    linear short, an inverse long): there the equity is below maintenance at every price.
    """
    long = side_of(side) > 0.0
    best = np.where(long, np.fmax.reduce(each, axis=0), np.fmin.reduce(each, axis=0))
    hopeless = (side_of(side) == unbounded) & np.isnan(each).any(axis=0)
    return np.where(hopeless, np.nan, best)


def _leverages(leverages: Array | None, floors: Array, rates: Array) -> Array | None:
    """The highest leverages, checked: falling, and never so high that one opens in liquidation."""
    if leverages is None:
        return None
    given = checked("leverages", leverages, AT_LEAST_ONE)
    _as_long_as("leverages", given, floors)
    _rising("leverages", -given, "below", -1.0)
    for index in np.flatnonzero(rates * given >= 1.0):
        raise ValueError(
            f"{place('leverages', (int(index),))} is {given[index]:g}: a position so opened would "
            f"be liquidated at once, at a maintenance rate of {rates[index]:g}"
        )
    return given


def _as_long_as(name: str, values: Array, floors: Array) -> None:
    if values.shape != floors.shape:
        raise ValueError(f"{name} has shape {values.shape}: it must be {floors.shape}, as floors")


def _rising(name: str, values: Array, must_be: str = "above", sign: float = 1.0) -> None:
    values = numbers(name, values)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"{name} has shape {values.shape}: give one row of at least one bracket")
    for index in range(1, values.size):
        if values[index] <= values[index - 1]:
            raise ValueError(
                f"{place(name, (index,))} is {sign * values[index]:g}: it must be {must_be} "
                f"{place(name, (index - 1,))}, {sign * values[index - 1]:g}"
            )
