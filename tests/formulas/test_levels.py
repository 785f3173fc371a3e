"""Round numbers under a price: the levels traders name, for every scale of price."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.levels import round_number_below
from tests.every import every

prices = st.floats(1e-9, 1e12)


@pytest.mark.parametrize(
    ("price", "level"),
    [
        (124_658.54, 100_000.0),
        (99_999.99, 90_000.0),
        (4_830.0, 4_000.0),
        (215.3, 200.0),
        (9.99, 9.0),
        (0.95, 0.9),
        (0.000_021_7, 0.000_02),
    ],
)
def test_the_level_is_the_leading_digit_of_the_price(price, level):
    assert round_number_below(price) == level


@every("power", range(-12, 13))
@every("digit", range(1, 10))
def test_a_price_on_a_round_number_is_its_own_level(digit, power):
    level = float(f"{digit}e{power}")
    assert round_number_below(level) == level


@every("power", range(-12, 13))
@every("digit", range(2, 10))
def test_a_hair_under_a_round_number_gives_the_one_before(digit, power):
    under = np.nextafter(float(f"{digit}e{power}"), 0.0)
    assert round_number_below(under) == float(f"{digit - 1}e{power}")


@given(prices)
def test_the_level_has_one_digit_and_lies_between_half_the_price_and_the_price(price):
    level = float(round_number_below(price))
    assert level == float(f"{level:.0e}")
    assert price / 2 < level <= price


@given(st.lists(prices, min_size=1, max_size=8))
def test_levels_of_many_prices_are_those_of_each(many):
    one_by_one = [float(round_number_below(price)) for price in many]
    assert round_number_below(np.array(many)).tolist() == one_by_one


def test_a_price_of_nothing_is_refused_by_name_and_index():
    with pytest.raises(ValueError, match=r"^price\[1\] is 0: it must be a finite number above 0$"):
        round_number_below(np.array([1.0, 0.0]))
