"""Made-up histories: daily steps in, closes out, and slow answers written as plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

WALKS = st.tuples(st.integers(0, 10_000), st.integers(1, 150), st.floats(0.005, 0.12))


def walk(seed: int, bars: int, volatility: float) -> np.ndarray:
    """Closes of a random walk, rounded so that some are equal."""
    steps = volatility * np.random.default_rng(seed).standard_normal(bars)
    return np.round(100.0 * np.exp(np.cumsum(steps)), 1) + 0.1


def with_gaps(closes: np.ndarray, seed: int, share: float) -> np.ndarray:
    """The same closes, some of them unknown."""
    return np.where(np.random.default_rng(seed).random(closes.size) < share, np.nan, closes)


def carried_by_loop(closes: np.ndarray) -> list[float]:
    """Each missing close as the last one before it; nothing before the first."""
    kept: list[float] = []
    for close in closes.tolist():
        if not np.isnan(close):
            kept.append(close)
        elif kept:
            kept.append(kept[-1])
    return kept


def fell(closes: list[float], start: int, days: int, fall: float) -> bool:
    """Whether a close within `days` of the start is a fall below the highest since."""
    highest = closes[start]
    for close in closes[start : start + days + 1]:
        highest = max(highest, close)
        if close <= (1.0 - fall) * highest:
            return True
    return False
