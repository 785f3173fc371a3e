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
    POSITIVE_SHARE,
    Array,
    inside,
    ordered,
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


@formula("impact.linear", returns="ratio", amount="USD", depth="USD", depth_at="ratio")
def linear(amount: Array, depth: Array, depth_at: Array) -> Array:
    """Log fall under linear impact, I = λ·Q with Kyle's λ = d / D: the book walk at κ = 1.

    amount      Q, USD sold, any shape, ≥ 0
    depth       D, USD that moves the price by `depth_at`, broadcasts with Q, > 0
    depth_at    d, log fall that D stands for (1 % is 0.01), > 0
    returns     I, log fall, ≥ 0, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      Kyle 1985: p = p0 + λ·(order flow), 1/λ being the market's depth
    """
    amount, depth, depth_at = inside(
        amount=(amount, NON_NEGATIVE), depth=(depth, POSITIVE), depth_at=(depth_at, POSITIVE)
    )
    return amount * depth_at / depth


@formula(
    "impact.depth_exponent",
    returns="ratio",
    inner_depth="USD",
    inner_at="ratio",
    outer_depth="USD",
    outer_at="ratio",
)
def depth_exponent(
    inner_depth: Array, inner_at: Array, outer_depth: Array, outer_at: Array
) -> Array:
    """Exponent of cumulative depth from two readings, κ = ln(D2/D1) / ln(d2/d1).

    inner_depth    D1, USD within `inner_at`, any shape, > 0
    inner_at       d1, log distance of the nearer reading, > 0
    outer_depth    D2, USD within `outer_at`, broadcasts, ≥ D1
    outer_at       d2, log distance of the farther reading, > d1
    returns        κ, dimensionless, ≥ 0, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Amberdata, Binance BTC/FDUSD: $3.50M at 10 bp, $16.53M at 100 bp, so κ = 0.67
    """
    inner_depth, inner_at, outer_depth, outer_at = inside(
        inner_depth=(inner_depth, POSITIVE),
        inner_at=(inner_at, POSITIVE),
        outer_depth=(outer_depth, POSITIVE),
        outer_at=(outer_at, POSITIVE),
    )
    ordered("outer_depth", outer_depth, "inner_depth", inner_depth)
    ordered("outer_at", outer_at, "inner_at", inner_at, strictly=True)
    return np.log(outer_depth / inner_depth) / np.log(outer_at / inner_at)


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


@formula("impact.depth_withdrawal", returns="ratio", depth="USD", normal_depth="USD")
def depth_withdrawal(depth: Array, normal_depth: Array) -> Array:
    """Share of normal depth still there, W = min(1, D / D_normal).

    A book deeper than normal counts as normal: the rooms that take W speak of withdrawal only.

    depth           D, USD bid within some distance now, any shape, > 0
    normal_depth    D_normal, USD usually bid within the same distance, broadcasts with D, > 0
    returns         W in (0, 1], the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          definition
    """
    depth, normal_depth = inside(depth=(depth, POSITIVE), normal_depth=(normal_depth, POSITIVE))
    return (depth / normal_depth).clip(max=1.0)


@formula(
    "impact.thinned_book_walk",
    returns="ratio",
    amount="USD",
    depth="USD",
    depth_at="ratio",
    exponent="ratio",
    withdrawal="ratio",
)
def thinned_book_walk(
    amount: Array, depth: Array, depth_at: Array, exponent: Array, withdrawal: Array
) -> Array:
    """Log fall of a market order once part of the book has left, X = d·(Q / (W·D))^(1/κ).

    W thins every level alike, so it costs W^(−1/κ) times the fall of a whole book: the more the
    book thins with distance, the dearer the same withdrawal.

    amount        Q, USD sold at once, any shape, ≥ 0
    depth         D, USD normally bid within `depth_at` of the price, broadcasts with Q, > 0
    depth_at      d, log distance at which D was measured, > 0
    exponent      κ in [0.1, 10]
    withdrawal    W in (0, 1], the share of normal depth still there
    returns       X, log fall, ≥ 0, the broadcast shape; NaN where it is beyond float64
    raises        ValueError naming the argument and index that is out of range
    source        `book_walk` of W·D
    """
    amount, depth, depth_at, exponent, withdrawal = inside(
        amount=(amount, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
        withdrawal=(withdrawal, POSITIVE_SHARE),
    )
    return _walked(amount, withdrawal * depth, depth_at, exponent)


def _walked(amount: Array, depth: Array, depth_at: Array, exponent: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fall = depth_at * (amount / depth) ** (1.0 / exponent)
    return np.where(np.isfinite(fall), fall, np.nan)
