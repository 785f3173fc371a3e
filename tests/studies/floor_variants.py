"""What was tried for the forecast: every variant with its score before and after the choice.

The rule of the choice was fixed first. Only Fridays whose horizons had ended by the end of 2019
count; the score is 1 − √(ratio at 90 days · ratio at 180 days), each ratio the mean CRPS over that
of the walk on a year's volatility. The best score wins; among variants of the grid within one point
of it the slowest learner wins, then the one that assumes less lean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from engine.forecast.forecasters import BASELINES, LEADING, Market
from engine.forecast.leaning_walk import lowest_quantiles, uncrossed
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.quantile_scores import crps, transform
from engine.forecast.rebound import mean_slope, rebound, slope_losses
from engine.forecast.volatilities import trailing
from engine.numeric.arguments import Array, BoolArray
from kb.clock import day_number

CHOSEN_ON = day_number(date(2019, 12, 31))
RATES = (1.0, 2.0, 4.0, 8.0, 16.0)
NEAR = 0.01
PICKED = ("rebound", 0.0, 8.0)


class Variant(NamedTuple):
    """A variant: its place in the grid, where it has one, and its quantiles."""

    name: str
    grid: tuple[str, float, float] | None
    quantiles: Array


class Tried(NamedTuple):
    """A variant's score on the Fridays it was chosen on, and after."""

    name: str
    grid: tuple[str, float, float] | None
    before: float
    after: float
    whole: float


def features(given: Market) -> dict[str, Array]:
    """What a lean was tried to be learned from, each as it was known on the day."""
    asked, sigma = given.asked, given.volatility
    logs = np.log(asked.closes)
    average = np.array([logs[max(at - 199, 0) : at + 1].mean() for at in asked.at])
    return {
        "rebound": rebound(asked, sigma),
        "rebound, not in units of volatility": np.clip(np.log(asked.price / asked.lowest), 0, 1.5),
        "age of the drawdown, years": np.clip((asked.at - asked.episode) / 365.0, 0.0, 2.5),
        "depth under the peak": np.clip(np.log(asked.price / asked.peak), -2.0, 0.0),
        "market cap over realised cap": np.nan_to_num(np.log(asked.price / given.realised_price)),
        "price against its mean of 200 days": np.clip((logs[asked.at] - average) / sigma, -2, 2),
        "noise in place of a feature": np.random.default_rng(1).random(len(asked)),
    }


def variants(given: Market) -> Iterator[Variant]:
    """Every variant that the page lists."""
    asked, sigma = given.asked, given.volatility
    for name, feature in features(given).items():
        for at_rest in (0.0, 0.25, 0.5) if name == "rebound" else (0.0, 0.5):
            lost = slope_losses(asked, sigma, feature, at_rest)
            for rate in RATES:
                lean = at_rest + mean_slope(lost, rate) * feature
                told = lowest_quantiles(sigma, lean)
                yield Variant(f"{name}", (name, at_rest, rate), told)
    for lean in (0.25, 0.5, 0.75):
        told = lowest_quantiles(sigma, np.full(len(asked), lean))
        yield Variant(f"a fixed lean of {lean:g}, nothing learned", None, told)
    for days in (90, 180, 730):
        mixed = sigma**0.75 * trailing(asked.closes, asked.at, days) ** 0.25
        told = lowest_quantiles(mixed, np.zeros(len(asked)))
        yield Variant(f"volatility of a year, a quarter of it of {days} days", None, told)
    plain = BASELINES[LEADING](given)
    for held in (10.0, 20.0):
        name = f"the plain walk, recalibrated on its own PIT (prior worth {held:g} outcomes)"
        yield Variant(name, None, recalibrated(given, plain, held))
    feature = rebound(asked, sigma)
    lost = slope_losses(asked, sigma, feature)
    for rate in (4.0, 8.0):
        wide = lowest_quantiles(sigma, mean_slope(lost, rate, spread=2.0) * feature)
        yield Variant(f"rebound, a prior twice as wide, rate {rate:g}", None, wide)
    told = lowest_quantiles(sigma, mean_slope(lost) * feature)
    for held in (10.0, 100.0):
        name = f"the rebound walk, recalibrated in the same way (prior worth {held:g})"
        yield Variant(name, None, recalibrated(given, told, held))


def recalibrated(given: Market, told: Array, held: float) -> Array:
    """Levels bent by the PITs of ended cases, each worth 7/H, beside `held` uniform ones."""
    ends = np.concatenate([[0.0], LEVELS, [1.0]])
    made = told.copy()
    for horizon, days in enumerate(HORIZONS):
        place = transform(told[:, horizon], given.asked.outcome[:, horizon])
        for case, ended in enumerate(given.asked.ended(horizon)):
            past = place[:ended][~np.isnan(place[:ended])]
            under = np.searchsorted(np.sort(past), ends, side="right") * 7.0 / days
            bent = (under + held * ends) / (len(past) * 7.0 / days + held)
            bent[0], bent[-1] = 0.0, 1.0
            levels = np.interp(LEVELS, bent, ends)
            made[case, horizon] = np.interp(levels, LEVELS, told[case, horizon])
    return uncrossed(made)


def before(given: Market, horizon: int) -> BoolArray:
    """The Fridays the choice was made on: their horizons had ended by the end of 2019."""
    return given.asked.due & (given.asked.day + HORIZONS[horizon] <= CHOSEN_ON)


def after(given: Market, horizon: int) -> BoolArray:
    """The Fridays after it."""
    return given.asked.due & (given.asked.day > CHOSEN_ON)


def whole(given: Market, horizon: int) -> BoolArray:
    """Every Friday that is due."""
    return np.asarray(given.asked.due & (horizon >= 0))


def score(told: Array, plain: Array, uses: list[BoolArray]) -> float:
    """1 − √(ratio at 90 · ratio at 180), each ratio mean losses over those of the plain walk.

    told, plain  losses by horizon, shape (n, 3), NaN where the outcome is not in
    """
    ratios = [np.nanmean(told[use, h]) / np.nanmean(plain[use, h]) for h, use in enumerate(uses)]
    return 1.0 - float(np.sqrt(np.prod(ratios)))


def tried(given: Market) -> list[Tried]:
    """Every variant with its three scores."""
    plain = crps(lowest_quantiles(given.volatility, 0.0), given.asked.outcome)
    parts = [[where(given, h) for h in (0, 1)] for where in (before, after, whole)]
    found = []
    for variant in variants(given):
        losses = crps(variant.quantiles, given.asked.outcome)
        scores = (score(losses, plain, uses) for uses in parts)
        found.append(Tried(variant.name, variant.grid, *scores))
    return found


def picked(found: list[Tried]) -> tuple[str, float, float]:
    """What the rule picks among the grid; noise takes no part."""
    grid = [
        (one.grid, one.before) for one in found if one.grid and not one.name.startswith("noise")
    ]
    near = max(score for _, score in grid) - NEAR
    return min((where for where, score in grid if score >= near), key=lambda where: where[:0:-1])
