"""Japanese bonds: prices against their payments, yields back from prices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.japan.bonds import price_compound, yield_compound
from tests.worlds import QUICK

YEAR = 365.25
COUPONS = st.floats(0.0, 0.08)
YIELDS = st.floats(-0.02, 0.15)
LIVES = st.floats(30.0, 45 * YEAR)


@QUICK
@given(COUPONS, YIELDS, st.integers(1, 90))
def test_the_compound_price_is_the_sum_of_its_payments(coupon, yield_, periods):
    payments = sum(coupon / 2 / (1 + yield_ / 2) ** k for k in range(1, periods + 1))
    payments += 1 / (1 + yield_ / 2) ** periods
    found = price_compound(coupon, yield_, periods * YEAR / 2)
    assert found == pytest.approx(payments, rel=1e-11)


@QUICK
@given(COUPONS, st.floats(0.0, 0.1), st.integers(1, 80), st.floats(0.0, 1.0))
def test_between_coupon_days_it_is_the_clean_price_but_for_a_trifle(c, y, periods, gone):
    """Payments discounted to the day, less the coupon accrued since the last one."""
    left = np.arange(1, periods + 1) - gone
    dirty = float((c / 2 / (1 + y / 2) ** left).sum() + 1 / (1 + y / 2) ** left[-1])
    over = float(price_compound(c, y, max(periods - gone, 1e-9) * YEAR / 2)) - (
        dirty - gone * c / 2
    )
    assert -1e-9 <= over <= c * y / 32 * 1.05 + 1e-9


def test_a_bond_whose_yield_is_its_coupon_costs_par():
    assert price_compound(0.033, 0.033, 30 * YEAR) == pytest.approx(1.0, rel=1e-14)


def test_at_no_yield_a_bond_costs_all_its_payments():
    assert price_compound(0.02, 0.0, 10 * YEAR) == 1.2


@QUICK
@given(COUPONS, YIELDS, LIVES)
def test_a_compound_yield_comes_back_from_its_price(coupon, yield_, life):
    price = price_compound(coupon, yield_, life)
    assert yield_compound(price, coupon, life) == pytest.approx(yield_, abs=1e-11)


def test_many_bonds_are_solved_at_once():
    price = np.array([[0.5], [1.0], [1.4]])
    coupon, life = np.array([0.0, 0.01, 0.05]), np.array([3.0, 20.0, 40.0]) * YEAR
    found = yield_compound(price, coupon, life)
    assert found.shape == (3, 3)
    assert price_compound(coupon, found, life) == pytest.approx(np.broadcast_to(price, (3, 3)))


def test_a_price_no_yield_above_minus_one_gives_has_no_yield():
    assert np.isnan(yield_compound(1e5, 0.0, YEAR))


def test_a_life_of_no_days_is_refused():
    with pytest.raises(ValueError, match=r"^life\[1\] is 0: it must be a finite number above 0"):
        price_compound(0.01, 0.02, np.array([YEAR, 0.0]))
    with pytest.raises(ValueError, match=r"^yield_ is -1: it must be a finite number above -1"):
        price_compound(0.01, -1.0, YEAR)
