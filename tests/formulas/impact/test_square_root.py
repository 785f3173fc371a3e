"""The square-root law: published figures, limits, and its inverse there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.impact.square_root import square_root, square_root_amount
from tests.worlds import QUICK

impacts = st.floats(1e-6, 1.0)
volumes = st.floats(1e6, 1e12)
volatilities = st.floats(1e-3, 0.3)
coefficients = st.floats(0.1, 3.0)


def test_a_quarter_of_the_volume_moves_the_price_by_half_a_deviation():
    assert square_root(0.25, 1.0, 0.02, 1.0) == 0.01


def test_nothing_sold_moves_nothing_and_no_move_sells_nothing():
    assert square_root(0.0, 1.0, 0.02, 1.0) == 0.0
    assert square_root_amount(0.0, 1.0, 0.02, 1.0) == 0.0


@QUICK
@given(impacts, volumes, volatilities, coefficients)
def test_the_amount_moves_the_price_by_the_impact_it_was_asked_for(
    impact, volume, volatility, coefficient
):
    amount = square_root_amount(impact, volume, volatility, coefficient)
    assert square_root(amount, volume, volatility, coefficient) == pytest.approx(impact, rel=1e-13)


def test_the_impact_of_a_sale_is_the_same_worked_over_a_day_or_a_month():
    day = square_root(30e9, 60e9, 0.025, 1.0)
    month = square_root(30e9, 30 * 60e9, 0.025 * np.sqrt(30), 1.0)
    assert day == pytest.approx(month, rel=1e-15)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((-0.1, 1e9, 0.02, 1.0), r"^impact is -0.1: it must be a finite number, 0 or more$"),
        ((0.1, 1e9, 0.0, 1.0), r"^deviation is 0: it must be a finite number above 0$"),
        ((0.1, 1e9, 0.02, 0.0), r"^coefficient is 0"),
    ],
)
def test_a_market_that_does_not_move_has_no_inverse(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        square_root_amount(*arguments)
