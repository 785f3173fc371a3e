"""The square-root law: an order worked over a day comes in, the log fall it causes goes out.

And back: the log fall one is ready to cause comes in, the dollars that may be sold go out. How long
the order takes does not matter: over T days volume and variance both grow T-fold and cancel.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, inside

# Where the law was seen to hold, as shares of a day's volume: four decades (Donier & Bonart 2015).
HOLDS_FROM, HOLDS_TO = 1e-5, 1e-1


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
    "impact.square_root_amount",
    returns="USD",
    impact="ratio",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
)
def square_root_amount(
    impact: Array, volume: Array, volatility: Array, coefficient: Array
) -> Array:
    """Dollars that move the price by I under the square-root law, Q = V·(I / (Y·σ))².

    The inverse of `square_root`: what can be sold in a day at a given impact. It may come out far
    beyond the orders for which the law was seen to hold; `square_root_holds` says so.

    impact         I, log fall accepted, any shape, ≥ 0
    volume         V, USD traded in a day, broadcasts with I, > 0
    volatility     σ, daily standard deviation of log returns, > 0
    coefficient    Y, dimensionless, about 1, > 0
    returns        Q, USD, ≥ 0, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         `square_root` solved for Q
    """
    impact, volume, volatility, coefficient = inside(
        impact=(impact, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, POSITIVE),
        coefficient=(coefficient, POSITIVE),
    )
    return volume * (impact / (coefficient * volatility)) ** 2


@formula(
    "impact.crossover_amount",
    returns="USD",
    impact="ratio",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
    crossover="ratio",
)
def crossover_amount(
    impact: Array, volume: Array, volatility: Array, coefficient: Array, crossover: Array
) -> Array:
    """Dollars that move the price by I with the linear crossover, Q = V·(a + sqrt(a² + 4a·q0))/2.

    a = (I / (Y·σ))² is the share of volume without the crossover; Q is the positive root of
    q² = a·(q + q0), the inverse of `square_root_with_crossover`.

    impact         I, log fall accepted, any shape, ≥ 0
    volume         V, USD traded in a day, broadcasts with I, > 0
    volatility     σ, daily standard deviation of log returns, > 0
    coefficient    Y, dimensionless, > 0
    crossover      q0, the share of volume where the regimes meet, > 0
    returns        Q, USD, ≥ 0, the broadcast shape; never below `square_root_amount`
    raises         ValueError naming the argument and index that is out of range
    source         `square_root_with_crossover` solved for Q
    """
    impact, volume, volatility, coefficient, crossover = inside(
        impact=(impact, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, POSITIVE),
        coefficient=(coefficient, POSITIVE),
        crossover=(crossover, POSITIVE),
    )
    share = (impact / (coefficient * volatility)) ** 2
    return volume * 0.5 * (share + np.sqrt(share * share + 4.0 * share * crossover))


@formula("impact.square_root_holds", returns="ratio", amount="USD", volume="USD")
def square_root_holds(amount: Array, volume: Array) -> Array:
    """Whether an order is of a size for which the square-root law was seen to hold, 1 or 0.

    1 where 1e-5 ≤ Q / V ≤ 1e-1. Outside, `square_root` is an extrapolation and a page should say
    so: a month's sales set against a day's volume are often outside.

    amount     Q, USD sold, any shape, ≥ 0
    volume     V, USD traded in a day, broadcasts with Q, > 0
    returns    1 where it holds, 0 where it does not, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     Donier & Bonart 2015: the law holds on four decades of order size
    """
    amount, volume = inside(amount=(amount, NON_NEGATIVE), volume=(volume, POSITIVE))
    share = amount / volume
    return ((share >= HOLDS_FROM) & (share <= HOLDS_TO)).astype(np.float64)
