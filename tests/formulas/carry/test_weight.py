"""Carry and cut odds: the published arithmetic, and what it cannot explain."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.carry.weight import (
    break_even_return,
    duration_needed,
    expected_rate_shift,
    given_up,
    merton_weight,
    relative_weight_change,
    weight_change,
    zero_yield_price_effect,
)

BP = 1e-4
YEAR = 365.25
SHIFT = 12.5 * BP


def test_odds_from_90_to_40_percent_are_twelve_and_a_half_basis_points():
    assert expected_rate_shift(0.9, 0.4, 25 * BP) == SHIFT
    assert expected_rate_shift(0.4, 0.9, 25 * BP) == -SHIFT


@pytest.mark.parametrize(("aversion", "points"), [(1.0, -0.5), (3.0, -0.17)])
def test_such_a_shift_moves_the_merton_weight_by_tenths_of_a_point(aversion, points):
    assert round(100 * float(weight_change(SHIFT, 0.5, aversion)), 2) == points


@pytest.mark.parametrize(("premium", "percent"), [(0.05, -2.5), (0.20, -0.6)])
def test_the_relative_change_depends_on_the_premium(premium, percent):
    assert round(100 * float(relative_weight_change(SHIFT, premium)), 1) == percent


def test_the_three_forms_of_mertons_weight_agree():
    before, after = merton_weight(0.05, 0.5, 2.0), merton_weight(0.05 - SHIFT, 0.5, 2.0)
    assert after - before == pytest.approx(weight_change(SHIFT, 0.5, 2.0), rel=1e-12)
    assert after / before - 1 == pytest.approx(relative_weight_change(SHIFT, 0.05), rel=1e-12)


def test_a_quarter_off_the_price_would_need_a_duration_of_centuries():
    years = float(duration_needed(SHIFT, 0.25)) / YEAR
    assert round(years) == 230
    assert zero_yield_price_effect(SHIFT, years * YEAR) == pytest.approx(-0.25, rel=1e-14)


def test_no_duration_turns_a_falling_rate_into_a_fall():
    assert np.isnan(duration_needed(np.array([0.0, -SHIFT]), 0.25)).all()


def test_a_ten_year_claim_loses_ten_times_the_shift():
    assert zero_yield_price_effect(SHIFT, 10 * YEAR) == pytest.approx(np.exp(-0.0125) - 1)


def test_the_break_even_return_is_the_one_at_which_the_weight_is_chosen():
    needed = break_even_return(0.04, 0.1, 0.5, 3.0)
    assert needed == pytest.approx(0.04 + 0.1 * 3 * 0.25)
    assert merton_weight(needed - 0.04, 0.5, 3.0) == pytest.approx(0.1)


def test_a_weight_of_one_under_log_utility_needs_the_variance():
    assert break_even_return(0.0, 1.0, 0.5, 1.0) == 0.25


def test_interest_given_up_runs_with_the_days():
    assert given_up(0.04, YEAR) == 0.04
    assert given_up(0.04, np.array([0.0, YEAR / 4])).tolist() == [0.0, 0.01]


def test_odds_above_one_are_refused():
    with pytest.raises(ValueError, match=r"^odds_before\[1\] is 90: it must be between 0 and 1$"):
        expected_rate_shift(np.array([0.9, 90.0]), 0.4, 25 * BP)


def test_a_volatility_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^volatility is 0"):
        merton_weight(0.05, 0.0, 1.0)
