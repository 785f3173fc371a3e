"""Distances to liquidation: the closed forms, their edges, and the prices they come from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.binance import liquidation_price_inverse, liquidation_price_linear
from engine.formulas.margin.prices import (
    bankruptcy_distance,
    liquidation_distance_inverse,
    liquidation_distance_inverse_short,
    liquidation_distance_linear,
    liquidation_distance_linear_short,
    notional,
    share_lost,
)

LONG, SHORT = 1.0, -1.0
DISTANCES = {
    (liquidation_price_linear, LONG): liquidation_distance_linear,
    (liquidation_price_linear, SHORT): liquidation_distance_linear_short,
    (liquidation_price_inverse, LONG): liquidation_distance_inverse,
    (liquidation_price_inverse, SHORT): liquidation_distance_inverse_short,
}
EVERY = list(DISTANCES.values())


@pytest.mark.parametrize(("price", "side"), DISTANCES)
@given(leverage=st.floats(1.01, 125), maintenance=st.floats(0, 0.006))
def test_the_distances_are_those_of_the_prices(price, side, leverage, maintenance):
    size, wallet = (1.0, 100.0) if price is liquidation_price_linear else (100.0, 1.0)
    found = price(wallet / leverage, size, 100.0, side, maintenance)
    distance = DISTANCES[price, side](leverage, maintenance)
    assert distance == pytest.approx(side * (1 - found / 100.0), abs=1e-12, rel=1e-9)


@pytest.mark.parametrize("distance", EVERY)
def test_more_leverage_or_more_maintenance_is_never_further_away(distance):
    leverage, maintenance = np.geomspace(1.5, 200, 40)[:, None], np.linspace(0, 0.05, 20)
    found = distance(leverage, maintenance)
    assert (np.diff(found, axis=0) <= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()


@pytest.mark.parametrize("distance", EVERY)
def test_a_thousand_times_leverage_is_liquidated_at_entry(distance):
    assert distance(1_000.0, 0.004) == 0.0


def test_a_thousand_times_leverage_without_maintenance_bears_a_tenth_of_a_percent():
    assert liquidation_distance_linear(1_000.0, 0.0) == bankruptcy_distance(1_000.0) == 0.001


def test_without_maintenance_liquidation_is_bankruptcy():
    leverage = np.geomspace(1, 1_000, 50)
    assert (liquidation_distance_linear(leverage, 0.0) == bankruptcy_distance(leverage)).all()


def test_leverage_one_is_safe_with_dollars_long_and_with_coins_short():
    assert liquidation_distance_linear(1.0, 0.004) == 1.0
    assert np.isnan(liquidation_distance_inverse_short(1.0, 0.004))


def test_leverage_one_is_not_safe_with_coins_long_or_with_dollars_short():
    assert liquidation_distance_inverse(1.0, 0.004) == pytest.approx(0.498)
    assert liquidation_distance_linear_short(1.0, 0.004) == pytest.approx(0.996 / 1.004)


def test_a_thousand_dollars_control_a_million():
    assert notional(np.array([1_000.0, 0.0]), 1_000.0).tolist() == [1e6, 0.0]


def test_a_fall_takes_the_margin_and_no_more():
    lost = share_lost(np.array([0.0, 0.05, 0.1, 0.5]), 10.0)
    assert lost.tolist() == [0.0, 0.5, 1.0, 1.0]


@given(st.floats(1, 1_000))
def test_the_whole_margin_is_lost_at_the_bankruptcy_distance(leverage):
    assert share_lost(bankruptcy_distance(leverage), leverage) == pytest.approx(1.0, rel=1e-15)
    assert share_lost(0.999 * bankruptcy_distance(leverage), leverage) < 1.0


@pytest.mark.parametrize("distance", EVERY)
def test_leverage_below_one_is_refused(distance):
    with pytest.raises(ValueError, match=r"^leverage\[0\] is 0.5: it must be .* 1 or more$"):
        distance(np.array([0.5]), 0.004)


def test_a_fall_of_more_than_everything_is_refused():
    with pytest.raises(ValueError, match=r"^fall is 1.5: it must be between 0 and 1$"):
        share_lost(1.5, 10.0)
