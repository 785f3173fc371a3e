"""Debt dynamics against single years, and at rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.japan.debt import debt_after
from tests.worlds import QUICK

YEAR = 365.25
RATES = st.floats(-0.05, 0.1)
DEBTS = st.floats(0.0, 3.0)


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
    """pb = d·(r − g)/(1 + g), as a page writes it."""
    balance = debt * (rate - growth) / (1 + growth)
    assert debt_after(debt, rate, growth, balance, 7 * YEAR) == pytest.approx(debt, abs=1e-11)


def test_growth_that_leaves_no_output_is_refused():
    with pytest.raises(ValueError, match=r"^growth is -1: it must be a finite number above -1"):
        debt_after(2.3, 0.01, -1.0, 0.0, YEAR)
