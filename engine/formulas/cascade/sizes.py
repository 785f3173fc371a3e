"""Sizes of cascades counted in events: a reproduction number comes in, Borel's law goes out.

Each forced sale sets off a Poisson number of others with mean R. Below R = 1 a cascade dies out and
the number of its sales, the first included, follows Borel's law.
"""

from __future__ import annotations

from math import lgamma, log, pi

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import SHARE_BELOW_ONE, Array, inside, whole

STIRLING = 16  # from here on three terms of the series for ln n! are exact to float64


def size_probability(size: int, reproduction: Array | float) -> Array:
    """Chance that one forced sale ends in a cascade of n in all, e^(−Rn)·(Rn)^(n−1)/n!.

    Arranged so that no large terms cancel.

    size            n, whole number, ≥ 1
    reproduction    R in [0, 1)
    returns         probability, the shape of R
    raises          ValueError naming the argument and index that is out of range
    source          Borel 1942; Otter 1949
    """
    n = whole("size", size)
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    with np.errstate(divide="ignore", invalid="ignore"):
        decay = n * (np.log(r) + 1.0 - r) - np.log(r)
        chance = np.exp(decay - 1.5 * log(n) - 0.5 * log(2.0 * pi) - _beyond(n))
    return np.where(r > 0.0, chance, float(n == 1))


@formula("cascade.mean_size", returns="ratio", reproduction="ratio")
def mean_size(reproduction: Array | float) -> Array:
    """Mean size of a cascade, 1/(1 − R).

    reproduction    R in [0, 1)
    returns         events, ≥ 1, same shape
    raises          ValueError naming the index that is out of range
    source          mean of Borel's law
    """
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    return 1.0 / (1.0 - r)


def _beyond(n: int) -> float:
    """ln n! less Stirling's (n + ½)·ln n − n + ½·ln 2π."""
    if n < STIRLING:
        return lgamma(n + 1.0) - ((n + 0.5) * log(n) - n + 0.5 * log(2.0 * pi))
    return 1.0 / (12.0 * n) - 1.0 / (360.0 * n**3) + 1.0 / (1260.0 * n**5)
