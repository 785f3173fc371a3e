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
MEMORY = 0.94
"""What RiskMetrics keeps of yesterday's variance."""


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
    moves = log_returns(closes)
    first = int(np.argmax(~np.isnan(moves)))
    given = np.full(len(at), np.nan)
    for place, day in enumerate(at):
        window = moves[max(int(day) + 1 - days, first) : int(day) + 1]
        if len(window) >= FEWEST and np.ptp(window) > 0.0:
            given[place] = np.std(window, ddof=1)
    return np.asarray(given * np.sqrt(CLOSES_A_YEAR))


def fading(closes: Array, memory: float = MEMORY) -> Array:
    """Root of v(t) = m·v(t−1) + (1 − m)·r(t)², daily and not annual, for every day.

    closes     as for `log_returns`
    memory     m, strictly between 0 and 1
    returns    shape (days,), NaN before the first return, which begins the recursion
    raises     nothing
    source     RiskMetrics 1996, m = 0.94 for daily returns
    """
    moves = log_returns(closes)
    given = np.full(len(moves), np.nan)
    variance = np.nan
    for day, move in enumerate(moves):
        if not np.isnan(move):
            fresh = np.isnan(variance)
            variance = move**2 if fresh else memory * variance + (1.0 - memory) * move**2
            given[day] = variance
    return np.asarray(np.sqrt(given))
