"""Ranks of open interest: only its own history counts, and no share that nobody publishes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.open_interest_history import load_rank, weight_rank
from tests.worlds import QUICK

DAYS = 240


def walk(seed: int, size: float) -> np.ndarray:
    steps = 0.05 * np.random.default_rng(seed).standard_normal(DAYS)
    return size * np.exp(np.cumsum(steps))


def weight_rank_by_loop(notional, prices, supply, within) -> float:
    weights = [n / (p * s) for n, p, s in zip(notional, prices, supply, strict=True)]
    days = range(max(0, DAYS - within), DAYS)
    peak = max(days, key=lambda day: notional[day])
    return sum(w < weights[peak] for w in weights) / DAYS


def load_rank_by_loop(notional, volume, over) -> float:
    ends = range(over, DAYS + 1)
    loads = [sum(notional[e - over : e]) / sum(volume[e - over : e]) for e in ends]
    return sum(load < loads[-1] for load in loads) / len(loads)


@QUICK
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_ranks_are_what_a_plain_loop_counts(seed, length):
    notional, prices, volume = walk(seed, 1e10), walk(seed + 1, 5e4), walk(seed + 2, 5e10)
    supply = np.full(DAYS, 2e7)
    expected = weight_rank_by_loop(notional, prices, supply, length)
    assert weight_rank(notional, prices, supply, length) == pytest.approx(expected, abs=1e-12)
    expected = load_rank_by_loop(notional, volume, length)
    assert load_rank(notional, volume, length) == pytest.approx(expected, abs=1e-12)


def test_a_provider_that_counts_half_the_venues_ranks_alike():
    notional, prices, supply = walk(1, 1e10), walk(2, 5e4), np.full(DAYS, 2e7)
    whole, half = (weight_rank(share * notional, prices, supply, 90.0) for share in (1.0, 0.5))
    assert whole == half
    assert load_rank(notional, prices, 30.0) == load_rank(0.5 * notional, 3.0 * prices, 30.0)


def test_on_a_level_history_nothing_is_higher_than_anything():
    level = np.full(DAYS, 0.1)
    assert weight_rank(level, level, level, 90.0) == 0.0
    assert load_rank(level, level, 30.0) == 0.0


def test_the_weight_is_that_of_the_day_with_the_most_dollars():
    """On the last day more is open for the market's size, and fewer dollars."""
    notional = np.concatenate([np.full(DAYS - 3, 1.0), [5.0, 4.0, 3.0]])
    prices = np.concatenate([np.full(DAYS - 3, 1.0), [4.0, 2.0, 1.0]])
    assert weight_rank(notional, prices, np.ones(DAYS), 3.0) == (DAYS - 3) / DAYS
    assert weight_rank(notional, prices, np.ones(DAYS), 1.0) == (DAYS - 1) / DAYS


def test_too_few_days_or_none_of_late_have_no_rank():
    level = np.ones(DAYS)
    few = np.where(np.arange(DAYS) < 61, np.nan, 1.0)
    old = np.where(np.arange(DAYS) >= DAYS - 10, np.nan, 1.0)
    assert np.isnan(weight_rank(few, level, level, 90.0))
    assert np.isnan(weight_rank(old, level, level, 10.0))
    assert np.isnan(load_rank(few, level, 1.0))
    assert np.isnan(load_rank(old, level, 30.0))
    assert np.isnan(load_rank(level, level, DAYS + 1.0))


def test_what_is_no_history_is_named():
    level = np.ones(DAYS)
    with pytest.raises(ValueError, match=r"^supply has 3 bars, open_interest has 240"):
        weight_rank(level, level, np.ones(3), 90.0)
    with pytest.raises(ValueError, match=r"^volume\[0\] is 0: it must be a finite number above 0"):
        load_rank(level, 0.0 * level, 30.0)
    with pytest.raises(ValueError, match=r"^days is 0: it must be a finite number, 1 or more"):
        load_rank(level, level, 0.0)
