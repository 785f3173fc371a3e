"""The square-root law: an order worked over a day comes in, the log fall it causes goes out.

And back: the log fall one is ready to cause comes in, the dollars that may be sold go out. How long
the order takes does not matter: over T days volume and variance both grow T-fold and cancel.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Arg, Array, Out

Volume = Annotated[Array, Arg("USD", POSITIVE, "V, traded in a day")]
Deviation = Annotated[
    Array, Arg("ratio", NON_NEGATIVE, "σ, standard deviation of a day's log return")
]
Coefficient = Annotated[Array, Arg("ratio", NON_NEGATIVE, "Y, of the square-root law, about 1")]


@formula("impact.square_root")
def square_root(
    amount: Annotated[Array, Arg("USD", NON_NEGATIVE, "Q, sold in the course of the day")],
    volume: Volume,
    deviation: Deviation,
    coefficient: Coefficient,
) -> Annotated[Array, Out("ratio", "I, log fall")]:
    """Log fall caused by a day's selling under the square-root law, I = Y·σ·sqrt(Q / V).

    Day clock. It holds for orders of about 1e-5 to 1e-1 of volume; below, impact is linear, while
    the slope of the law at zero is infinite.

    source    Donier & Bonart 2015, over a million bitcoin metaorders; Tóth et al. 2011
    """
    return coefficient * deviation * np.sqrt(amount / volume)


@formula("impact.square_root_amount")
def square_root_amount(
    impact: Annotated[Array, Arg("ratio", NON_NEGATIVE, "I, log fall accepted")],
    volume: Volume,
    deviation: Annotated[
        Array, Arg("ratio", POSITIVE, "σ, standard deviation of a day's log return")
    ],
    coefficient: Annotated[Array, Arg("ratio", POSITIVE, "Y, of the square-root law, about 1")],
) -> Annotated[Array, Out("USD", "Q, sold in the course of the day")]:
    """Dollars that move the price by I under the square-root law, Q = V·(I / (Y·σ))².

    The inverse of `square_root`: what can be sold in a day at a given impact. It may come out far
    beyond the orders for which the law was seen to hold, 1e-5 to 1e-1 of volume.

    source    `square_root` solved for Q
    """
    return volume * (impact / (coefficient * deviation)) ** 2
