"""Hedged yields: parity leaves the yen rate, the basis and the long yield make the difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.japan.hedging import (
    forward,
    hedged_pickup,
    hedged_yield,
    real_yield,
    real_yield_simple,
)
from tests.worlds import QUICK

RATES = st.floats(-0.01, 0.08)


def test_the_hedged_treasury_yield_of_2019():
    assert round(100 * float(hedged_yield(0.0194, 104.42, 106.96)), 2) == -0.48


@QUICK
@given(RATES, RATES, st.floats(-0.01, 0.0))
def test_a_hedged_bill_earns_the_yen_rate_and_the_basis(home, foreign, basis):
    ahead = forward(150.0, home, foreign, basis)
    assert hedged_yield(foreign, ahead, 150.0) == pytest.approx(home + basis, abs=1e-14)


@QUICK
@given(RATES, RATES)
def test_the_pick_up_is_nothing_where_the_home_yield_is_the_hedged_one(foreign, home):
    ahead = forward(150.0, home, 0.04, 0.0)
    at_home = hedged_yield(foreign, ahead, 150.0)
    assert hedged_pickup(foreign, ahead, 150.0, at_home) == 0.0
    assert hedged_pickup(foreign, ahead, 150.0, 0.0) == at_home


def test_a_dear_hedge_turns_a_higher_yield_into_a_lower_one():
    ahead = forward(155.0, 0.005, 0.04, 0.0)
    assert hedged_pickup(0.041, ahead, 155.0, 0.017) < 0 < 0.041 - 0.017


def test_the_two_real_yields_differ_by_the_inflation_factor():
    assert real_yield(0.033, 0.03) == pytest.approx(0.003 / 1.03)
    assert real_yield_simple(0.033, 0.03) == pytest.approx(0.003)


def test_a_basis_that_turns_the_yen_rate_into_a_total_loss_is_refused():
    with pytest.raises(ValueError, match=r"^basis plus home_rate is -1.5"):
        forward(150.0, -0.9, 0.04, -0.6)
