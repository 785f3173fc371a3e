"""The gamma distribution of a whole shape: shape and probability come in, a quantile goes out.

The sum of c independent exponential variables, and so of c log excesses over a power tail's
threshold.
"""

from __future__ import annotations

from functools import cache
from math import lgamma

import numpy as np

from engine.numeric.arguments import Array


def gamma_cdf(quantile: float, shape: int) -> float:
    """P(G ≤ q) = P(N ≥ c) = 1 − Σ_{i<c} e^(−q)·q^i/i!, N Poisson with mean q.

    quantile    q, > 0
    shape       c, a whole number, ≥ 1
    returns     probability in [0, 1]
    raises      ValueError when c is below 1
    source      waiting time for the c-th event of a Poisson process
    """
    if shape < 1:
        raise ValueError(f"shape is {shape}: it must be 1 or more")
    terms = np.arange(shape) * np.log(quantile) - quantile - _log_factorials(shape)
    return max(0.0, 1.0 - float(np.exp(terms).sum()))


@cache
def gamma_quantile(probability: float, shape: int) -> float:
    """The q with P(G ≤ q) = p, by bisection of `gamma_cdf` to the last bit.

    probability    p, strictly between 0 and 1
    shape          c, a whole number, ≥ 1
    returns        q, > 0, as exact as `gamma_cdf` is
    raises         ValueError when p or c is out of range
    source         inverse of `gamma_cdf`
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability is {probability:g}: it must be strictly between 0 and 1")
    low, high = 0.0, float(shape)
    while gamma_cdf(high, shape) < probability:
        low, high = high, 2.0 * high
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if gamma_cdf(middle, shape) < probability else (low, middle)
    return high


@cache
def _log_factorials(count: int) -> Array:
    return np.array([lgamma(i + 1.0) for i in range(count)])
