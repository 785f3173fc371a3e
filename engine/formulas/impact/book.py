"""The order book: a market order and the depth it meets come in, the log fall it causes goes out.

Minutes clock: what rests in the book now and nothing that comes later. In stress part of it is
withdrawn; W is the share of normal depth still there.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    DEPTH_EXPONENT,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    inside,
)


@formula(
    "impact.book_walk",
    returns="ratio",
    amount="USD",
    depth="USD",
    depth_at="ratio",
    exponent="ratio",
)
def book_walk(amount: Array, depth: Array, depth_at: Array, exponent: Array) -> Array:
    """Log fall of a market order walking down the book, X = d·(Q / D)^(1/κ).

    Minutes clock: what rests within distance u of the price is D·(u/d)^κ, and nothing refills it.
    Beyond the distance at which depth was measured, κ is an extrapolation.

    amount      Q, USD sold at once, any shape, ≥ 0
    depth       D, USD bid within `depth_at` of the price, broadcasts with Q, > 0
    depth_at    d, log distance at which D was measured (1 % is 0.01), > 0
    exponent    κ in [0.1, 10]: 1 is a flat book, below 1 it thins with distance
    returns     X, log fall, ≥ 0, the broadcast shape; NaN where it is beyond float64
    raises      ValueError naming the argument and index that is out of range
    source      cumulative depth B·u^κ; κ = 0.67 for BTC/FDUSD by Amberdata's two depths
    """
    amount, depth, depth_at, exponent = inside(
        amount=(amount, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
    )
    return _walked(amount, depth, depth_at, exponent)


@formula(
    "impact.book_amount",
    returns="USD",
    impact="ratio",
    depth="USD",
    depth_at="ratio",
    exponent="ratio",
)
def book_amount(impact: Array, depth: Array, depth_at: Array, exponent: Array) -> Array:
    """Dollars bid within a log distance of the price, Q = D·(u / d)^κ.

    The inverse of `book_walk`: what a market order of that impact could sell at once.

    impact      u, log fall accepted, any shape, ≥ 0
    depth       D, USD bid within `depth_at` of the price, broadcasts with u, > 0
    depth_at    d, log distance at which D was measured (1 % is 0.01), > 0
    exponent    κ in [0.1, 10]: 1 is a flat book, below 1 it thins with distance
    returns     Q, USD, ≥ 0, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      cumulative depth B·u^κ, the definition
    """
    impact, depth, depth_at, exponent = inside(
        impact=(impact, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
    )
    return depth * (impact / depth_at) ** exponent


def _walked(amount: Array, depth: Array, depth_at: Array, exponent: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fall = depth_at * (amount / depth) ** (1.0 / exponent)
    return np.where(np.isfinite(fall), fall, np.nan)
