"""Missing days: bridged inside, never taken for zero, and too many of them give no ladder."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.ladder.bridging import bridged, read_histories, usable

NAN = np.nan


def told(closes, lows=None, open_interest=None):
    closes = np.atleast_2d(np.asarray(closes, dtype=float))
    lows = closes if lows is None else np.atleast_2d(lows)
    dollars = 10.0 * closes if open_interest is None else np.atleast_2d(open_interest)
    return read_histories(closes, lows, dollars)


def test_a_gap_of_open_interest_is_bridged_straight_in_coins():
    bars = bridged(told([100.0, 200.0, 100.0], open_interest=[1_000.0, NAN, 3_000.0]))
    assert bars.coins.tolist() == [[10.0, 20.0, 30.0]]


def test_a_gap_of_prices_is_bridged_straight_in_logarithm():
    bars = bridged(told([100.0, NAN, 400.0], open_interest=[1_000.0, 77.0, 4_000.0]))
    assert bars.closes[0] == pytest.approx([100.0, 200.0, 400.0])
    assert bars.coins[0] == pytest.approx([10.0, 10.0, 10.0])


def test_a_day_without_a_low_has_its_close_for_one():
    bars = bridged(told([100.0, 90.0, 95.0], lows=[80.0, NAN, 70.0]))
    assert bars.lows.tolist() == [[80.0, 90.0, 70.0]]


def test_before_the_first_known_day_the_ladder_has_not_begun():
    bars = bridged(told([[NAN, NAN, 100.0, 90.0], [80.0, 70.0, 100.0, 90.0]]))
    assert bars.closes[0] == pytest.approx([100.0, 100.0, 100.0, 90.0])


def test_known_prices_are_kept_as_they_are():
    closes = np.exp(np.random.default_rng(0).uniform(0.0, 12.0, 500))
    closes[100] = NAN
    kept = bridged(told(closes)).closes[0]
    assert np.array_equal(np.delete(kept, 100), np.delete(closes, 100))


@pytest.mark.parametrize(("missing", "enough"), [(0, True), (2, True), (3, False), (10, False)])
def test_four_days_in_five_must_be_known(missing, enough):
    closes = np.full(10, 100.0)
    closes[:missing] = NAN
    assert usable(told(closes)).tolist() == [enough]


def test_an_unknown_last_day_is_no_ladder():
    open_interest = np.full(10, 5.0)
    open_interest[-1] = NAN
    assert usable(told(np.full(10, 100.0), open_interest=open_interest)).tolist() == [False]


def test_a_low_above_its_close_is_named():
    with pytest.raises(ValueError, match=r"lows\[0, 1\] is 11: it must be at most closes\[0, 1\]"):
        told([10.0, 10.0], lows=[9.0, 11.0])
