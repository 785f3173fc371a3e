"""Made-up histories: daily steps in, closes out, and slow answers written as plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from engine.formulas.normality.tail import hill
from engine.numeric.arguments import Array

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


def bootstrap_interval(
    losses: Array, tail_share: float, block: int, draws: int, confidence: float, seed: int
) -> tuple[float, float]:
    """Interval of the index from histories made of blocks drawn again, percentiles of α̂*.

    The alternative to counting clusters: whatever clustering is shorter than a block stays in. The
    index is that of Hill, so its bias is in every draw and the interval does not see it.

    losses        log losses in order, shape (days,), no NaN
    tail_share    share of days in the tail, strictly between 0 and 1
    block         days in a block, ≥ 1; the history is a circle
    draws         histories drawn, ≥ 1
    confidence    strictly between 0 and 1
    seed          of the random numbers: the same gives the same
    returns       (low, high)
    raises        ValueError when the tail has no day
    source        circular block bootstrap, Politis & Romano 1992
    """
    n, beyond = losses.size, int(tail_share * losses.size)
    starts = np.random.default_rng(seed).integers(n, size=(draws, -(-n // block)))
    days = (starts[:, :, np.newaxis] + np.arange(block)).reshape(draws, -1)[:, :n] % n
    found = np.array([hill(losses[row], beyond) for row in days])
    ends = 0.5 * (1.0 + confidence * np.array([-1.0, 1.0]))
    low, high = np.nanquantile(found, ends)
    return float(low), float(high)
