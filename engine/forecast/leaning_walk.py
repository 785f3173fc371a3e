"""A random walk that leans: depth and drift come in, the law of its lowest close goes out.

ln P moves by independent normal steps with a drift. The drift is given as a lean, the drift of a
year over the volatility of a year (a Sharpe ratio of log returns); with none it is the plain walk.
Where the volatility to come is itself uncertain, the law is a mean over five volatilities, and its
tails are fat.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.forecast.random_walk import CLOSES, CLOSES_A_YEAR
from engine.numeric.arguments import FINITE, NON_NEGATIVE, Array, inside
from engine.numeric.normal import normal_cdf

LEANS: Array = np.linspace(0.0, 1.0, 21)
DEPTHS: Array = np.linspace(-14.0, 2.5, 661)
NODES, SHARES = np.polynomial.hermite_e.hermegauss(5)
"""Where and how much a normal law is looked at for a mean over it; the shares add up to √(2π)."""


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


def law_of_closes(place: Array, lean: Array, days: int) -> Array:
    """P(lowest close ahead ≤ today's close · e^(place·σ·√(H/365))), seen at closes alone.

    place      in standard deviations of the horizon, any shape
    lean       ν, annual drift over σ, broadcasts
    days       H
    returns    probability, the broadcast shape; 1 from β/√H on, β = 0.5826 steps for closes
    raises     ValueError naming the argument and index that is out of range
    source     `lowest_law` at a barrier shifted by β daily steps
    """
    shifted = place - CLOSES / np.sqrt(days)
    law = lowest_law(np.maximum(-shifted, 0.0), lean * np.sqrt(days / CLOSES_A_YEAR))
    return np.where(shifted >= 0.0, 1.0, law)


@cache
def fat_tailed(days: int, spread: float) -> Array:
    """The law where ln σ is normal around its guess: a row for each of `LEANS`.

    days       H
    spread     standard deviation of ln σ
    returns    probability at `DEPTHS`, which are in units of the guess, shape (21, 661)
    raises     nothing
    source     Clark 1973, a mixture over volatilities; Gauss and Hermite's five points
    """
    weights, scales = SHARES / SHARES.sum(), np.exp(spread * NODES)
    each = (law_of_closes(DEPTHS / s, LEANS[:, np.newaxis], days) for s in scales)
    return np.asarray(sum(w * law for w, law in zip(weights, each, strict=True)))
