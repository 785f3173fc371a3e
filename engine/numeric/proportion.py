"""Proportions: how often something happened in how many cases comes in, exact intervals go out.

Few cases give wide intervals, and no case gives the whole of [0, 1]: that is the finding.
"""

from __future__ import annotations

from functools import cache
from math import exp, fsum, lgamma, log, log1p

import numpy as np

from engine.numeric.arguments import Array


def interval(
    successes: Array | float, cases: Array | float, confidence: Array | float
) -> tuple[Array, Array]:
    """Exact interval of a proportion, P(X ≥ k | low) = P(X ≤ k | high) = (1 − confidence)/2.

    It covers the true proportion at least as often as it says, mostly more often.

    successes     k, whole numbers, any shape, 0 ≤ k ≤ n
    cases         n, whole numbers, broadcasts, ≥ 0
    confidence    strictly between 0 and 1
    returns       (low, high), each in [0, 1], the broadcast shape; 0 and 1 without a case
    raises        nothing: the callers check
    source        Clopper & Pearson 1934
    """
    asked = np.broadcast_arrays(successes, cases, confidence)
    rows = zip(*(each.flat for each in asked), strict=True)
    ends = np.array([exact_interval(int(k), int(n), float(c)) for k, n, c in rows])
    low, high = ends.reshape(-1, 2).T.reshape(2, *asked[0].shape)
    return low, high


def at_least(successes: int, cases: int, chance: float) -> float:
    """P(X ≥ k) for X binomial, Σ_{i≥k} C(n, i)·p^i·(1 − p)^(n−i).

    successes    k, whole number
    cases        n, whole number, ≥ 0
    chance       p, in [0, 1]
    returns      probability in [0, 1]
    raises       nothing
    source       definition of the binomial distribution
    """
    if successes <= 0:
        return 1.0
    return min(1.0, fsum(_term(i, cases, chance) for i in range(successes, cases + 1)))


def _term(i: int, n: int, p: float) -> float:
    """P(X = i), by logarithms so that large n do not overflow."""
    if p in (0.0, 1.0):
        return float(i == n * p)
    ways = lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
    return exp(ways + i * log(p) + (n - i) * log1p(-p))


@cache
def exact_interval(k: int, n: int, confidence: float) -> tuple[float, float]:
    """`interval` of one proportion: k of n."""
    outside = 0.5 * (1.0 - confidence)
    low = 0.0 if k == 0 else _chance(k, n, outside)
    high = 1.0 if k == n else 1.0 - _chance(n - k, n, outside)
    return low, high


def _chance(k: int, n: int, tail: float) -> float:
    """The p at which P(X ≥ k) is `tail`, by bisection to the last bit: it rises in p."""
    low, high = 0.0, 1.0
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if at_least(k, n, middle) < tail else (low, middle)
    return high
