"""Made-up closes for the forecast: a walk that falls and recovers, and Fridays cut from it."""

from __future__ import annotations

import numpy as np

from engine.forecast.protocol import Cases, cases
from engine.numeric.arguments import Array

FIRST = 14_610  # 2010-01-01, a Friday


def walk(days: int = 2200, seed: int = 5) -> Array:
    """Closes of a volatile asset that rises in the long run: some falls of a fifth and more."""
    moves = np.random.default_rng(seed).normal(0.0008, 0.035, days)
    return np.asarray(100.0 * np.exp(np.cumsum(moves)))


def fridays(closes: Array) -> Cases:
    """The protocol's cases of such closes."""
    return cases(closes, FIRST)
