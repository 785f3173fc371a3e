"""Sizes of cascades in events: Borel's law against sums, hand and plain simulation."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade.sizes import mean_size, size_probability


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
    """Variance R/(1 − R)³. Terms fall by R·e^(1−R): what 2,000 leave out is below 1e-15."""
    sizes = np.arange(1, 2_001)
    chances = np.array([float(size_probability(int(n), r)) for n in sizes])
    assert chances.sum() == pytest.approx(1.0, abs=1e-13)
    assert chances @ sizes == pytest.approx(float(mean_size(r)), abs=1e-11)
    variance = chances @ (sizes - float(mean_size(r))) ** 2
    assert variance == pytest.approx(r / (1 - r) ** 3, abs=1e-9)


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
        chance = float(size_probability(n, r))
        error = np.sqrt(chance * (1 - chance) / sizes.size)
        assert abs((sizes == n).mean() - chance) <= 4.5 * error + 1e-12
    assert sizes.mean() == pytest.approx(1 / (1 - r), abs=4.5 * np.sqrt(r / (1 - r) ** 3 / 2e5))


def test_without_reproduction_every_cascade_is_the_first_sale_alone():
    assert size_probability(1, 0.0) == 1.0
    assert size_probability(2, [0.0, 0.5]).tolist() == [0.0, pytest.approx(0.5 * np.exp(-1.0))]
    assert size_probability(2.0, 0.5) == size_probability(2, 0.5)
    assert size_probability(3, np.full((2, 5), 0.4)).shape == (2, 5)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (0, r"^size is 0"),
        (2.5, r"^size is 2.5: it must be a whole number$"),
        ([1, 2], r"^size has shape \(2,\): give one whole number$"),
        (np.inf, r"^size is inf"),
    ],
)
def test_a_cascade_has_a_whole_number_of_sales(size, sentence):
    with pytest.raises(ValueError, match=sentence):
        size_probability(size, 0.4)


def test_what_never_dies_out_has_no_mean_size():
    with pytest.raises(ValueError, match=r"^reproduction is 1: it must be at least 0 and below 1$"):
        mean_size(1.0)
