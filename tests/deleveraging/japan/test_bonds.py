"""Japanese bonds: the published prices of old vintages in both conventions, and the pick-up."""

from __future__ import annotations

import pytest

from engine.deleveraging.japan.bonds import (
    debt_next_year,
    hedged_yield,
    price_compound,
    price_simple,
)


@pytest.mark.parametrize(
    ("coupon", "years", "yield_", "percent"),
    [
        (0.004, 24.0, 0.033, 52.2),
        (0.014, 21.0, 0.033, 71.4),
        (0.004, 24.0, 0.028, 58.3),
        (0.014, 21.0, 0.028, 77.9),
    ],
)
def test_an_old_vintage_at_a_compound_yield(coupon, years, yield_, percent):
    assert round(100 * float(price_compound(coupon, yield_, years)), 1) == percent


@pytest.mark.parametrize(("yield_", "percent"), [(0.033, 61.2), (0.028, 65.6)])
def test_an_old_vintage_at_a_simple_yield(yield_, percent):
    assert round(100 * float(price_simple(0.004, yield_, 24.0)), 1) == percent


def test_the_compound_price_is_the_sum_of_its_payments():
    payments = sum(0.007 / 1.0165**k for k in range(1, 43)) + 1 / 1.0165**42
    assert price_compound(0.014, 0.033, 21.0) == pytest.approx(payments, rel=1e-13)


def test_a_bond_whose_yield_is_its_coupon_costs_par():
    assert price_compound(0.033, 0.033, 30.0) == pytest.approx(1.0, rel=1e-14)
    assert price_simple(0.033, 0.033, 30.0) == 1.0


def test_at_no_yield_a_bond_costs_all_its_payments():
    assert price_compound(0.02, 0.0, 10.0) == 1.2
    assert price_simple(0.02, 0.0, 10.0) == 1.2


def test_the_hedged_treasury_yield_of_2019():
    assert round(100 * float(hedged_yield(0.0194, 104.42, 106.96)), 2) == -0.48


def test_debt_stands_still_when_growth_is_the_rate_and_the_budget_balances():
    assert debt_next_year(2.3, 0.02, 0.02, 0.0) == 2.3
    assert debt_next_year(2.3, 0.03, 0.01, -0.02) == pytest.approx(2.3 * 1.03 / 1.01 + 0.02)
