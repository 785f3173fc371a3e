"""Cash flow: the growing perpetuity against a plain sum, and an asset that pays nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.valuation.cash_flow import cash_flow_duration, present_value, price_for_return
from tests.worlds import QUICK

YEAR = 365.25


def test_the_present_value_is_the_sum_of_what_will_be_paid():
    years = np.arange(1, 5_001)
    paid = 1.5 * 1.02 ** (years - 1.0) / 1.11**years
    assert present_value(1.5, 0.02, 0.11) == pytest.approx(paid.sum(), rel=1e-12)


def test_what_never_pays_is_worth_nothing_by_its_cash_flow():
    assert present_value(0.0, 0.05, 0.1) == 0.0


def test_growth_that_reaches_the_required_return_defends_any_price():
    found = present_value(1.0, np.array([0.09, 0.1, 0.2]), 0.1)
    np.testing.assert_array_equal(np.isnan(found), [False, True, True])
    assert np.isnan(cash_flow_duration(0.1, 0.1))


def test_the_duration_is_the_slope_of_the_price():
    """A rise of the required return by a millionth, both ways."""
    up, down = (np.log(float(present_value(1.5, 0.02, 0.11 + d))) for d in (1e-6, -1e-6))
    slope = (up - down) / 2e-6
    assert cash_flow_duration(0.02, 0.11) == pytest.approx(-slope * YEAR, rel=1e-8)


@QUICK
@given(st.floats(1e2, 1e6), st.floats(0.0, 3.0), st.floats(0.0, 3_650.0))
def test_a_buyer_at_that_price_earns_the_required_return(expected, required, days):
    price = float(price_for_return(expected, required, days))
    assert price * (1.0 + required) ** (days / YEAR) == pytest.approx(expected, rel=1e-12)


def test_a_higher_return_or_a_longer_wait_asks_for_a_lower_price():
    prices = price_for_return(1e5, np.array([0.0, 0.2, 0.4]), 2 * YEAR)
    assert prices == pytest.approx([1e5, 1e5 / 1.44, 1e5 / 1.96])
    assert price_for_return(1e5, 0.2, YEAR) > price_for_return(1e5, 0.2, 2 * YEAR)


def test_a_required_loss_is_refused():
    with pytest.raises(
        ValueError, match=r"^required_return is -0.1: it must be a finite number, 0"
    ):
        price_for_return(1e5, -0.1, YEAR)
