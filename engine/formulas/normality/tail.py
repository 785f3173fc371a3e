"""The tail of daily losses: closes come in, its index and how sure it is go out.

Beyond a threshold the chance of a loss falls as a power of its size, P(L > x) ∝ x^(−α): the smaller
α, the less of a surprise a large loss is. The threshold is the loss that a stated share of all days
exceeded. Hill's estimate takes the tail for a power at once, and is too low where it becomes one
slowly: with 4,000 days of Student's t, 3 degrees of freedom, it reads 2.9 at a share of 1 % and 2.5
at 5 %. No interval holds that bias, so give the share as a range and read its low end. Large losses
come in clusters, and only clusters count as cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, PROBABILITY, Arg, Array, IntArray
from engine.numeric.gamma import gamma_quantile
from engine.numeric.histories import each_row

FEWEST = 10
"""Clusters below which there is no estimate: at ten, 95 % spans a factor of 3.6."""

Closes = Annotated[Array, Arg("USD/coin[]", POSITIVE, "P; losses beside a missing close drop out")]
TailShare = Annotated[Array, Arg("ratio", PROBABILITY, "k/n, share of days in the tail")]
Run = Annotated[
    Array, Arg("day", NON_NEGATIVE, "r: large losses at most so far apart are one cluster")
]
Ranked = tuple[IntArray, Array]
Confidence = Annotated[Array, Arg("ratio", PROBABILITY, "of the two-sided interval")]


@dataclass(frozen=True)
class Tail:
    """The fitted tail of one history.

    index        α
    threshold    u, the largest log loss that is not in the tail
    beyond       k, days in the tail
    clusters     c, runs of such days
    days         n, days with a return
    """

    index: float
    threshold: float
    beyond: int
    clusters: int
    days: int


def log_losses(prices: Array) -> Array:
    """Log loss of each day, ln(P_{t−1} / P_t).

    prices     P, USD per coin, shape (..., bars), > 0, NaN where none is known
    returns    shape (..., bars − 1), negative for a gain; NaN where either close is missing, since
               a loss over a gap is not one of a day
    raises     nothing
    source     definition
    """
    return -np.diff(np.log(prices), axis=-1)


def hill(losses: Array, beyond: int) -> float:
    """Tail index from the k largest losses, α = k / Σ_{i≤k} ln(x_(i) / x_(k+1)).

    losses     shape (n,), no NaN; the k + 1 largest must be above 0
    beyond     k, whole number, 1 ≤ k < n
    returns    α > 0; NaN where x_(k+1) is not above 0, or the k + 1 largest are equal
    raises     ValueError when k is out of range
    source     Hill 1975
    """
    if not 1 <= beyond < losses.size:
        raise ValueError(f"beyond is {beyond}: it must be at least 1 and below {losses.size}")
    largest = np.partition(losses, losses.size - beyond - 1)[losses.size - beyond - 1 :]
    if largest[0] <= 0.0:
        return float("nan")
    excess = float(np.log(largest[1:] / largest[0]).sum())
    return beyond / excess if excess > 0.0 else float("nan")


def ranked(losses: Array) -> Ranked:
    """The days that have a loss, the smallest first, and their losses.

    losses     log losses in order, shape (days,), NaN for a day without one
    returns    indices and losses, each of shape (n,)
    raises     nothing
    source     a stable sort
    """
    there = np.flatnonzero(~np.isnan(losses))
    there = there[np.argsort(losses[there], kind="stable")]
    return there, losses[there]


def fit(losses: Ranked, tail_share: float, run: float) -> Tail | None:
    """Hill's estimate beyond the loss that a share of all days exceeded, k = ⌊share·n⌋.

    losses        as `ranked` gives them
    tail_share    share of days in the tail, strictly between 0 and 1
    run           days in the tail at most so many whole days apart are one cluster, ≥ 0
    returns       a `Tail`, or None with fewer than ten clusters or a threshold that is no loss
    raises        nothing
    source        Hill 1975; runs declustering: Leadbetter, Weissman, de Haan & Rootzén 1989
    """
    there, known = losses
    beyond = int(tail_share * known.size)
    if beyond < FEWEST:
        return None
    days = np.sort(there[known.size - beyond :])
    clusters = 1 + int((np.diff(days) > np.floor(run)).sum())
    largest = known[known.size - beyond - 1 :]
    index = hill(largest, beyond)
    if clusters < FEWEST or np.isnan(index):
        return None
    return Tail(index, float(largest[0]), beyond, clusters, known.size)


def spread(tail: Tail, probability: float) -> float:
    """Quantile of the index over its estimate, q/c with q of a gamma variable of shape c.

    Exact for c independent losses of a power tail: c·α/α̂ is then such a variable. The asymptotic
    standard error, α/√c, is its first order.

    tail           a fitted tail
    probability    of a smaller index, strictly between 0 and 1
    returns        a factor above 0
    raises         ValueError when the probability is out of range
    source         Hill 1975, with the number c of clusters in place of that of days
    """
    return _spread(tail.clusters, probability)


@cache  # one count of clusters serves many days of a history
def _spread(clusters: int, probability: float) -> float:
    return gamma_quantile(probability, clusters) / clusters


def each_tail(
    measure: Callable[..., tuple[float, float, float]],
    prices: Array,
    tail_share: Array,
    run: Array,
    **more: Array,
) -> Array:
    """Three measures of the tail of each row of a history, NaN where there is none.

    measure    an estimate and its two ends, from a `Tail` and one number of each of `more`
    prices     as declared by the formulas, and so the next two
    more       of shapes that broadcast with the leading one
    returns    shape (3, ...)
    raises     nothing
    source     `fit`, row by row
    """

    def of_row(losses: Ranked, share: float, apart: float, *rest: float) -> tuple[float, ...]:
        tail = fit(losses, share, apart)
        return (float("nan"),) * 3 if tail is None else measure(tail, *rest)

    return each_row(of_row, ranked, log_losses(prices), 3, tail_share=tail_share, run=run, **more)
