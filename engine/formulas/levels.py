"""Levels: a price comes in, the round number that traders watch under it goes out.

Where orders cluster is known only from an order book or a liquidation map. What is here is the
arithmetic of the level itself, for any asset and any scale of price.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, Arg, Array, Out

DIGITS = np.arange(1.0, 11.0)


@formula("levels.round_number_below")
def round_number_below(
    price: Annotated[Array, Arg("USD/coin", POSITIVE, "P")],
) -> Annotated[Array, Out("USD/coin", "in (P/2, P]")]:
    """Price rounded down to one significant digit in its own scale, n·10^k ≤ P < (n + 1)·10^k.

    124,659 gives 100,000, 4,830 gives 4,000, 0.95 gives 0.9; a price on such a level gives itself.

    source    our reading of a round number; orders cluster at them: Osler 2003, Journal of Finance
    """
    power = np.floor(np.log10(price))
    power = np.where(_level(1.0, power) > price, power - 1.0, power)  # the logarithm rounds too
    reached = _level(DIGITS, power[..., np.newaxis]) <= price[..., np.newaxis]
    return _level(reached.sum(axis=-1, dtype=np.float64), power)


def _level(digit: Array | float, power: Array) -> Array:
    """n·10^k as the float nearest to it: 3 · 10^−1 is 0.3, not 0.30000000000000004."""
    size = 10.0 ** np.abs(power)
    return np.where(power < 0.0, digit / size, digit * size)
