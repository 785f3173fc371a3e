"""Every forecaster by name: a market comes in, quantiles of the lowest close ahead go out.

Ours mixes the laws; each law stands beside it by itself, the plain walk first.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.laws import LAWS, PLAIN, all_laws
from engine.forecast.mixture import mixed, quantiles
from engine.forecast.protocol import HORIZONS, LEVELS, Cases
from engine.forecast.random_walk import CLOSES_A_YEAR, log_of_lowest
from engine.forecast.volatilities import trailing
from engine.numeric.arguments import Array, BoolArray
from kb.frozen import dataclass

OURS = "mixture of laws"
LEADING = PLAIN
"""The yardstick: a walk without lean on the volatility of the past year."""


@dataclass(frozen=True)
class Market:
    """The cases of one market, each with σ of the past year, annual, shape (n,)."""

    asked: Cases
    volatility: Array

    def only(self, chosen: BoolArray) -> Market:
        """The chosen cases, of the same history."""
        return Market(self.asked.only(chosen), self.volatility[chosen])


def market(asked: Cases) -> Market:
    """A market without the cases that have too few returns for any volatility.

    asked      the cases of a history
    returns    the market
    raises     nothing
    source     `volatilities.trailing` with a year of returns
    """
    volatility = trailing(asked.closes, asked.at, CLOSES_A_YEAR)
    return Market(asked, volatility).only(~np.isnan(volatility))


def plain(given: Market) -> Array:
    """The plain walk for each case, shape (n, 3, 99)."""
    days = np.array(HORIZONS, dtype=np.float64)[:, np.newaxis]
    told = log_of_lowest(given.volatility[:, np.newaxis, np.newaxis], days, LEVELS)
    return np.asarray(np.minimum.accumulate(told, axis=1))


def all_forecasts(given: Market) -> dict[str, Array]:
    """Every forecaster's quantiles by name, ours first, each of shape (n, 3, 99)."""
    laws = all_laws(given.asked, given.volatility)[1:]
    told = (quantiles(law, given.volatility) for law in laws)
    both = {OURS: mixed(given.asked, given.volatility)[0], LEADING: plain(given)}
    return both | dict(zip(LAWS[1:], told, strict=True))
