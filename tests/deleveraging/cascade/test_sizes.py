"""Sizes of cascades in events: Borel's law against sums, hand and plain simulation."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.cascade.sizes import (
    expected_largest,
    mean_size,
    size_at_least,
    size_probability,
    size_variance,
)


def simulated(r, cascades, seed):
    """Sizes of cascades played out sale by sale: each open sale sets off a Poisson number more."""
    rng = np.random.default_rng(seed)
    size, waiting = np.zeros(cascades, dtype=np.int64), np.ones(cascades, dtype=np.int64)
    while waiting.any():
        size += waiting
        waiting = rng.poisson(r * waiting)
    return size


@pytest.mark.parametrize("r", [0.0, 0.2, 0.5, 0.8])
def test_sizes_add_up_to_one_and_have_borels_mean_and_variance(r):
    """Terms fall by R·e^(1−R) or faster: what 2,000 leave out is below 1e-15."""
    sizes = np.arange(1, 2_001)
    chances = np.array([float(size_probability(int(n), r)) for n in sizes])
    assert chances.sum() == pytest.approx(1.0, abs=1e-13)
    assert chances @ sizes == pytest.approx(float(mean_size(r)), abs=1e-11)
    variance = chances @ (sizes - float(mean_size(r))) ** 2
    assert variance == pytest.approx(float(size_variance(r)), abs=1e-9)


def test_the_first_sizes_by_hand():
    """e^(−R), R·e^(−2R) and 3/2·R²·e^(−3R)."""
    r = 0.4
    by_hand = [np.exp(-r), r * np.exp(-2 * r), 1.5 * r**2 * np.exp(-3 * r)]
    assert [float(size_probability(n, r)) for n in (1, 2, 3)] == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize("r", [0.3, 0.7, 0.9])
def test_simulated_cascades_have_borels_sizes(r):
    """Each share within four and a half of its standard errors."""
    sizes = simulated(r, 200_000, seed=11)
    for n in (1, 2, 3, 5, 10, 30):
        chance = float(size_at_least(n, r))
        error = np.sqrt(chance * (1 - chance) / sizes.size)
        assert abs((sizes >= n).mean() - chance) <= 4.5 * error + 1e-12
    assert sizes.mean() == pytest.approx(
        1 / (1 - r), abs=4.5 * np.sqrt(float(size_variance(r)) / 2e5)
    )


def test_every_cascade_has_the_first_sale_and_without_reproduction_no_other():
    assert size_at_least(1, 0.9) == 1.0
    assert size_at_least(2, 0.9) == pytest.approx(1.0 - np.exp(-0.9), rel=1e-14)
    assert size_at_least(2, [0.0, 0.5]).tolist() == [0.0, pytest.approx(1.0 - np.exp(-0.5))]
    assert size_probability(1, 0.0) == 1.0


@pytest.mark.parametrize("r", [0.0, 0.3, 0.99])
def test_the_largest_of_one_cascade_is_its_mean(r):
    assert expected_largest(1.0, r) == pytest.approx(float(mean_size(r)), rel=1e-9)


def test_the_largest_of_many_is_that_of_simulated_rounds():
    rounds = simulated(0.8, 2_000 * 100, seed=5).reshape(2_000, 100).max(axis=1)
    error = rounds.std(ddof=1) / np.sqrt(rounds.size)
    assert abs(rounds.mean() - float(expected_largest(100.0, 0.8))) < 4.0 * error


def test_the_largest_grows_with_the_number_and_with_reproduction():
    largest = expected_largest(np.array([[1.0], [10.0], [1e6]]), [0.1, 0.5, 0.9])
    assert (np.diff(largest, axis=0) > 0).all()
    assert (np.diff(largest, axis=1) > 0).all()


def test_what_has_no_size_is_refused():
    with pytest.raises(ValueError, match=r"^size is 0"):
        size_probability(0, 0.5)
    with pytest.raises(ValueError, match=r"^size is 0"):
        size_at_least(0, 0.5)
    with pytest.raises(ValueError, match=r"^reproduction is 1: it must be at least 0 and below 1$"):
        mean_size(1.0)
    with pytest.raises(ValueError, match=r"^reproduction is 0.995: it must be between 0 and 0.99$"):
        expected_largest(10.0, 0.995)
