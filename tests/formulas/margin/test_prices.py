"""Distances to liquidation: the position's equity there, and the edges of the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.prices import liquidation_fall, liquidation_rise

LONG, SHORT = 1.0, -1.0
MOVE = {LONG: liquidation_fall, SHORT: liquidation_rise}


@pytest.mark.parametrize("side", [LONG, SHORT])
@given(leverage=st.floats(1.01, 125), maintenance=st.floats(0, 0.006))
def test_at_a_linear_distance_the_equity_is_the_maintenance_margin(side, leverage, maintenance):
    """One coin bought or sold at 100 dollars, margined in dollars."""
    price = 100.0 * (1.0 - side * float(MOVE[side](leverage, maintenance).linear))
    equity = 100.0 / leverage + side * (price - 100.0)
    assert equity == pytest.approx(max(maintenance * price, 0.0), abs=1e-9)


@pytest.mark.parametrize("side", [LONG, SHORT])
@given(leverage=st.floats(1.01, 125), maintenance=st.floats(0, 0.006))
def test_at_an_inverse_distance_the_equity_is_the_maintenance_margin(side, leverage, maintenance):
    """A hundred dollars bought or sold at 100, margined in coins."""
    price = 100.0 * (1.0 - side * float(MOVE[side](leverage, maintenance).inverse))
    equity = 1.0 / leverage + side * (1.0 - 100.0 / price)
    assert equity == pytest.approx(maintenance * 100.0 / price, abs=1e-9)


@pytest.mark.parametrize("leverage", [1.0, 7.0, 1_000.0])
def test_without_maintenance_a_linear_long_bears_a_fall_of_its_whole_margin(leverage):
    assert liquidation_fall(leverage, 0.0).linear == 1.0 / leverage


@pytest.mark.parametrize("move", MOVE.values())
def test_more_leverage_or_more_maintenance_is_never_further_away(move):
    leverage, maintenance = np.geomspace(1.5, 200, 40)[:, None], np.linspace(0, 0.05, 20)
    for distance in move(leverage, maintenance):
        assert (np.diff(distance, axis=0) <= 0).all()
        assert (np.diff(distance, axis=1) <= 0).all()


@pytest.mark.parametrize("move", MOVE.values())
def test_a_thousand_times_leverage_is_liquidated_at_entry(move):
    assert move(1_000.0, 0.004) == (0.0, 0.0)


def test_leverage_one_is_safe_with_dollars_long_and_with_coins_short():
    assert liquidation_fall(1.0, 0.004).linear == 1.0
    assert np.isnan(liquidation_rise(1.0, 0.004).inverse)


def test_leverage_one_is_not_safe_with_coins_long_or_with_dollars_short():
    assert liquidation_fall(1.0, 0.004).inverse == pytest.approx(0.498)
    assert liquidation_rise(1.0, 0.004).linear == pytest.approx(0.996 / 1.004)


@pytest.mark.parametrize("move", MOVE.values())
def test_leverage_below_one_is_refused(move):
    with pytest.raises(ValueError, match=r"^leverage\[0\] is 0.5: it must be .* 1 or more$"):
        move(np.array([0.5]), 0.004)
