"""Branching: the cascade counted in events instead of dollars; reproduction numbers and sizes.

Each forced sale sets off a Poisson number of others with mean R. Below R = 1 a cascade dies out and
its size follows Borel's law. Counts must come from a complete feed: one that drops events to one a
second has no clustering left to measure.
"""

from __future__ import annotations

from math import lgamma

import numpy as np

from engine.deleveraging.arguments import (
    POSITIVE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)


def size_probability(size: int, reproduction: Array | float) -> Array:
    """Chance that one forced sale ends in a cascade of n in all, e^(−Rn)·(Rn)^(n−1)/n!.

    size            n, whole number, ≥ 1
    reproduction    R in [0, 1)
    returns         probability, the shape of R
    raises          ValueError naming the index that is out of range
    source          Borel 1942; Otter 1949
    """
    if size < 1:
        raise ValueError(f"size is {size}: a cascade has at least the first sale")
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(size > 1, (size - 1) * np.log(r * size), 0.0)
    return np.exp(growth - r * size - lgamma(size + 1))


def mean_size(reproduction: Array | float) -> Array:
    """Mean size of a cascade, 1/(1 − R).

    reproduction    R in [0, 1)
    returns         events, ≥ 1, same shape
    raises          ValueError naming the index that is out of range
    source          mean of Borel's law
    """
    (r,) = inside(reproduction=(reproduction, SHARE_BELOW_ONE))
    return 1.0 / (1.0 - r)


def branching_ratio(mean: Array | float, variance: Array | float) -> Array:
    """Branching ratio from counts in long windows, n = 1 − sqrt(mean/variance), at least 0.

    mean        of the counts per window, > 0
    variance    of the counts per window, broadcasts, > 0; windows far longer than a cascade
    returns     n in [0, 1), the broadcast shape; 0 where counts vary no more than Poisson's
    raises      ValueError naming the argument and index that is out of range
    source      Hardiman & Bouchaud 2014
    """
    mean, variance = inside(mean=(mean, POSITIVE), variance=(variance, POSITIVE))
    return (1.0 - np.sqrt(mean / variance)).clip(min=0.0)


def critical_leverage(impact: Array | float) -> Array:
    """Leverage above which leaving a position wipes out its equity, 3/(2·I).

    For square-root impact and a full exit: the average loss is ⅔ of I, the move that selling all of
    the position makes, and it takes the equity 1/l at l = 3/(2·I).

    impact     I, > 0
    returns    leverage, same shape
    raises     ValueError naming the index that is out of range
    source     Caccioli, Bouchaud & Farmer 2012, arXiv 1204.0922
    """
    (impact,) = inside(impact=(impact, POSITIVE))
    return 1.5 / impact
