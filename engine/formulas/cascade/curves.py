"""Curves: what a book takes and what a fall forces out, cumulative dollars by log fall.

u is the log fall, ln(P0/P). Every curve stands on one clock: `book_curve` on that of minutes, what
rests in the book now; `trading_curve` on that of days, what a day's trading takes. Forced sales are
put on the clock of whatever takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.numeric.arguments import (
    DEPTH_EXPONENT,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    checked,
    first_index,
    inside,
    place,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Clock = Literal["minutes", "days"]
CLOCKS: tuple[Clock, ...] = ("minutes", "days")


@dataclass(frozen=True, eq=False)
class Curve:
    """Cumulative dollars by log fall, on one clock; values between levels are linear.

    clock      "minutes" (what the book holds now) or "days" (what a day's trading takes)
    levels     log falls u, shape (levels,), ≥ 0, not falling; two equal levels make a jump
    amounts    cumulative USD at each level, shape (..., levels), ≥ 0, not falling along levels
    raises     ValueError naming the argument and index that is out of range or falls
    """

    clock: Clock
    levels: Array
    amounts: Array

    def __post_init__(self) -> None:
        if self.clock not in CLOCKS:
            raise ValueError(f"clock is {self.clock!r}: write 'minutes' or 'days'")
        levels = checked("levels", self.levels, NON_NEGATIVE)
        amounts = checked("amounts", self.amounts, NON_NEGATIVE)
        if levels.ndim != 1 or not levels.size:
            raise ValueError(f"levels has shape {levels.shape}: give one row of at least one level")
        if amounts.shape[-1:] != levels.shape:
            raise ValueError(
                f"amounts has shape {amounts.shape}: its last axis must be levels, {levels.size}"
            )
        _not_falling("levels", levels)
        _not_falling("amounts", amounts)
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "amounts", amounts)


def book_curve(levels: Array, depth: ArrayLike, depth_at: ArrayLike, exponent: ArrayLike) -> Curve:
    """What the book holds within each fall, A(u) = D·(u/d)^κ, on the minutes clock.

    levels      log falls u, shape (levels,), ≥ 0, not falling
    depth       D, USD bid within `depth_at`, any shape, > 0
    depth_at    d, log distance at which D was measured, broadcasts, > 0
    exponent    κ in [0.1, 10], how cumulative depth grows with distance
    returns     Curve with amounts of shape (..., levels)
    raises      ValueError naming the argument and index that is out of range
    source      the inverse of `impact.book_walk`
    """
    d, at, kappa = inside(
        depth=(depth, POSITIVE), depth_at=(depth_at, POSITIVE), exponent=(exponent, DEPTH_EXPONENT)
    )
    fall = checked("levels", levels, NON_NEGATIVE)
    d, at, kappa = (part[..., np.newaxis] for part in (d, at, kappa))
    return Curve("minutes", fall, d * (fall / at) ** kappa)


def trading_curve(
    levels: Array,
    volume: ArrayLike,
    volatility: ArrayLike,
    coefficient: ArrayLike,
    crossover: ArrayLike = 0.0,
) -> Curve:
    """What a day's trading takes for each fall, A(u) = V·q(u), on the days clock.

    q solves u = Y·σ·q/sqrt(q + q0). Without a crossover q = (u/s)², s = Y·σ.

    levels         log falls u, shape (levels,), ≥ 0, not falling
    volume         V, USD traded in a day, any shape, > 0
    volatility     σ, daily standard deviation of log returns, broadcasts, > 0
    coefficient    Y, dimensionless, about 1, > 0
    crossover      q0, the share of volume below which impact is linear, ≥ 0
    returns        Curve with amounts of shape (..., levels)
    raises         ValueError naming the argument and index that is out of range
    source         the inverse of `impact.square_root_with_crossover`
    """
    volume, sigma, y, q0 = inside(
        volume=(volume, POSITIVE),
        volatility=(volatility, POSITIVE),
        coefficient=(coefficient, POSITIVE),
        crossover=(crossover, NON_NEGATIVE),
    )
    fall = checked("levels", levels, NON_NEGATIVE)
    volume, scale, q0 = (part[..., np.newaxis] for part in (volume, y * sigma, q0))
    return Curve("days", fall, volume * share_taken(fall / scale, q0))


def share_taken(fall: Array, crossover: Array) -> Array:
    """Share of a day's volume that trading takes for a fall of x = u/(Y·σ).

    The positive root of q² − x²·q − x²·q0 = 0, the inverse of x = q/sqrt(q + q0).
    """
    half = 0.5 * fall
    share: Array = fall * (half + np.sqrt(half**2 + crossover))
    return share


def forced_curve(clock: Clock, levels: Array, forced_slope: ArrayLike, fuel: ArrayLike) -> Curve:
    """Forced sales down to each fall, F(u) = B·(1 − exp(−L·u/B)), on the clock of what takes them.

    clock           "minutes" or "days"
    levels          log falls u, shape (levels,), ≥ 0, not falling
    forced_slope    L, USD of forced sales per unit log fall at the price, any shape, ≥ 0
    fuel            B, USD, all the forced sales there can be, broadcasts, ≥ 0
    returns         Curve with amounts of shape (..., levels)
    raises          ValueError naming the argument and index that is out of range
    source          as `cascade.total_fall`
    """
    slope, stock = inside(forced_slope=(forced_slope, NON_NEGATIVE), fuel=(fuel, NON_NEGATIVE))
    fall = checked("levels", levels, NON_NEGATIVE)
    return Curve(clock, fall, forced_sales(fall, slope[..., np.newaxis], stock[..., np.newaxis]))


def forced_sales(fall: Array, forced_slope: Array, fuel: Array) -> Array:
    """Forced sales down to a log fall, F(u) = B·(1 − exp(−L·u/B)); 0 without fuel."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sold = -fuel * np.expm1(-forced_slope * fall / fuel)
    return np.where(fuel > 0.0, sold, np.where(np.isnan(fall), np.nan, 0.0))


def _not_falling(name: str, values: Array) -> None:
    """Refuse a curve that falls anywhere along its last axis."""
    offends = values[..., 1:] < values[..., :-1]
    if offends.any():
        *lead, k = first_index(offends)
        now, before = (*lead, k + 1), (*lead, k)
        raise ValueError(
            f"{place(name, now)} is {values[now]:g}: it must not fall below "
            f"{place(name, before)}, {values[before]:g}"
        )
