"""Scores of forecasts at the protocol's levels: quantiles and outcomes come in, scores go out.

`scores` checks every argument and takes any levels; here many thousand forecasts at the fixed
levels are scored at once, and an outcome that is not in yet, NaN, gives a score of NaN.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.protocol import LEVELS
from engine.numeric.arguments import Array

OUTER = (9, 89)
"""Places of the 10 % and the 90 % quantile: the ends of the 80 % interval."""


def crps(quantiles: Array, outcome: Array) -> Array:
    """Twice the mean pinball loss over `LEVELS`.

    quantiles    shape (..., 99)
    outcome      shape (...), NaN where it is not in
    returns      shape (...), in the unit of the outcome
    raises       nothing
    source       as `scores.crps_from_quantiles`
    """
    error = outcome[..., np.newaxis] - quantiles
    return np.asarray(2.0 * np.maximum(LEVELS * error, (LEVELS - 1.0) * error).mean(axis=-1))


def transform(quantiles: Array, outcome: Array) -> Array:
    """The PIT at the levels: (number of quantiles under the outcome + ½) / 100, ties halved.

    quantiles    shape (..., 99)
    outcome      shape (...)
    returns      shape (...), from 0.005 to 0.995; NaN where the outcome is
    raises       nothing
    source       Dawid 1984
    """
    against = outcome[..., np.newaxis]
    under = (quantiles < against).sum(axis=-1) + 0.5 * (quantiles == against).sum(axis=-1)
    return np.where(np.isnan(outcome), np.nan, (under + 0.5) / (len(LEVELS) + 1.0))


def covered(quantiles: Array, outcome: Array) -> Array:
    """1 where the outcome lies between the 10 % and the 90 % quantile, else 0.

    quantiles    shape (..., 99)
    outcome      shape (...)
    returns      shape (...); NaN where the outcome is
    raises       nothing
    source       definition
    """
    low, high = (quantiles[..., place] for place in OUTER)
    held = (outcome >= low) & (outcome <= high)
    return np.where(np.isnan(outcome), np.nan, held.astype(np.float64))


def chance_above(quantiles: Array, level: Array) -> Array:
    """P(X > level) read off the quantiles, linear between them.

    quantiles    one forecast each, shape (n, 99)
    level        shape (n,)
    returns      shape (n,), from 0.005 to 0.995, since nothing is said beyond the outer quantiles
    raises       nothing
    source       inverse of the quantile function
    """
    below = [
        np.interp(x, q, LEVELS, left=0.005, right=0.995)
        for q, x in zip(quantiles, level, strict=True)
    ]
    return 1.0 - np.asarray(below, dtype=np.float64)
