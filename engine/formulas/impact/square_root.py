"""The square-root law: an order worked over a day comes in, the log fall it causes goes out.

And back: the log fall one is ready to cause comes in, the dollars that may be sold go out. How long
the order takes does not matter: over T days volume and variance both grow T-fold and cancel.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, inside


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

    Day clock. It holds for orders of about 1e-5 to 1e-1 of volume; below, impact is linear, while
    the slope of the law at zero is infinite.

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
    beyond the orders for which the law was seen to hold, 1e-5 to 1e-1 of volume.

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
