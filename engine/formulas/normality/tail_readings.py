"""The tail as pages ask for it: closes and a stated tail come in, its index and waits go out.

Readings of `tail`, NaN where a history holds fewer than ten clusters of large losses.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.normality.tail import (
    Closes,
    Confidence,
    Run,
    Tail,
    TailShare,
    each_tail,
    spread,
)
from engine.formulas.register import formula
from engine.numeric.arguments import PROBABILITY, Arg, Array, Out, upper_end
from engine.numeric.normal import normal_quantile


class TailIndex(NamedTuple):
    """The index of the loss tail, with the interval that its few clusters leave."""

    alpha: Annotated[Array, Out("ratio", "α, > 0; none with fewer than ten clusters")]
    low: Annotated[Array, Out("ratio", "lower end of the interval")]
    high: Annotated[Array, Out("ratio", "upper end of the interval")]


class ReturnPeriod(NamedTuple):
    """Days from one daily loss so large to the next, with the interval that few clusters leave."""

    mean: Annotated[Array, Out("day", "T; none with fewer than ten clusters, or up to u")]
    low: Annotated[Array, Out("day", "lower end of the interval")]
    high: Annotated[Array, Out("day", "upper end of the interval")]


@formula("normality.tail_index")
def tail_index(
    prices: Closes, tail_share: TailShare, run: Run, confidence: Confidence
) -> TailIndex:
    """Index of the loss tail, α = k / Σ ln(x_(i)/u) over the k losses beyond u.

    The mean is finite above 1, the variance above 2. Stocks are near 3. The ends are α·q/c with q
    the quantiles of gamma(c): the number c of clusters stands in place of that of days.

    source    Hill 1975
    """
    upper = upper_end(confidence)
    return TailIndex(
        *each_tail(_index, prices, tail_share, run, low=0.5 - 0.5 * confidence, high=upper)
    )


@formula("normality.return_period")
def return_period(
    prices: Closes,
    loss: Annotated[Array, Arg("ratio", PROBABILITY, "simple, of one day; x = −ln(1 − loss)")],
    tail_share: TailShare,
    run: Run,
    confidence: Confidence,
) -> ReturnPeriod:
    """Mean number of days from one daily loss so large to the next, T = (n/k)·(x/u)^α.

    Such days come together, so the wait for the first of a cluster is longer. Past the largest loss
    seen, it is the power's word alone; up to the threshold u there is none: count those. The ends
    are T·exp(∓z·√((1 + α²·ln²(x/u))/c)): the 1 is what u contributes to ln T, the other term α's
    error, and c stands for k.

    source    Weissman 1978, with the asymptotic variance of his estimator
    """
    z = normal_quantile(upper_end(confidence))
    size = -np.log1p(-loss)
    return ReturnPeriod(*each_tail(_days_between, prices, tail_share, run, size=size, z=z))


def _index(tail: Tail, low: float, high: float) -> tuple[float, float, float]:
    return tail.index, tail.index * spread(tail, low), tail.index * spread(tail, high)


def _days_between(tail: Tail, size: float, z: float) -> tuple[float, float, float]:
    if size < tail.threshold:
        return (float("nan"),) * 3
    growth = tail.index * float(np.log(size / tail.threshold))
    error = z * float(np.sqrt((1.0 + growth**2) / tail.clusters))
    days = tail.days / tail.beyond
    return days * np.exp(growth), days * np.exp(growth - error), days * np.exp(growth + error)
