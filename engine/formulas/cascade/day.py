"""Cascade on the clock of days: a sale, the forced sales behind it and a day's trading come in.

A day's trading takes far more than a book of minutes holds, by the square-root law: A(u) = V·q(u)
with u = s·q/sqrt(q + q0), s = Y·σ. The crossover q0 is the share of volume below which impact is
linear. At q0 = 0 the law has an infinite slope at nothing, and so a vanishing sale still ends at
s²·φ·L/V: an artefact, not a finding. A slide of weeks is not one cascade on either clock.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.cascade.curves import forced_sales
from engine.formulas.cascade.scenario import DEEPEST
from engine.formulas.cascade.smooth_crossing import Trading, only_root
from engine.formulas.cascade.trading_day import TradingDay, on_pages
from engine.numeric.arguments import Array


@on_pages("cascade.total_fall_day", returns="ratio")
def total_fall_day(of: TradingDay) -> Array:
    """Log fall at which a day's cascade stops, u* = inf{u : V·q(u) ≥ V0 + φ·B·(1 − e^(−L·u/B))}.

    With a crossover, a small sale is multiplied by 1/(1 − R), R = φ·L·s/(V·sqrt(q0)), where that is
    below 1. Without one (q0 = 0) the fall tends to s²·φ·L/V as V0 → 0, an artefact of the law.

    arguments    as `trading_day.TradingDay`
    returns      u*, log fall, ≥ 0, the broadcast shape; 0 without a sale; NaN where nothing stops
                 it up to `DEEPEST`
    raises       ValueError naming the argument and index that is out of range
    source       threshold sellers, Cont & Schaanning 2017, against `impact.crossover_amount`
    """
    return _stop(of)


@on_pages("cascade.stops_day", returns="ratio")
def stops_day(of: TradingDay) -> Array:
    """Whether a day's cascade stops within what is known: 1 where it does, 0 where not.

    arguments    as `trading_day.TradingDay`
    returns      1 or 0, the broadcast shape; 0 exactly where `total_fall_day` is NaN
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall_day`
    """
    return np.where(np.isnan(_stop(of)), 0.0, 1.0)


@on_pages("cascade.initial_fall_day", returns="ratio")
def initial_fall_day(of: TradingDay) -> Array:
    """Log fall the sale would cause by itself in a day, u0 = s·q/sqrt(q + q0) with q = V0/V.

    forced_slope, fuel and share_reaching_book are checked but do not enter.

    arguments    as `trading_day.TradingDay`
    returns      u0, log fall, ≥ 0, the broadcast shape; NaN beyond `DEEPEST`
    raises       ValueError naming the argument and index that is out of range
    source       `impact.square_root_with_crossover`; `impact.square_root` at q0 = 0
    """
    return _alone(of)


@on_pages("cascade.forced_notional_day", returns="USD")
def forced_notional_day(of: TradingDay) -> Array:
    """Dollars of positions forced out down to the day's stop, F(u*) = B·(1 − exp(−L·u*/B)).

    arguments    as `trading_day.TradingDay`
    returns      USD, between 0 and the fuel, the broadcast shape; NaN where nothing stops the fall
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall_day`
    """
    return forced_sales(_stop(of), of.forced_slope, of.fuel)


@on_pages("cascade.amplification_day", returns="ratio")
def amplification_day(of: TradingDay) -> Array:
    """Total fall of the day over the fall of the sale alone, u*/u0.

    Without a crossover it grows without bound as the sale vanishes, for the artefact's sake.

    arguments    as `trading_day.TradingDay`
    returns      dimensionless, ≥ 1, the broadcast shape; NaN where nothing stops the fall, and
                 where there is no sale to amplify
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall_day`
    """
    alone = _alone(of)
    with np.errstate(invalid="ignore"):
        return _stop(of) / np.where(alone > 0.0, alone, np.nan)


def _alone(of: TradingDay) -> Array:
    share = of.shock / of.volume
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.where(share > 0.0, of.scale * share / np.sqrt(share + of.crossover), 0.0)
    return np.where(fall <= DEEPEST, fall, np.nan)


def _stop(of: TradingDay) -> Array:
    """u* of a checked day: the crossing in units of s and V, carried back."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate = np.where(of.fuel > 0.0, of.forced_slope * of.scale / of.fuel, 0.0)
    trading = Trading(
        crossover=of.crossover,
        shock=of.shock / of.volume,
        fuel=of.share_reaching_book * of.fuel / of.volume,
        rate=rate,
        deepest=DEEPEST / of.scale,
    )
    return only_root(trading) * of.scale
