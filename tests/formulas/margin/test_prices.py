"""Distances to liquidation: the position's equity there, and the edges of the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.prices import (
    liquidation_distance_inverse,
    liquidation_distance_inverse_short,
    liquidation_distance_linear,
    liquidation_distance_linear_short,
)

LONG, SHORT = 1.0, -1.0
LINEAR = {LONG: liquidation_distance_linear, SHORT: liquidation_distance_linear_short}
INVERSE = {LONG: liquidation_distance_inverse, SHORT: liquidation_distance_inverse_short}
EVERY = [*LINEAR.values(), *INVERSE.values()]


@pytest.mark.parametrize("side", [LONG, SHORT])
@given(leverage=st.floats(1.01, 125), maintenance=st.floats(0, 0.006))
def test_at_a_linear_distance_the_equity_is_the_maintenance_margin(side, leverage, maintenance):
    """One coin bought or sold at 100 dollars, margined in dollars."""
    price = 100.0 * (1.0 - side * float(LINEAR[side](leverage, maintenance)))
    equity = 100.0 / leverage + side * (price - 100.0)
    assert equity == pytest.approx(max(maintenance * price, 0.0), abs=1e-9)


@pytest.mark.parametrize("side", [LONG, SHORT])
@given(leverage=st.floats(1.01, 125), maintenance=st.floats(0, 0.006))
def test_at_an_inverse_distance_the_equity_is_the_maintenance_margin(side, leverage, maintenance):
    """A hundred dollars bought or sold at 100, margined in coins."""
    price = 100.0 * (1.0 - side * float(INVERSE[side](leverage, maintenance)))
    equity = 1.0 / leverage + side * (1.0 - 100.0 / price)
    assert equity == pytest.approx(maintenance * 100.0 / price, abs=1e-9)


@pytest.mark.parametrize("leverage", [1.0, 7.0, 1_000.0])
def test_without_maintenance_a_linear_long_bears_a_fall_of_its_whole_margin(leverage):
    assert liquidation_distance_linear(leverage, 0.0) == 1.0 / leverage


@pytest.mark.parametrize("distance", EVERY)
def test_more_leverage_or_more_maintenance_is_never_further_away(distance):
    leverage, maintenance = np.geomspace(1.5, 200, 40)[:, None], np.linspace(0, 0.05, 20)
    found = distance(leverage, maintenance)
    assert (np.diff(found, axis=0) <= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()


@pytest.mark.parametrize("distance", EVERY)
def test_a_thousand_times_leverage_is_liquidated_at_entry(distance):
    assert distance(1_000.0, 0.004) == 0.0


def test_leverage_one_is_safe_with_dollars_long_and_with_coins_short():
    assert liquidation_distance_linear(1.0, 0.004) == 1.0
    assert np.isnan(liquidation_distance_inverse_short(1.0, 0.004))


def test_leverage_one_is_not_safe_with_coins_long_or_with_dollars_short():
    assert liquidation_distance_inverse(1.0, 0.004) == pytest.approx(0.498)
    assert liquidation_distance_linear_short(1.0, 0.004) == pytest.approx(0.996 / 1.004)


@pytest.mark.parametrize("distance", EVERY)
def test_leverage_below_one_is_refused(distance):
    with pytest.raises(ValueError, match=r"^leverage\[0\] is 0.5: it must be .* 1 or more$"):
        distance(np.array([0.5]), 0.004)
