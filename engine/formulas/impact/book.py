"""The order book: a market order and the depth it meets come in, the log fall it causes goes out.

Minutes clock: what rests in the book now and nothing that comes later. In stress part of it is
withdrawn; W is the share of normal depth still there.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import DEPTH_EXPONENT, NON_NEGATIVE, POSITIVE, Arg, Array, Out

Depth = Annotated[Array, Arg("USD", POSITIVE, "D, bid within a distance of the price, all venues")]
Within = Annotated[Array, Arg("ratio", POSITIVE, "d, the log distance at which D was measured")]
Exponent = Annotated[
    Array, Arg("ratio", DEPTH_EXPONENT, "κ: 1 is a flat book, below 1 it thins with distance")
]


@formula("impact.book_walk")
def book_walk(
    amount: Annotated[Array, Arg("USD", NON_NEGATIVE, "Q, sold at once")],
    depth: Depth,
    within: Within,
    exponent: Exponent,
) -> Annotated[Array, Out("ratio", "X, log fall; none where it is beyond float64")]:
    """Log fall of a market order walking down the book, X = d·(Q / D)^(1/κ).

    Minutes clock: what rests within distance u of the price is D·(u/d)^κ, and nothing refills it.
    Beyond the distance at which depth was measured, κ is an extrapolation.

    source    cumulative depth B·u^κ; κ = 0.67 for BTC/FDUSD by Amberdata's two depths
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fall = within * (amount / depth) ** (1.0 / exponent)
    return np.where(np.isfinite(fall), fall, np.nan)


@formula("impact.book_amount")
def book_amount(
    impact: Annotated[Array, Arg("ratio", NON_NEGATIVE, "u, log fall accepted")],
    depth: Depth,
    within: Within,
    exponent: Exponent,
) -> Annotated[Array, Out("USD", "Q, sold at once")]:
    """Dollars bid within a log distance of the price, Q = D·(u / d)^κ.

    The inverse of `book_walk`: what a market order of that impact could sell at once.

    source    cumulative depth B·u^κ, the definition
    """
    return depth * (impact / within) ** exponent
