"""Every forecaster by name: the facts of a market come in, quantiles for each case go out.

The baselines stand in the order in which a reader meets them; ours comes first. A forecaster that
lacks its facts gives NaN, and is scored where it spoke.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.forecast.leaning_walk import lowest_quantiles
from engine.forecast.past_lows import law_by_depth, realised_price_anchor
from engine.forecast.protocol import HORIZONS, LEVELS, Cases
from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.forecast.rebound import rebound_walk
from engine.forecast.resampled import block_bootstrap, filtered_simulation
from engine.forecast.volatilities import fading, trailing
from engine.numeric.arguments import Array, BoolArray, IntArray

OURS = "rebound walk"


@dataclass(frozen=True)
class Market:
    """The cases of one market with what forecasters need beside closes.

    asked             the cases, each with a volatility
    volatility        σ of the past year, annual, shape (n,)
    realised_price    USD a coin as known on each day, shape (n,), NaN where unknown
    """

    asked: Cases
    volatility: Array
    realised_price: Array

    def only(self, chosen: BoolArray) -> Market:
        """The chosen cases, of the same history."""
        there = self.volatility[chosen], self.realised_price[chosen]
        return Market(self.asked.only(chosen), *there)


Forecaster = Callable[[Market], Array]


def market(asked: Cases, realised_price: Array) -> Market:
    """A market without the cases that have too few returns for any volatility.

    asked             the cases of a history
    realised_price    USD a coin on the day of each, shape (n,), NaN where unknown
    returns           the market
    raises            nothing
    source            `volatilities.trailing` with a year of returns
    """
    volatility = trailing(asked.closes, asked.at, CLOSES_A_YEAR)
    return Market(asked, volatility, realised_price).only(~np.isnan(volatility))


def _walk(days: int) -> Forecaster:
    """The walk without lean on the volatility of so many past returns."""

    def forecast(given: Market) -> Array:
        volatility = trailing(given.asked.closes, given.asked.at, days)
        return _plain(volatility)

    return forecast


def _fading_walk(given: Market) -> Array:
    """The walk without lean on RiskMetrics volatility."""
    return _plain(fading(given.asked.closes)[given.asked.at] * np.sqrt(CLOSES_A_YEAR))


def _drawn(draw: Callable[[Array, IntArray], Array]) -> Forecaster:
    """A forecaster that draws paths, which takes time: it speaks on the days that are due alone."""

    def forecast(given: Market) -> Array:
        due = given.asked.due
        quantiles = np.full((len(due), len(HORIZONS), len(LEVELS)), np.nan)
        quantiles[due] = draw(given.asked.closes, given.asked.at[due])
        return quantiles

    return forecast


def _plain(volatility: Array) -> Array:
    """Walks without lean; NaN where the volatility is unknown or nought."""
    usable = volatility > 0.0
    quantiles = lowest_quantiles(np.where(usable, volatility, 1.0), np.zeros(len(volatility)))
    return np.where(usable[:, np.newaxis, np.newaxis], quantiles, np.nan)


BASELINES: dict[str, Forecaster] = {
    "walk, volatility of a year": lambda m: _plain(m.volatility),
    "walk, volatility of 90 days": _walk(90),
    "walk, volatility of 30 days": _walk(30),
    "walk, fading volatility": _fading_walk,
    "walk, volatility of all days": _walk(100 * CLOSES_A_YEAR),
    "filtered historical simulation": _drawn(filtered_simulation),
    "block bootstrap": _drawn(block_bootstrap),
    "past lows by depth": lambda m: law_by_depth(m.asked),
    "anchor on realised price": lambda m: realised_price_anchor(m.asked, m.realised_price),
}

LEADING = next(iter(BASELINES))
"""The baseline that is hard to beat, and the one we fall back to."""


def ours(given: Market) -> Array:
    """Our forecast for each case, shape (n, 3, 99)."""
    return rebound_walk(given.asked, given.volatility)


def two_forecasts(given: Market) -> dict[str, Array]:
    """Our quantiles and those of the leading baseline, each of shape (n, 3, 99)."""
    return {OURS: ours(given), LEADING: BASELINES[LEADING](given)}


def all_forecasts(given: Market) -> dict[str, Array]:
    """Every forecaster's quantiles by name, ours first, each of shape (n, 3, 99)."""
    return {OURS: ours(given), **{name: make(given) for name, make in BASELINES.items()}}
