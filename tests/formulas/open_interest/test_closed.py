"""What was closed on balance: each day's fall of the coins open, at the prices of its ends."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.open_interest_history import closed_value

NAN = float("nan")


def test_each_days_fall_counts_at_the_middle_of_its_two_prices():
    """100, then 80, then 90, then 60 coins at 10, 10, 8 and 6 dollars."""
    found = closed_value(np.array([1_000.0, 800.0, 720.0, 360.0]), np.array([10.0, 10.0, 8.0, 6.0]))
    assert found == pytest.approx(20 * 10 + 30 * 7)


def test_a_fall_of_the_price_alone_closes_nothing():
    prices = np.array([10.0, 8.0, 4.0])
    assert closed_value(50.0 * prices, prices) == 0.0


def test_a_missing_day_is_bridged_and_one_day_alone_says_nothing():
    prices = np.full(3, 10.0)
    assert closed_value(np.array([1_000.0, NAN, 700.0]), prices) == pytest.approx(300.0)
    assert np.isnan(closed_value(np.array([NAN, NAN, 700.0]), prices))


def test_every_day_of_a_history_has_its_own_window():
    notional = np.array([[[3.0, 2.0]], [[2.0, 3.0]]])
    assert closed_value(notional, np.ones((1, 1, 2))).tolist() == [[1.0], [0.0]]


def test_histories_of_different_days_are_refused():
    with pytest.raises(ValueError, match=r"^prices has 3 bars, open_interest has 2"):
        closed_value(np.ones(2), np.ones(3))
