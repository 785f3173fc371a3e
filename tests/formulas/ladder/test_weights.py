"""The prior over leverages: shares that sum to one, round the typical leverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.ladder.weights import LEVERAGES, leverage_grid, leverage_weights, shares
from tests.worlds import QUICK


@QUICK
@given(typical=st.floats(1.0, 500.0), spread=st.floats(0.01, 5.0))
def test_the_weights_are_shares_that_sum_to_one(typical, spread):
    weights = leverage_weights(typical, spread)
    assert (weights >= 0.0).all()
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_narrow_spread_puts_everybody_at_the_nearest_leverage():
    weights = leverage_weights(10.0, 0.01)
    assert weights[LEVERAGES.index(10)] == pytest.approx(1.0)


def test_a_wide_spread_weighs_a_leverage_by_its_cell_alone():
    weights = leverage_weights(10.0, 1e6, (1.0, 10.0, 1000.0))
    assert weights == pytest.approx(np.array([1.0, 1.5, 2.0]) / 4.5)


def test_a_fine_grid_has_the_median_and_spread_of_the_law():
    grid = np.exp(np.linspace(0.0, np.log(1e4), 2_001))
    weights = leverage_weights(100.0, 0.7, grid)
    mean = weights @ np.log(grid)
    assert mean == pytest.approx(np.log(100.0), abs=1e-6)
    assert weights @ (np.log(grid) - mean) ** 2 == pytest.approx(0.49, rel=1e-4)


def test_weights_of_scenarios_have_a_row_each():
    weights = leverage_weights(np.array([[3.0], [10.0]]), np.array([0.5, 0.7, 0.9]))
    assert weights.shape == (2, 3, len(LEVERAGES))
    assert np.array_equal(weights[1, 2], leverage_weights(10.0, 0.9))


def test_a_single_leverage_has_all_of_the_weight():
    assert leverage_weights(3.0, 1.0, (20.0,)).tolist() == [1.0]


@pytest.mark.parametrize(
    ("grid", "says"),
    [
        ((0.5, 2.0), r"grid\[0\] is 0.5: it must be a finite number, 1 or more"),
        ((2.0, 5.0, 5.0), r"grid\[2\] is 5: it must be above grid\[1\], 5"),
        ((), r"grid has shape \(0,\): give one row of at least one leverage"),
    ],
)
def test_a_grid_that_is_none_is_refused(grid, says):
    with pytest.raises(ValueError, match=says):
        leverage_weights(10.0, 0.7, grid)


@pytest.mark.parametrize(
    ("leverages", "says"),
    [
        (("a", "b"), r"^leverages holds something other than numbers"),
        ((1.0, [2.0, 3.0]), r"^leverages holds something other than numbers"),
        (5.0, r"^leverages has shape \(\): give one row of at least one leverage"),
        ((5.0, 2.0), r"^leverages\[1\] is 2: it must be above leverages\[0\], 5"),
    ],
)
def test_leverages_that_are_no_rising_row_of_numbers_are_refused(leverages, says):
    with pytest.raises(ValueError, match=says):
        leverage_grid(leverages)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([[0.5, 0.5], [0.5, 0.6]], r"w\[1\] sums to 1.1: it must sum to 1"),
        ([1.5, -0.5], r"w\[1\] is -0.5"),
        ([1.0], r"w has shape \(1,\): its last axis must be the grid's, 2"),
    ],
)
def test_weights_that_are_no_shares_are_refused(weights, says):
    with pytest.raises(ValueError, match=says):
        shares("w", np.array(weights), 2)
