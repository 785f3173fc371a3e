"""Co-movement: the correlation against numpy's, gaps against a loop over the days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.japan.co_movement import CoMovement, co_movement
from tests.worlds import QUICK


def yields(seed, bars, common=0.7, gaps=0.0):
    """Two yields whose daily changes share a part, some days not quoted."""
    rng = np.random.default_rng(seed)
    shared, own = rng.standard_normal((1, bars)), rng.standard_normal((2, bars))
    pair = 0.04 + 0.001 * np.cumsum(common * shared + (1 - common) * own, axis=1)
    pair[rng.random((2, bars)) < gaps] = np.nan
    return pair


def together(first, second, days, confidence=0.95) -> CoMovement:
    return co_movement(first, second, days, confidence)


def by_loop(first, second, days):
    """Changes between days d apart, counted back from the last common quote."""
    changes, t = [], len(first) - 1
    while t >= 0 and np.isnan(first[t] + second[t]):
        t -= 1
    while t - days >= 0:
        change = first[t] - first[t - days], second[t] - second[t - days]
        if not np.isnan(sum(change)):
            changes.append(change)
        t -= days
    return np.array(changes).reshape(-1, 2)


@QUICK
@given(st.integers(0, 99), st.integers(1, 9), st.floats(0.0, 0.4))
def test_the_correlation_is_that_of_the_changes_found_one_by_one(seed, days, gaps):
    first, second = yields(seed, 120, gaps=gaps)
    changes = by_loop(first, second, days)
    assert together(first, second, days).changes == len(changes)
    if len(changes) >= 4:
        expected = np.corrcoef(changes.T)[0, 1]
        assert together(first, second, days).correlation == pytest.approx(expected, abs=1e-12)


def test_weekly_changes_are_blind_to_weekends():
    first, second = yields(3, 140)
    first[5::7], second[6::7] = np.nan, np.nan
    assert together(first, second, 7.0).changes == 19
    assert together(first, second, 1.0).changes < 139 - 2 * 19


def test_the_interval_holds_the_correlation_and_narrows_with_cases():
    short, long = yields(1, 30), yields(1, 600)
    for pair in (short, long):
        found = together(*pair, 1.0, 0.9)
        assert -1 < found.low < found.correlation < found.high < 1
    width = [found.high - found.low for found in (together(*p, 1.0, 0.9) for p in (short, long))]
    assert width[1] < 0.5 * width[0]


def test_three_changes_are_no_correlation_and_neither_is_a_yield_that_stands_still():
    first, second = yields(2, 4)
    assert np.isnan(together(first, second, 1.0).correlation)
    assert np.isnan(together(np.full(50, 0.01), yields(2, 50)[1], 1.0).correlation)
    assert together(np.full(9, np.nan), np.full(9, 0.01), 1.0).changes == 0


def test_days_and_scenarios_are_rows_of_their_own():
    pairs = np.stack([yields(seed, 90) for seed in range(3)], axis=1)
    sides = (pair[:, np.newaxis] for pair in pairs)
    found = together(*sides, np.array([1.0, 7.0])).correlation
    assert found.shape == (3, 2)
    assert found[2, 1] == together(*pairs[:, 2], 7.0).correlation


def test_a_yield_that_is_infinite_is_refused():
    with pytest.raises(ValueError, match=r"^second\[2\] is inf"):
        together(np.zeros(3), np.array([0.0, 0.1, np.inf]), 1.0)
    with pytest.raises(ValueError, match=r"^second has 4 bars, first has 3: they must agree"):
        together(np.zeros(3), np.zeros(4), 1.0)


def test_one_bar_is_not_the_same_days_as_fifty():
    first, second = yields(4, 50)
    with pytest.raises(ValueError, match=r"^second has 50 bars, first has 1: they must agree$"):
        together(first[:1], second, 1.0)


@pytest.mark.parametrize("days", [1e19, 1e300])
def test_changes_over_longer_than_any_history_are_none(days):
    first, second = yields(4, 50)
    assert together(first, second, days).changes == 0
    assert np.isnan(together(first, second, days).correlation)


def test_a_part_of_a_day_is_dropped():
    first, second = yields(4, 50)
    assert together(first, second, 7.9) == together(first, second, 7.0)


def test_a_confidence_next_to_certainty_is_named():
    first, second = yields(4, 50)
    with pytest.raises(ValueError, match=r"^confidence is 0.9{15}.*: no interval is so sure$"):
        together(first, second, 1.0, np.nextafter(1.0, 0.0))
