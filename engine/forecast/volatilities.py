"""Volatilities as they could be known: daily closes come in, a figure for each asked day goes out.

Every figure uses the closes of its own day and before, and nothing else. All are annual: the
standard deviation of daily log returns times the root of 365.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.numeric.arguments import Array, IntArray

FEWEST = 30
"""Returns without which no volatility is given."""
STILL = 1e-13
"""A daily variance that is rounding: the price does not move."""


def log_returns(closes: Array) -> Array:
    """ln(close / close of the day before), NaN on the first known day and before.

    closes     USD a coin, oldest first, NaN only before the first known day, shape (days,)
    returns    shape (days,)
    raises     nothing
    source     definition
    """
    with np.errstate(invalid="ignore"):
        return np.diff(np.log(closes), prepend=np.nan)


def trailing(closes: Array, at: IntArray, days: int) -> Array:
    """Sample deviation of the last `days` daily returns, annual, for each asked day.

    closes     as for `log_returns`
    at         indices of the days asked, shape (n,)
    days       returns looked at; fewer, where fewer are there
    returns    shape (n,); NaN with fewer than `FEWEST` returns or none that differs
    raises     nothing
    source     definition; the mean of the window is taken off
    """
    moves = np.nan_to_num(log_returns(closes))
    known = np.cumsum(~np.isnan(closes))[at] - 1
    count = np.minimum(known, days)
    once, twice = (np.concatenate([[0.0], np.cumsum(moves**power)]) for power in (1, 2))
    total, squares = (sums[at + 1] - sums[at + 1 - count] for sums in (once, twice))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (squares - total**2 / count) / (count - 1)
    usable = (count >= FEWEST) & (variance > STILL)
    return np.asarray(np.sqrt(np.where(usable, variance, np.nan) * CLOSES_A_YEAR))
