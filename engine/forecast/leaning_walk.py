"""A random walk that leans: volatility and drift come in, the law of its lowest close goes out.

ln P moves by independent normal steps with a drift. The drift is given as a lean, the drift of a
year over the volatility of a year (a Sharpe ratio of log returns); with none it is the plain walk.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.fingerprint import code_digest
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.random_walk import CLOSES, CLOSES_A_YEAR
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, Array, inside
from engine.numeric.normal import normal_cdf
from kb.cache import cached_bytes

STEEPEST = 8.0  # leans beyond it, over a whole horizon, are taken as this
STEP = 0.05
GRID: Array = np.linspace(-12.0, 0.0, 2401)


def lowest_law(depth: Array, lean: Array) -> Array:
    """P(U ≤ u) = Φ(u − θ) + e^(2θu)·Φ(u + θ), U the running minimum over σ·√T, θ = μ·√T/σ.

    depth      u ≤ 0 in standard deviations of the horizon, given as −u ≥ 0, any shape
    lean       θ, drift of the horizon over its standard deviation, broadcasts
    returns    probability in [0, 1], the broadcast shape; 2Φ(u) at θ = 0
    raises     ValueError naming the argument and index that is out of range
    source     reflection principle with Girsanov's theorem; Borodin & Salminen 2002, 2.1.2.4
    """
    depth, lean = inside(depth=(depth, NON_NEGATIVE), lean=(lean, FINITE))
    with np.errstate(over="ignore", under="ignore"):
        mirrored = np.exp(np.minimum(-2.0 * lean * depth, 700.0)) * normal_cdf(lean - depth)
    return np.clip(normal_cdf(-depth - lean) + mirrored, 0.0, 1.0)


def lowest_quantiles(volatility: Array, lean: Array) -> Array:
    """Quantiles at `LEVELS` of X = ln(lowest close of the next H days / close today).

    x_p = σ_d·(√H·u_p(θ) + β) with θ = ν·√(H/365), β = 0.5826 steps for closes.

    volatility    σ, annual standard deviation of log returns, shape (n,), > 0
    lean          ν, annual drift over σ, broadcasts
    returns       log price ratios, shape (n, 3, 99); never falling along the last axis, and a
                  longer horizon is never higher
    raises        ValueError naming the argument and index that is out of range
    source        inverse of `lowest_law`, interpolated: within 0.002 standard deviations
    """
    volatility, lean = inside(volatility=(volatility, POSITIVE), lean=(lean, FINITE))
    daily = volatility[..., np.newaxis] / np.sqrt(CLOSES_A_YEAR)
    laid = [
        daily * (np.sqrt(days) * _standard(lean * np.sqrt(days / CLOSES_A_YEAR)) + CLOSES)
        for days in HORIZONS
    ]
    return uncrossed(np.stack(laid, axis=-2))


def uncrossed(quantiles: Array) -> Array:
    """The quantiles with a longer horizon nowhere above a shorter one.

    quantiles    shape (..., 3, 99)
    returns      the same shape, lowered where needed
    raises       nothing
    source       the lowest close of more days cannot be higher
    """
    return np.asarray(np.minimum.accumulate(quantiles, axis=-2))


def _standard(lean: Array) -> Array:
    """u_p(θ) at `LEVELS`, shape (..., 99), from the table."""
    table = _table()
    place = np.clip((lean + STEEPEST) / STEP, 0.0, len(table) - 1.000001)
    below = place.astype(np.int64)
    share = (place - below)[..., np.newaxis]
    return np.asarray((1.0 - share) * table[below] + share * table[below + 1])


@cache
def _table() -> Array:
    """u_p for θ from −`STEEPEST` to `STEEPEST`, made once for the code that makes it."""
    made = cached_bytes("walk", [code_digest((__name__,))], lambda: _inverted().tobytes())
    return np.frombuffer(made).reshape(-1, len(LEVELS))


def _inverted() -> Array:
    """The table, by inverting the law between points of the grid.

    The last point whose law is no higher than p is halved towards, all leans and levels at once: a
    fourth of the work of the law on the whole grid.
    """
    leans = np.arange(-STEEPEST, STEEPEST + STEP / 2, STEP)[:, np.newaxis]
    below, last = np.zeros((len(leans), len(LEVELS)), dtype=np.int64), len(GRID) - 2
    for power in range(last.bit_length() - 1, -1, -1):
        tried = np.minimum(below + 2**power, last)
        below = np.where(lowest_law(-GRID[tried], leans) <= LEVELS, tried, below)
    low, high = (lowest_law(-GRID[each], leans) for each in (below, below + 1))
    share = (LEVELS - low) / (high - low)
    return np.asarray(GRID[below] + share * (GRID[below + 1] - GRID[below]))
