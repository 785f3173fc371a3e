"""Debt dynamics against single years, and the gold scenario against its own identity."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.japan.debt import (
    debt_after,
    debt_next_year,
    implied_gold_price,
    stabilising_balance,
)
from tests.worlds import QUICK

YEAR = 365.25
RATES = st.floats(-0.05, 0.1)
DEBTS = st.floats(0.0, 3.0)


def test_debt_stands_still_when_growth_is_the_rate_and_the_budget_balances():
    assert debt_next_year(2.3, 0.02, 0.02, 0.0) == 2.3
    assert debt_next_year(2.3, 0.03, 0.01, -0.02) == pytest.approx(2.3 * 1.03 / 1.01 + 0.02)


@QUICK
@given(DEBTS, RATES, RATES, st.floats(-0.1, 0.1), st.integers(0, 30))
def test_years_of_the_same_are_single_years(debt, rate, growth, balance, years):
    stepped = debt
    for _ in range(years):
        stepped = stepped * (1 + rate) / (1 + growth) - balance
    found = debt_after(debt, rate, growth, balance, years * YEAR)
    assert found == pytest.approx(stepped, abs=1e-12, rel=1e-10)


def test_where_the_rate_is_the_growth_the_deficits_add_up():
    found = debt_after(2.0, np.array([0.02, 0.02 + 1e-13]), 0.02, -0.03, 10 * YEAR)
    assert found == pytest.approx([2.3, 2.3], rel=1e-10)


@QUICK
@given(DEBTS, RATES, RATES)
def test_the_stabilising_balance_holds_the_debt(debt, rate, growth):
    balance = stabilising_balance(debt, rate, growth)
    assert debt_next_year(debt, rate, growth, balance) == pytest.approx(debt, abs=1e-12)


def test_a_rate_below_growth_affords_a_deficit():
    assert stabilising_balance(2.3, 0.01, 0.03) < 0 < stabilising_balance(2.3, 0.03, 0.01)


def test_gold_at_the_implied_price_covers_what_was_asked():
    price = implied_gold_price(30e12, 0.4, 261.5e6)
    assert price * 261.5e6 == pytest.approx(12e12)


def test_growth_that_leaves_no_output_is_refused():
    with pytest.raises(ValueError, match=r"^growth is -1: it must be a finite number above -1"):
        debt_next_year(2.3, 0.01, -1.0, 0.0)
    with pytest.raises(ValueError, match=r"^ounces is 0"):
        implied_gold_price(1.0, 0.5, 0.0)


def test_gold_at_forty_percent_of_four_trillion_is_the_figure_of_the_docstring():
    """1.66tn over 261.5m ounces, rounded to the dollar."""
    price = implied_gold_price(4.15e12, 0.4, 261.5e6)
    assert price == pytest.approx(1.66e12 / 261.5e6, rel=1e-15)
    assert f"${round(float(price)):,}" in inspect.getdoc(implied_gold_price)
