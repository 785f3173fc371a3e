"""A random walk that leans: depth and drift come in, the law of its lowest close goes out.

ln P moves by independent normal steps with a drift. The drift is given as a lean, the drift of a
year over the volatility of a year (a Sharpe ratio of log returns); with none it is the plain walk.
Where the volatility to come is itself uncertain, the law is a mean over five volatilities, and its
tails are fat.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.fingerprint import code_digest
from engine.forecast.random_walk import CLOSES, CLOSES_A_YEAR
from engine.numeric.arguments import FINITE, NON_NEGATIVE, Array, inside
from engine.numeric.normal import normal_cdf
from kb.cache import cached_bytes

LEANS: Array = np.linspace(0.0, 1.0, 21)
DEPTHS: Array = np.linspace(-14.0, 2.5, 661)
NODES: Array = np.array([-2.856970013872806, -1.3556261799742657, 0.0, 1.3556261799742657,
                         2.856970013872806])  # fmt: skip
SHARES: Array = np.array([0.01125741132772067, 0.2220759220056126, 8 / 15, 0.2220759220056126,
                          0.01125741132772067])  # fmt: skip
"""Gauss and Hermite's five points of a normal law, and the share of each."""


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
    raises     nothing; made once for the code that makes it
    source     Clark 1973, a mixture over volatilities
    """
    kept = [code_digest((__name__,)), str(days), str(spread)]
    made = cached_bytes(f"walk{days}", kept, lambda: _fat_tailed(days, spread).tobytes())
    return np.frombuffer(made).reshape(len(LEANS), len(DEPTHS))


def _fat_tailed(days: int, spread: float) -> Array:
    depths = DEPTHS / np.exp(spread * NODES)[:, np.newaxis, np.newaxis]
    return np.tensordot(SHARES, law_of_closes(depths, LEANS[:, np.newaxis], days), axes=1)
