"""Branching: Borel's law and the critical leverage, against sums and plain simulation."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.cascade.branching import (
    branching_ratio,
    critical_leverage,
    mean_size,
    size_probability,
)


@pytest.mark.parametrize("r", [0.0, 0.2, 0.5, 0.8])
def test_sizes_add_up_to_one_and_have_the_mean_of_the_multiplier(r):
    """Terms fall by R·e^(1−R) or faster: what 2,000 leave out is below 1e-15."""
    chances = np.array([float(size_probability(n, r)) for n in range(1, 2_001)])
    assert chances.sum() == pytest.approx(1.0, abs=1e-13)
    assert chances @ np.arange(1, 2_001) == pytest.approx(float(mean_size(r)), abs=1e-11)


def test_the_first_sizes_by_hand():
    """e^(−R), R·e^(−2R) and 3/2·R²·e^(−3R)."""
    r = 0.4
    by_hand = [np.exp(-r), r * np.exp(-2 * r), 1.5 * r**2 * np.exp(-3 * r)]
    assert [float(size_probability(n, r)) for n in (1, 2, 3)] == pytest.approx(by_hand, rel=1e-14)


def test_the_branching_ratio_of_counts_inverts_the_variance_of_a_hawkes_process():
    """In long windows the variance over the mean is 1/(1 − n)²."""
    n = np.array([0.0, 0.3, 0.9])
    assert branching_ratio(10.0, 10.0 / (1 - n) ** 2) == pytest.approx(n, abs=1e-15)
    assert branching_ratio(10.0, 5.0) == 0.0


@pytest.mark.parametrize("impact", [0.05, 0.15, 0.5])
def test_leaving_at_the_critical_leverage_takes_exactly_the_equity(impact):
    """Selling in 200,000 steps along I·sqrt(x), by the midpoint rule."""
    x = (np.arange(200_000) + 0.5) / 200_000
    loss = float(np.mean(impact * np.sqrt(x)))
    assert loss * float(critical_leverage(impact)) == pytest.approx(1.0, rel=1e-7)


def test_a_cascade_has_at_least_its_first_sale():
    with pytest.raises(ValueError, match=r"^size is 0"):
        size_probability(0, 0.5)
    with pytest.raises(ValueError, match=r"^reproduction is 1: it must be at least 0 and below 1$"):
        mean_size(1.0)
