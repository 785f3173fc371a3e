"""Price impact: an amount sold comes in, the log fall it causes goes out.

Two families, kept apart. The square-root law speaks of an order worked over a day; the book walk of
what rests in the book this minute. A published regression of price on flow is neither: it is
co-movement, and `regression_effect` says so by name.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    DEPTH_EXPONENT,
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    inside,
    ordered,
)
from engine.formulas import formula


@formula(
    "impact.square_root",
    returns="ratio",
    amount="USD",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
)
def square_root(amount: Array, volume: Array, volatility: Array, coefficient: Array) -> Array:
    """Log fall caused by a day's selling under the square-root law, I = Y·σ·sqrt(Q / V).

    Day clock. It holds for orders of about 1e-5 to 1e-1 of volume; below, impact is linear
    (`square_root_with_crossover`), and its slope at zero is infinite.

    amount         Q, USD sold, any shape, ≥ 0
    volume         V, USD traded in a day, broadcasts with Q, > 0
    volatility     σ, daily standard deviation of log returns, ≥ 0
    coefficient    Y, dimensionless, about 1, ≥ 0
    returns        I, log fall, ≥ 0, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Donier & Bonart 2015, over a million bitcoin metaorders; Tóth et al. 2011
    """
    amount, volume, volatility, coefficient = inside(
        amount=(amount, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, NON_NEGATIVE),
        coefficient=(coefficient, NON_NEGATIVE),
    )
    return coefficient * volatility * np.sqrt(amount / volume)


@formula(
    "impact.square_root_with_crossover",
    returns="ratio",
    amount="USD",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
    crossover="ratio",
)
def square_root_with_crossover(
    amount: Array, volume: Array, volatility: Array, coefficient: Array, crossover: Array
) -> Array:
    """Square-root law made linear for small orders, I = Y·σ·q / sqrt(q + q0) with q = Q / V.

    Linear, Y·σ·q/sqrt(q0), for q well below q0; the square root above it. The interpolation is our
    reading: the published finding is the two regimes and that they meet smoothly.

    amount         Q, USD sold in a day, any shape, ≥ 0
    volume         V, USD traded in a day, broadcasts with Q, > 0
    volatility     σ, daily standard deviation of log returns, ≥ 0
    coefficient    Y, dimensionless, ≥ 0
    crossover      q0, the share of volume where the regimes meet, > 0
    returns        I, log fall, ≥ 0, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Bucci, Benzaquen, Lillo & Bouchaud 2019, arXiv 1811.05230
    """
    amount, volume, volatility, coefficient, crossover = inside(
        amount=(amount, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, NON_NEGATIVE),
        coefficient=(coefficient, NON_NEGATIVE),
        crossover=(crossover, POSITIVE),
    )
    share = amount / volume
    return coefficient * volatility * share / np.sqrt(share + crossover)


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
    returns     X, log fall, ≥ 0, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      cumulative depth B·u^κ; κ = 1.13 for the perpetual, 0.67 for BTC/FDUSD (Amberdata)
    """
    amount, depth, depth_at, exponent = inside(
        amount=(amount, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
    )
    return depth_at * (amount / depth) ** (1.0 / exponent)


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
    "impact.regression_effect",
    returns="ratio",
    amount="USD",
    effect="ratio",
    per_amount="USD",
)
def regression_effect(amount: Array, effect: Array, per_amount: Array) -> Array:
    """Co-movement of price with a flow as a published regression has it, Q·e / q.

    Not mechanical impact: flows and prices answer the same news, and the coefficient carries both.
    It is shown beside the square-root law, never averaged with it and never used as a channel.

    amount        Q, USD of flow, signed, any shape
    effect        e, return per `per_amount` of flow, broadcasts with Q
    per_amount    q, USD, > 0
    returns       return that went with such a flow, signed, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        Citi 2025: 3.4 % per $1bn of fund flow; ten times the square-root law's 0.32 %
    """
    amount, effect, per_amount = inside(
        amount=(amount, FINITE), effect=(effect, FINITE), per_amount=(per_amount, POSITIVE)
    )
    return amount * effect / per_amount
