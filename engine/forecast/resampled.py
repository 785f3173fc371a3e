"""Paths drawn from past returns: closes come in, quantiles of the lowest close ahead go out.

Two benchmarks. Filtered historical simulation draws past returns divided by the volatility of their
day and lets the volatility move on along the path; the block bootstrap draws whole months as they
came, drift and all. The draws are the same for every day asked, so a forecast depends on the past
of its day alone.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.leaning_walk import uncrossed
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.volatilities import MEMORY, fading, log_returns
from engine.numeric.arguments import Array, IntArray

PATHS = 500
BLOCK = 30
SEED = 20_251_121
RECENT = 4 * 365
SMALLEST = 1e-6  # a daily volatility under it would blow up what is divided by it
LARGEST = 1.0  # a daily variance over it, of drawn shocks upon shocks, would run away


def filtered_simulation(closes: Array, at: IntArray, paths: int = PATHS) -> Array:
    """Filtered historical simulation: z = r / σ of the day before, centred, σ moving on by each.

    closes     USD a coin, oldest first, NaN only before the first known day
    at         indices of the days asked, shape (n,), each with at least two returns before it
    paths      draws per day
    returns    X at `LEVELS`, shape (n, 3, 99)
    raises     nothing
    source     Barone-Adesi, Giannopoulos & Vosper 1999, with RiskMetrics volatility
    """
    moves, sigma = log_returns(closes), np.maximum(fading(closes), SMALLEST)
    first = int(np.argmax(~np.isnan(moves))) + 1
    shocks = moves[first:] / sigma[first - 1 : -1]
    drawn = np.random.default_rng(SEED).random((max(HORIZONS), paths))
    level = np.zeros((len(at), paths))
    variance = np.repeat(sigma[at][:, np.newaxis] ** 2, paths, axis=1)
    lowest = np.full_like(level, np.inf)
    pools = [_centred(shocks[: int(day) + 1 - first]) for day in at]
    seen = []
    for step in range(max(HORIZONS)):
        shock = np.stack([pool[(drawn[step] * len(pool)).astype(np.int64)] for pool in pools])
        move = np.sqrt(variance) * shock
        level += move
        np.minimum(lowest, level, out=lowest)
        variance = np.minimum(MEMORY * variance + (1.0 - MEMORY) * move**2, LARGEST)
        if step + 1 in HORIZONS:
            seen.append(np.quantile(lowest, LEVELS, axis=1).T)
    return uncrossed(np.stack(seen, axis=1))


def _centred(shocks: Array) -> Array:
    """The last four years of shocks without their mean."""
    return np.asarray(shocks[-RECENT:] - shocks[-RECENT:].mean())


def block_bootstrap(closes: Array, at: IntArray, paths: int = PATHS) -> Array:
    """Months of past returns, drawn whole and laid end to end.

    arguments    as for `filtered_simulation`; each day needs more than `BLOCK` returns before it
    returns      X at `LEVELS`, shape (n, 3, 99)
    raises       nothing
    source       Künsch 1989, moving blocks; the last four years, their drift left in
    """
    moves = log_returns(closes)
    first = int(np.argmax(~np.isnan(moves)))
    blocks = -(-max(HORIZONS) // BLOCK)
    drawn = np.random.default_rng(SEED).random((paths, blocks))
    given = np.empty((len(at), len(HORIZONS), len(LEVELS)))
    for place, day in enumerate(at):
        pool = moves[max(first, int(day) + 1 - RECENT) : int(day) + 1]
        starts = (drawn * (len(pool) - BLOCK + 1)).astype(np.int64)
        steps = pool[(starts[:, :, np.newaxis] + np.arange(BLOCK)).reshape(paths, -1)]
        lowest = np.minimum.accumulate(np.cumsum(steps[:, : max(HORIZONS)], axis=1), axis=1)
        ends = lowest[:, [days - 1 for days in HORIZONS]]
        given[place] = np.quantile(ends, LEVELS, axis=0).T
    return given
