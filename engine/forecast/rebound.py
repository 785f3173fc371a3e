"""The forecast: a walk whose lean is learned from how far the price has come back from its low.

Cases come in, quantiles of the lowest close ahead go out. The walk has the volatility of the past
year and a lean ν = s·r: r is the rebound, ln(close / lowest close of the episode) in units of that
volatility, and s a slope that past cases teach. Nine slopes from −3 to 3 stand ready; each carries
a prior weight, normal around no slope at all, and is weighed down by e^(−η·loss) for what it lost
on cases that had ended, loss being CRPS in units of σ·√H. Overlapping weeks count once: a case
counts 7/H. With nothing learned the mean slope is nought, and the walk is the plain one.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.leaning_walk import lowest_quantiles
from engine.forecast.protocol import HORIZONS, Cases
from engine.forecast.quantile_scores import crps
from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.numeric.arguments import Array

SLOPES: Array = np.array([-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
SPREAD = 1.0
"""Standard deviation of the prior over slopes."""
LEARNING_RATE = 8.0
FARTHEST = 1.5
"""Rebounds beyond it, in annual standard deviations, count as this."""


def rebound(asked: Cases, volatility: Array) -> Array:
    """r = ln(close / lowest close of the episode so far) / σ, at most `FARTHEST`.

    asked         the cases
    volatility    σ, annual, shape (n,)
    returns       dimensionless, ≥ 0, shape (n,)
    raises        nothing
    source        definition
    """
    return np.clip(np.log(asked.price / asked.lowest) / volatility, 0.0, FARTHEST)


def slope_losses(asked: Cases, volatility: Array, feature: Array, at_rest: float = 0.0) -> Array:
    """What a walk with lean ν₀ + s·feature had lost by the day of each case, for every slope.

    asked         the cases, oldest first
    volatility    σ, annual, shape (n,), > 0
    feature       shape (n,), finite
    at_rest       ν₀, the lean where the feature is nought
    returns       Σ CRPS / (σ·√H) · 7/H over ended cases, mean over horizons, shape (slopes, n)
    raises        ValueError when a volatility is not above 0 or a feature not finite
    source        the module
    """
    return np.stack([_lost(asked, volatility, at_rest + s * feature) for s in SLOPES])


def mean_slope(losses: Array, rate: float = LEARNING_RATE, spread: float = SPREAD) -> Array:
    """The mean of `SLOPES` under weights exp(−½·(s/spread)² − η·loss).

    losses     what each slope had lost, shape (slopes, n)
    rate       η, how fast a record outweighs the prior; 0 learns nothing
    spread     standard deviation of the prior
    returns    s, shape (n,)
    raises     nothing
    source     exponential weights on forecasters: Vovk 1990; Cesa-Bianchi & Lugosi 2006
    """
    prior = -0.5 * (SLOPES / spread) ** 2
    logs = prior[:, np.newaxis] - rate * losses
    weights = np.exp(logs - logs.max(axis=0))
    return np.asarray((weights * SLOPES[:, np.newaxis]).sum(axis=0) / weights.sum(axis=0))


def rebound_walk(asked: Cases, volatility: Array) -> Array:
    """The forecast at `LEVELS` for each case.

    asked         the cases, oldest first
    volatility    σ of the past year, annual, shape (n,), > 0
    returns       X, shape (n, 3, 99)
    raises        ValueError when a volatility is not above 0
    source        the module
    """
    came_back = rebound(asked, volatility)
    slope = mean_slope(slope_losses(asked, volatility, came_back))
    return lowest_quantiles(volatility, slope * came_back)


def _lost(asked: Cases, volatility: Array, lean: Array) -> Array:
    """What a lean had lost by the day of each case: mean over horizons of summed losses · 7/H."""
    quantiles = lowest_quantiles(volatility, lean)
    total = np.zeros(len(asked))
    for horizon, days in enumerate(HORIZONS):
        unit = volatility * np.sqrt(days / CLOSES_A_YEAR)
        losses = crps(quantiles[:, horizon], asked.outcome[:, horizon]) / unit * 7.0 / days
        summed = np.concatenate([[0.0], np.cumsum(np.nan_to_num(losses))])
        total += summed[asked.ended(horizon)] / len(HORIZONS)
    return total
