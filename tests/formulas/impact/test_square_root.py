"""The square-root law: published figures, limits, and its inverses there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.impact.square_root import (
    crossover_amount,
    square_root,
    square_root_amount,
    square_root_holds,
    square_root_with_crossover,
)
from tests.worlds import QUICK

impacts = st.floats(1e-6, 1.0)
volumes = st.floats(1e6, 1e12)
volatilities = st.floats(1e-3, 0.3)
coefficients = st.floats(0.1, 3.0)
crossovers = st.floats(1e-7, 1.0)


def test_a_quarter_of_the_volume_moves_the_price_by_half_a_deviation():
    assert square_root(0.25, 1.0, 0.02, 1.0) == 0.01


def test_the_crossover_law_is_linear_below_and_the_square_root_above():
    small = square_root_with_crossover(np.array([1e-9, 2e-9]), 1.0, 0.02, 1.0, 1e-3)
    assert small[1] / small[0] == pytest.approx(2.0, rel=1e-5)
    assert small[0] == pytest.approx(0.02 * 1e-9 / np.sqrt(1e-3), rel=1e-5)
    large = square_root_with_crossover(1e3, 1.0, 0.02, 1.0, 1e-3)
    assert large == pytest.approx(square_root(1e3, 1.0, 0.02, 1.0), rel=1e-6)


def test_nothing_sold_moves_nothing_and_no_move_sells_nothing():
    assert square_root(0.0, 1.0, 0.02, 1.0) == 0.0
    assert square_root_with_crossover(0.0, 1.0, 0.02, 1.0, 1e-3) == 0.0
    assert square_root_amount(0.0, 1.0, 0.02, 1.0) == 0.0
    assert crossover_amount(0.0, 1.0, 0.02, 1.0, 1e-3) == 0.0


@QUICK
@given(impacts, volumes, volatilities, coefficients)
def test_the_amount_moves_the_price_by_the_impact_it_was_asked_for(
    impact, volume, volatility, coefficient
):
    amount = square_root_amount(impact, volume, volatility, coefficient)
    assert square_root(amount, volume, volatility, coefficient) == pytest.approx(impact, rel=1e-13)


@QUICK
@given(impacts, volumes, volatilities, coefficients, crossovers)
def test_with_the_crossover_too_and_never_for_a_smaller_amount(
    impact, volume, volatility, coefficient, crossover
):
    amount = crossover_amount(impact, volume, volatility, coefficient, crossover)
    back = square_root_with_crossover(amount, volume, volatility, coefficient, crossover)
    assert back == pytest.approx(impact, rel=1e-13)
    plain = square_root_amount(impact, volume, volatility, coefficient)
    assert amount >= plain * (1.0 - 1e-14)


def test_the_impact_of_a_sale_is_the_same_worked_over_a_day_or_a_month():
    day = square_root(30e9, 60e9, 0.025, 1.0)
    month = square_root(30e9, 30 * 60e9, 0.025 * np.sqrt(30), 1.0)
    assert day == pytest.approx(month, rel=1e-15)


def test_the_law_was_seen_on_four_decades_and_their_ends_count():
    shares = np.array([0.99e-5, 1e-5, 1e-3, 0.1, 0.101])
    assert square_root_holds(shares, 1.0).tolist() == [0.0, 1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((-0.1, 1e9, 0.02, 1.0), r"^impact is -0.1: it must be a finite number, 0 or more$"),
        ((0.1, 1e9, 0.0, 1.0), r"^volatility is 0: it must be a finite number above 0$"),
        ((0.1, 1e9, 0.02, 0.0), r"^coefficient is 0"),
    ],
)
def test_a_market_that_does_not_move_has_no_inverse(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        square_root_amount(*arguments)
