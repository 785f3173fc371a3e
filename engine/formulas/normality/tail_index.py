"""The tail index as pages ask for it: closes and a stated tail come in, α and its interval go out.

A reading of `tail`, NaN where a history holds fewer than ten clusters of large losses.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.normality.tail import each_tail, spread
from engine.formulas.register import formula
from engine.numeric.arguments import Array, upper_end


@formula(
    "normality.tail_index", returns="ratio", prices="USD/coin[]", tail_share="ratio", run="day"
)
def tail_index(prices: Array, tail_share: Array, run: Array) -> Array:
    """Index of the loss tail, α = k / Σ ln(x_(i)/u) over the k losses beyond u.

    The mean is finite above 1, the variance above 2. Stocks are near 3.

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    tail_share    k/n, share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0: large losses at most so far apart are one cluster
    returns       α, > 0, the leading shape; NaN with fewer than ten clusters
    raises        ValueError naming the argument and index that is out of range
    source        Hill 1975
    """
    return each_tail(lambda tail: tail.index, prices, tail_share, run)


@formula(
    "normality.tail_index_low",
    returns="ratio",
    prices="USD/coin[]",
    tail_share="ratio",
    run="day",
    confidence="ratio",
)
def tail_index_low(prices: Array, tail_share: Array, run: Array, confidence: Array) -> Array:
    """Lower end of the tail index's interval, α·q/c with q the lower quantile of gamma(c).

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    tail_share    share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0, as in `tail_index`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       > 0, the leading shape; NaN with fewer than ten clusters
    raises        ValueError naming the argument and index that is out of range
    source        Hill 1975, with the number c of clusters in place of that of days
    """
    return _end(-1.0, prices, tail_share, run, confidence)


@formula(
    "normality.tail_index_high",
    returns="ratio",
    prices="USD/coin[]",
    tail_share="ratio",
    run="day",
    confidence="ratio",
)
def tail_index_high(prices: Array, tail_share: Array, run: Array, confidence: Array) -> Array:
    """Upper end of the tail index's interval, α·q/c with q the upper quantile of gamma(c).

    prices        P, USD per coin, shape (..., bars), > 0; losses beside a missing close drop out
    tail_share    share of days in the tail, strictly between 0 and 1
    run           r, day count, ≥ 0, as in `tail_index`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       > 0, the leading shape; NaN with fewer than ten clusters
    raises        ValueError naming the argument and index that is out of range
    source        Hill 1975, with the number c of clusters in place of that of days
    """
    return _end(1.0, prices, tail_share, run, confidence)


def _end(side: float, prices: Array, tail_share: Array, run: Array, confidence: Array) -> Array:
    upper = upper_end(confidence)
    probability = upper if side > 0.0 else 0.5 - 0.5 * np.asarray(confidence)
    return each_tail(
        lambda tail, below: tail.index * spread(tail, below),
        prices,
        tail_share,
        run,
        confidence=probability,
    )
