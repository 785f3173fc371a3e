"""Cascade: a shock, the forced sales behind it and the book come in, where it stops goes out.

Everything here is on the minutes clock. Log falls: u = ln(P0/P). The book is A(u) = D·(u/d)^κ,
thinned to the share W; forced sales are F(u) = B·(1 − exp(−L·u/B)), of which the share φ reaches
the book. The stop is u* = inf{u : W·A(u) ≥ V0 + φ·F(u)}. Curves of any other form go to
`crossing.first_crossing`; reproduction numbers, on either clock, are in `reproduction`.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import Array
from engine.deleveraging.cascade.reproduction import (
    reproduction_day,
    reproduction_minutes,
    reproduction_number,
)
from engine.deleveraging.cascade.smooth_crossing import Shape, first_root
from engine.deleveraging.cascade.waves import DEEPEST, forced_sales, scenario, waves
from engine.formulas import formula

__all__ = [
    "DEEPEST",
    "amplification",
    "forced_notional",
    "forced_sales",
    "initial_fall",
    "reproduction_day",
    "reproduction_minutes",
    "reproduction_number",
    "stops",
    "total_fall",
    "waves",
]

_UNITS = {
    "shock": "USD",
    "forced_slope": "USD",
    "fuel": "USD",
    "depth": "USD",
    "depth_at": "ratio",
    "exponent": "ratio",
    "withdrawal": "ratio",
    "share_reaching_book": "ratio",
}


@formula("cascade.total_fall", returns="ratio", **_UNITS)
def total_fall(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Log fall at which the cascade stops, u* = inf{u : W·D·(u/d)^κ ≥ V0 + φ·B·(1 − e^(−L·u/B))}.

    Exact: the first root, found in an interval that holds one sign change. It is 0 without a shock.

    shock                  V0, USD sold at once from outside, any shape, ≥ 0
    forced_slope           L, USD of forced sales per unit log fall at the price, broadcasts, ≥ 0
    fuel                   B, USD, all the forced sales there can be, ≥ 0
    depth                  D, USD bid within `depth_at`, > 0
    depth_at               d, log distance at which D was measured, > 0
    exponent               κ in [0.1, 10], how cumulative depth grows with distance
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    returns                u*, log fall, ≥ 0, the broadcast shape; NaN where nothing stops it within
                           the known fuel and book (u up to `DEEPEST`); see `stops`
    raises                 ValueError naming the argument and index that is out of range
    source                 threshold sellers, Cont & Schaanning 2017; its closed forms are the tests
    """
    parts = scenario(
        shock, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    return _stop(*parts)


@formula("cascade.stops", returns="ratio", **_UNITS)
def stops(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Whether the cascade stops within the known fuel and book: 1 where it does, 0 where not.

    The companion of `total_fall`: 0 exactly where that is NaN.

    arguments    as `total_fall`
    returns      1 or 0, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    fall = total_fall(
        shock, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    return np.where(np.isnan(fall), 0.0, 1.0)


@formula("cascade.initial_fall", returns="ratio", **_UNITS)
def initial_fall(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Log fall the shock would cause by itself, u0 = A⁻¹(V0/W) = d·(V0/(W·D))^(1/κ).

    Takes the same arguments as `total_fall`; forced_slope, fuel and share_reaching_book are checked
    but do not enter.

    arguments    as `total_fall`
    returns      u0, log fall, ≥ 0, the broadcast shape; NaN beyond `DEEPEST`
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall` with F = 0
    """
    parts = scenario(
        shock, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    v0, _, _, d, at, kappa, w, _ = parts
    with np.errstate(over="ignore"):
        alone = at * (v0 / (w * d)) ** (1.0 / kappa)
    return np.where(alone <= DEEPEST, alone, np.nan)


@formula("cascade.forced_notional", returns="USD", **_UNITS)
def forced_notional(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Dollars of positions forced out down to the stop, F(u*) = B·(1 − exp(−L·u*/B)).

    All of them, as a venue reports liquidations; the book sees φ·F(u*).

    arguments    as `total_fall`
    returns      USD, between 0 and the fuel, the broadcast shape; NaN where nothing stops the fall
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    parts = scenario(
        shock, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    return forced_sales(_stop(*parts), parts[1], parts[2])


@formula("cascade.amplification", returns="ratio", **_UNITS)
def amplification(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Total fall over the fall of the shock alone, u*/u0.

    Equal to the local multiplier 1/(1 − R) only for a linear book and uniform forced sales.

    arguments    as `total_fall`
    returns      dimensionless, ≥ 1, the broadcast shape; NaN where nothing stops the fall, and
                 where there is no shock to amplify
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    arguments = (
        shock,
        forced_slope,
        fuel,
        depth,
        depth_at,
        exponent,
        withdrawal,
        share_reaching_book,
    )
    alone = initial_fall(*arguments)
    with np.errstate(invalid="ignore"):
        return total_fall(*arguments) / np.where(alone > 0.0, alone, np.nan)


def _stop(
    v0: Array, slope: Array, b: Array, d: Array, at: Array, kappa: Array, w: Array, phi: Array
) -> Array:
    """u* for checked arguments: the crossing in units of depth_at, carried back."""
    unit = w * d
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate = np.where(b > 0.0, slope * at / b, 0.0)
    shape = Shape(
        exponent=kappa, shock=v0 / unit, fuel=phi * b / unit, rate=rate, deepest=DEEPEST / at
    )
    return first_root(shape) * at
