"""Sizes of cascades counted in events: a reproduction number comes in, Borel's law goes out.

Each forced sale sets off a Poisson number of others with mean R. Below R = 1 a cascade dies out and
the number of its sales, the first included, follows Borel's law.
"""

from __future__ import annotations

from math import lgamma

import numpy as np

from engine.deleveraging.arguments import AT_LEAST_ONE, SHARE_BELOW_ONE, Array, Domain, inside
from engine.formulas import formula

UP_TO_99 = Domain("between 0 and 0.99", low=0.0, high=0.99)


def size_probability(size: int, reproduction: Array | float) -> Array:
    """Chance that one forced sale ends in a cascade of n in all, e^(−Rn)·(Rn)^(n−1)/n!.

    size            n, whole number, ≥ 1
    reproduction    R in [0, 1)
    returns         probability, the shape of R
    raises          ValueError naming the index that is out of range
    source          Borel 1942; Otter 1949
    """
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    return _probability(np.array(float(_at_least_one(size))), r)


def size_at_least(size: int, reproduction: Array | float) -> Array:
    """Chance that one forced sale ends in a cascade of n or more, 1 − Σ_{k<n} P(k).

    size            n, whole number, ≥ 1
    reproduction    R in [0, 1)
    returns         probability, the shape of R, to about 1e-13 in absolute terms
    raises          ValueError naming the index that is out of range
    source          as `size_probability`
    """
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    smaller = np.zeros(r.shape)
    for n in range(1, _at_least_one(size)):
        smaller += _probability(np.array(float(n)), r)
    return np.maximum(1.0 - smaller, 0.0)


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


def size_variance(reproduction: Array | float) -> Array:
    """Variance of the size of a cascade, R/(1 − R)³.

    reproduction    R in [0, 1)
    returns         events squared, ≥ 0, same shape
    raises          ValueError naming the index that is out of range
    source          variance of Borel's law
    """
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    return r / (1.0 - r) ** 3


def expected_largest(cascades: Array | float, reproduction: Array | float) -> Array:
    """Mean size of the largest among m cascades, Σ_{n≥1} (1 − (1 − P(size ≥ n))^m).

    cascades        m, independent cascades, ≥ 1
    reproduction    R in [0, 0.99], broadcasts; nearer to 1 the sum has millions of terms
    returns         events, ≥ 1, the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          the mean of a maximum, from Borel's law
    """
    many, r = inside(cascades=(cascades, AT_LEAST_ONE), reproduction=(reproduction, UP_TO_99))
    largest = np.empty(r.shape)
    for index in np.ndindex(r.shape):
        m, mean = float(many[index]), float(r[index])
        chances = _probability(np.arange(1.0, _enough(m, mean)), np.array(mean))
        at_least = np.minimum(np.cumsum(chances[::-1]), 1.0)
        with np.errstate(divide="ignore"):
            largest[index] = -np.expm1(m * np.log1p(-at_least)).sum()
    return largest


def _probability(size: Array, r: Array) -> Array:
    """e^(−Rn)·(Rn)^(n−1)/n!, arranged so that no large terms cancel."""
    with np.errstate(divide="ignore", invalid="ignore"):
        decay = size * (np.log(r) + 1.0 - r) - np.log(r)
        chance = np.exp(decay - 1.5 * np.log(size) - 0.5 * np.log(2.0 * np.pi) - _beyond(size))
    chance = np.where(r > 0.0, chance, np.equal(size, 1.0))
    return np.asarray(chance, dtype=np.float64)


def _beyond(size: Array) -> Array:
    """ln n! less Stirling's (n + ½)·ln n − n + ½·ln 2π; the series is good from 16 on."""
    small = np.arange(1.0, 16.0)
    exact = np.array([lgamma(n + 1.0) for n in small])
    exact -= (small + 0.5) * np.log(small) - small + 0.5 * np.log(2.0 * np.pi)
    series: Array = 1.0 / (12.0 * size) - 1.0 / (360.0 * size**3) + 1.0 / (1260.0 * size**5)
    return np.where(size < 16.0, exact[np.minimum(size, 15.0).astype(np.int64) - 1], series)


def _enough(cascades: float, r: float) -> int:
    """A size that not one in 1e15 of so many cascades reaches: chances fall by R·e^(1−R)."""
    return 2 + int((35.0 + np.log(cascades)) / (r - 1.0 - np.log(r))) if r > 0.0 else 2


def _at_least_one(size: int) -> int:
    if size < 1:
        raise ValueError(f"size is {size}: a cascade has at least the first sale")
    return size
