"""The market model: closes of an asset and of its market come in, how they move together goes out.

ln(p₁/p₀) = a + β·ln(m₁/m₀) + e, by least squares over the days on which both closed. What is left
of a move without its market's is ln(1 + move) − β·ln(1 + market's move). Sources: Sharpe 1963 for
the model, any text on least squares for the error of its slope.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array

FEWEST = 60
"""Common returns under which a slope says too little."""


class MarketModel(NamedTuple):
    """How an asset went with its market.

    beta   β, the slope; dimensionless
    error  its standard error, √(Σe²/(n − 2)/Σ(x − x̄)²)
    days   n, the common returns
    """

    beta: float
    error: float
    days: int


def market_model(closes: Array, market: Array) -> MarketModel | int:
    """The slope of an asset's daily log returns on its market's, or how few returns there are.

    closes, market  one close a day of the same days, > 0, NaN where there is none, shape (days,)
    returns         the model; the number of common returns where they are too few, or the market
                    stood still
    """
    both = np.flatnonzero(np.isfinite(closes) & np.isfinite(market))
    y, x = (np.diff(np.log(each[both])) for each in (closes, market))
    count, spread = len(x), float(((x - x.mean()) ** 2).sum()) if len(x) else 0.0
    if count < FEWEST or spread == 0.0:
        return count
    beta = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    left = y - y.mean() - beta * (x - x.mean())
    return MarketModel(beta, float(np.sqrt((left**2).sum() / (count - 2) / spread)), count)
