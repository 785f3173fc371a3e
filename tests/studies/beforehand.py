"""What the model said at the close of the day before: prices and open interest in, ranges out.

Nothing here is fitted, and nothing is read that came after that close.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from engine.formulas.cascade.reproduction import reproduction_day, reproduction_minutes
from engine.formulas.ladder.cohorts import Ladder, build_ladder
from engine.formulas.ladder.weights import leverage_weights
from tests.formulas.cascade.crossing import (
    Curve,
    book_curve,
    first_crossing,
    forced_curve,
    forced_sales,
)
from tests.studies import market
from tests.studies.assumed import Range, axis, spread
from tests.studies.episodes import Before, Episode, before, percent
from tests.studies.ladder.coins import coins_within
from tests.studies.market import Array, Bars

STEP = 0.01
LEVELS = np.concatenate([np.arange(600) * 0.0005, np.linspace(0.3, 1.0, 351)])
HALF_HOURS_A_DAY = 48
FLAT_DAYS = 120


@dataclass(frozen=True, eq=False)
class Forecast:
    """Forced sales against the book on the minutes clock, one row a scenario.

    forced        F, USD
    absorption    A, USD, before withdrawal
    """

    before: Before
    forced: Curve
    absorption: Curve


@cache
def from_shares(episode: Episode) -> Forecast:
    """As the product's pages have it: shares of open interest, for each 1 % and in all."""
    known, a = before(episode), axis()
    slope, fuel = (known.open_interest * a[name] for name in ("forced_share", "fuel_share"))
    return _against_book(known, forced_curve(LEVELS, slope / STEP, fuel))


@cache
def from_ladder(episode: Episode) -> Forecast:
    """As the ladder has it: open interest and price until the close of the day before."""
    return _against_book(before(episode), forced_sales(ladder(episode), LEVELS))


@cache
def ladder(episode: Episode) -> Ladder:
    """The ladder of every scenario at the close of the day before."""
    return _built(episode, slice(None))


@cache
def central(episode: Episode) -> Ladder:
    """The ladder of the central scenario alone."""
    return _built(episode, 0)


def sale(forecast: Forecast) -> Range:
    """The named scenario's first sale, USD."""
    return spread(_sale(forecast))


def stop(forecast: Forecast) -> Range:
    """Log fall after the named scenario's sale within minutes; unknown where nothing stops it."""
    a = axis()
    found = first_crossing(
        forecast.absorption,
        forecast.forced,
        _sale(forecast),
        a["withdrawal"],
        a["share_reaching_book"],
    )
    return spread(found.fall)


def needed(forecast: Forecast, fall: float) -> Range:
    """The sale that stops at this log fall, as a share of the day's volume."""
    return spread(sales_needed(forecast, fall))


def sales_needed(forecast: Forecast, fall: float) -> Array:
    """The same by scenario; NaN where none does: forced sales alone carry the price past it."""
    a, upto = axis(), fall >= LEVELS
    held = a["withdrawal"][:, None] * forecast.absorption.amounts[:, upto]
    gap = held - a["share_reaching_book"][:, None] * forecast.forced.amounts[:, upto]
    stops = (gap[:, -1] >= gap.max(axis=1)) & (gap[:, -1] > 0.0)
    return np.where(stops, gap[:, -1] / forecast.before.volume, np.nan)


def closed_by_ladder(episode: Episode, fall: float) -> Range:
    """Share of the open coins closed by force down to a log fall, as the ladder has it."""
    built = ladder(episode)
    open_coins = built.mixed(built.populations.held).sum(axis=-1)
    return spread(coins_within(built, percent(fall)) / open_coins)


def closed_by_shares(episode: Episode, fall: float) -> Range:
    """The same as the product's pages have it."""
    forecast = from_shares(episode)
    dollars = np.array([np.interp(fall, LEVELS, row) for row in forecast.forced.amounts])
    return spread(dollars / forecast.before.open_interest)


def dollars_within(forecast: Forecast, share: float) -> Range:
    """USD forced within a share of the price below it."""
    level = -np.log1p(-share)
    return spread(np.array([np.interp(level, LEVELS, row) for row in forecast.forced.amounts]))


def reproduction(known: Before) -> tuple[Range, Range]:
    """R at the price as the product's pages have it: over minutes, and over a day at a 1 % fall."""
    a, step = axis(), np.array(STEP)
    slope, reaching = known.open_interest * a["forced_share"] / STEP, a["share_reaching_book"]
    depth, traded = known.volume * a["depth_share"], known.volume * a["genuine_volume"]
    daily = np.array(known.volatility / np.sqrt(365.0))
    minutes = reproduction_minutes(slope, depth, step, a["withdrawal"], reaching)
    day = reproduction_day(slope, traded, daily, a["impact_coefficient"], step, reaching)
    return spread(minutes), spread(day)


def _sale(forecast: Forecast) -> Array:
    a = axis()
    sold: Array = forecast.before.volume * a["genuine_volume"] * a["shock_share"]
    return sold


def _built(episode: Episode, chosen: slice | int) -> Ladder:
    bars, coins, a_day = known_bars(episode)
    a = {name: values[chosen] for name, values in axis().items()}
    return build_ladder(
        bars.close,
        bars.low,
        bars.high,
        coins,
        leverage_weights(a["typical_leverage"], a["leverage_spread"]),
        a["maintenance"],
        1.0 - (1.0 - a["turnover"]) ** (1.0 / a_day),
    )


def _against_book(known: Before, forced: Curve) -> Forecast:
    a = axis()
    depth = known.volume * a["depth_share"]
    return Forecast(known, forced, book_curve(LEVELS, depth, STEP, a["depth_exponent"]))


def known_bars(episode: Episode) -> tuple[Bars, Array, int]:
    """Bars until the close of the day before, open coins at their ends, and bars a day.

    October 2025 has no history of open interest: coins then count as level at the press's figure
    for the day, over half-hour bars.
    """
    end = np.datetime64(episode.before) + np.timedelta64(1, "D")
    if episode.key == "2025":
        bars = market.half_hours().between(end - np.timedelta64(FLAT_DAYS, "D"), end)
        known = before(episode)
        return bars, np.full(bars.close.size, known.open_interest / known.price), HALF_HOURS_A_DAY
    readings = market.open_interest()
    bars = market.daily().between(min(readings), end)
    return bars, np.array([readings[day] for day in bars.time.astype("M8[D]")]) / bars.close, 1
