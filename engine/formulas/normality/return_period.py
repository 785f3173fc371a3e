"""Return periods: closes and the size of a loss come in, the days between such losses go out.

A reading of `tail`, NaN where a history holds fewer than ten clusters of large losses.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.normality.tail import Tail, each_tail
from engine.formulas.register import formula
from engine.numeric.arguments import PROBABILITY, Array, checked, upper_end
from engine.numeric.normal import normal_quantile


@formula(
    "normality.return_period",
    returns="day",
    prices="USD/coin[]",
    loss="ratio",
    tail_share="ratio",
    run="day",
)
def return_period(prices: Array, loss: Array, tail_share: Array, run: Array) -> Array:
    """Mean number of days from one daily loss so large to the next, (n/k)·(x/u)^α.

    Such days come together, so the wait for the first of a cluster is longer. Past the largest loss
    seen, it is the power's word alone.

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    loss          simple loss of one day (10 % is 0.1, x = −ln 0.9), strictly between 0 and 1
    tail_share    share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0, as in `tail_index`
    returns       days, the leading shape; NaN with fewer than ten clusters, and where the loss is
                  not beyond the threshold: count those
    raises        ValueError naming the argument and index that is out of range
    source        Weissman 1978
    """
    return _period(prices, loss, tail_share, run, np.asarray(0.0))


@formula(
    "normality.return_period_low",
    returns="day",
    prices="USD/coin[]",
    loss="ratio",
    tail_share="ratio",
    run="day",
    confidence="ratio",
)
def return_period_low(
    prices: Array, loss: Array, tail_share: Array, run: Array, confidence: Array
) -> Array:
    """Lower end of the return period's interval, T·exp(−z·√((1 + α²·ln²(x/u))/c)).

    The 1 is what u contributes to ln T, the other term α's error; c stands for k.

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    loss          simple loss of one day, strictly between 0 and 1
    tail_share    share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0, as in `tail_index`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       days, the leading shape; NaN where `return_period` is
    raises        ValueError naming the argument and index that is out of range
    source        asymptotic variance of Weissman's estimator, 1978
    """
    return _period(prices, loss, tail_share, run, -_z(confidence))


@formula(
    "normality.return_period_high",
    returns="day",
    prices="USD/coin[]",
    loss="ratio",
    tail_share="ratio",
    run="day",
    confidence="ratio",
)
def return_period_high(
    prices: Array, loss: Array, tail_share: Array, run: Array, confidence: Array
) -> Array:
    """Upper end of the return period's interval, T·exp(z·√((1 + α²·ln²(x/u))/c)).

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    loss          simple loss of one day, strictly between 0 and 1
    tail_share    share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0, as in `tail_index`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       days, the leading shape; NaN where `return_period` is
    raises        ValueError naming the argument and index that is out of range
    source        as `return_period_low`
    """
    return _period(prices, loss, tail_share, run, _z(confidence))


def _z(confidence: Array) -> Array:
    return normal_quantile(upper_end(confidence))


def _period(prices: Array, loss: Array, tail_share: Array, run: Array, z: Array) -> Array:
    size = -np.log1p(-checked("loss", loss, PROBABILITY))
    return each_tail(_days_between, prices, tail_share, run, loss=size, confidence=z)


def _days_between(tail: Tail, size: float, z: float) -> float:
    if size < tail.threshold:
        return float("nan")
    growth = tail.index * float(np.log(size / tail.threshold))
    error = z * float(np.sqrt((1.0 + growth**2) / tail.clusters))
    return tail.days / tail.beyond * float(np.exp(growth + error))
