"""Cascade: a shock, the forced sales behind it and the book come in, where it stops goes out.

Everything here is on the minutes clock. Log falls: u = ln(P0/P). The book, the forced sales and
what each number means stand in `scenario.Scenario`. The stop is u* = inf{u : W·A(u) ≥ V0 + φ·F(u)}.
Reproduction numbers, on the clock of minutes and on that of days, stand in `reproduction`.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.cascade.scenario import DEEPEST, Scenario, on_pages
from engine.formulas.cascade.smooth_crossing import Book, first_root
from engine.numeric.arguments import Array


@on_pages("cascade.total_fall", returns="ratio")
def total_fall(of: Scenario) -> Array:
    """Log fall at which the cascade stops, u* = inf{u : W·D·(u/d)^κ ≥ V0 + φ·B·(1 − e^(−L·u/B))}.

    Exact: the first root, found in an interval that holds one sign change. It is 0 without a shock.

    arguments    as `scenario.Scenario`
    returns      u*, log fall, ≥ 0, the broadcast shape; NaN where nothing stops it within the known
                 fuel and book (u up to `DEEPEST`); see `stops`
    raises       ValueError naming the argument and index that is out of range
    source       threshold sellers, Cont & Schaanning 2017; its closed forms are the tests
    """
    return stop_of(of)


@on_pages("cascade.stops", returns="ratio")
def stops(of: Scenario) -> Array:
    """Whether the cascade stops within the known fuel and book: 1 where it does, 0 where not.

    The companion of `total_fall`: 0 exactly where that is NaN.

    arguments    as `scenario.Scenario`
    returns      1 or 0, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    return np.where(np.isnan(stop_of(of)), 0.0, 1.0)


@on_pages("cascade.initial_fall", returns="ratio")
def initial_fall(of: Scenario) -> Array:
    """Log fall the shock would cause by itself, u0 = A⁻¹(V0/W) = d·(V0/(W·D))^(1/κ).

    forced_slope, fuel and share_reaching_book are checked but do not enter.

    arguments    as `scenario.Scenario`
    returns      u0, log fall, ≥ 0, the broadcast shape; NaN beyond `DEEPEST`
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall` with F = 0
    """
    return of.fall_for(of.shock)


@on_pages("cascade.forced_notional", returns="USD")
def forced_notional(of: Scenario) -> Array:
    """Dollars of positions forced out down to the stop, F(u*) = B·(1 − exp(−L·u*/B)).

    All of them, as a venue reports liquidations; the book sees φ·F(u*).

    arguments    as `scenario.Scenario`
    returns      USD, between 0 and the fuel, the broadcast shape; NaN where nothing stops the fall
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    return of.forced(stop_of(of))


@on_pages("cascade.amplification", returns="ratio")
def amplification(of: Scenario) -> Array:
    """Total fall over the fall of the shock alone, u*/u0.

    Equal to the local multiplier 1/(1 − R) only for a linear book and uniform forced sales.

    arguments    as `scenario.Scenario`
    returns      dimensionless, ≥ 1, the broadcast shape; NaN where nothing stops the fall, and
                 where there is no shock to amplify
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`
    """
    alone = of.fall_for(of.shock)
    with np.errstate(invalid="ignore"):
        return stop_of(of) / np.where(alone > 0.0, alone, np.nan)


def stop_of(of: Scenario) -> Array:
    """u* of a checked scenario: the crossing in units of depth_at, carried back."""
    unit = of.withdrawal * of.depth
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate = np.where(of.fuel > 0.0, of.forced_slope * of.depth_at / of.fuel, 0.0)
    book = Book(
        exponent=of.exponent,
        shock=of.shock / unit,
        fuel=of.share_reaching_book * of.fuel / unit,
        rate=rate,
        deepest=DEEPEST / of.depth_at,
    )
    return first_root(book) * of.depth_at
