"""Layers: sums over cohorts by distance, held against plain loops."""

from __future__ import annotations

from math import erf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.ladder.cohorts import LONG, SHORT, build_ladder
from engine.formulas.ladder.layers import next_layers, notional_within
from engine.formulas.ladder.weights import leverage_weights
from tests.formulas.ladder.markets import market, still
from tests.studies.ladder.coins import coins_within
from tests.worlds import QUICK

SIDES = pytest.mark.parametrize("side", [LONG, SHORT])


def rungs(ladder):
    """Log distance, coins and dollars of every cohort."""
    price = ladder.liquidation_prices.ravel()
    coins = ladder.coins.ravel()
    with np.errstate(divide="ignore"):
        distance = np.maximum(ladder.side * np.log(float(ladder.price) / price), 0.0)
    return list(zip(distance, coins, coins * price, strict=True))


@SIDES
@QUICK
@given(seed=st.integers(0, 10_000), fall=st.floats(0.0, 0.9))
def test_coins_and_dollars_within_a_fall_are_sums_over_cohorts(side, seed, fall):
    ladder = market(seed, 30, 0.05).ladder(leverage_weights(10, 0.8), side=side)
    reach = -side * np.log(1.0 - side * fall)
    coins = sum(c for u, c, _ in rungs(ladder) if u <= reach)
    dollars = sum(d for u, _, d in rungs(ladder) if u <= reach)
    assert float(coins_within(ladder, fall)) == pytest.approx(coins, rel=1e-9, abs=1e-6)
    assert float(notional_within(ladder, fall)) == pytest.approx(dollars, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize(("fall", "typical", "rate"), [(0.1, 10.0, 0.005), (0.2, 4.0, 0.01)])
def test_a_log_normal_law_has_its_tail_within_the_distance(fall, typical, rate):
    """Liquidated within x are leverages above 1/(x·(1 − m) + m), a share Φ(ln(l₀/l)/σ)."""
    grid, one = np.exp(np.linspace(0.0, np.log(1e5), 40_001)), np.ones(1)
    weights = leverage_weights(typical, 0.7, grid)
    ladder = build_ladder(one, one, one, one, weights, rate, 0.0, LONG, grid)
    least = 1.0 / (fall * (1.0 - rate) + rate)
    tail = 0.5 + 0.5 * erf(np.log(typical / least) / (0.7 * np.sqrt(2.0)))
    assert float(coins_within(ladder, fall)) == pytest.approx(tail, rel=0.03)


def test_the_largest_layers_come_nearest_first():
    ladder = still([100.0, 90.0, 80.0], [10.0, 40.0, 60.0]).ladder(
        np.ones(1), 0.0, 0.0, leverages=(2.0,)
    )
    found = next_layers(ladder, width=0.05, within=1.0, count=2)
    assert found.price == pytest.approx([45.0, 40.0])
    assert found.coins == pytest.approx([30.0, 20.0])
    assert found.notional == pytest.approx([1_350.0, 800.0])
    assert found.fall == pytest.approx(np.log([80.0 / 45.0, 2.0]))


def test_layers_that_have_no_coins_have_no_price():
    ladder = still([100.0], [10.0]).ladder(np.ones(1), 0.0, 0.0, leverages=(2.0,))
    found = next_layers(ladder, width=0.1, within=1.0, count=2)
    assert found.notional.tolist() == [0.0, 500.0]
    assert np.isnan(found.price[0])


def test_nothing_beyond_the_distance_is_looked_at():
    ladder = still([100.0], [10.0]).ladder(np.ones(1), 0.0, 0.0, leverages=(2.0,))
    assert next_layers(ladder, width=0.1, within=0.6, count=1).notional.tolist() == [0.0]


@SIDES
def test_layers_of_scenarios_with_widths_of_their_own_are_each_their_own(side):
    ladder = market(6, 40, 0.05, shape=(3,)).ladder(leverage_weights(10, 0.8), side=side)
    width, within = np.array([0.01, 0.03, 0.05]), np.array([0.3, 0.2, 0.4])
    found = next_layers(ladder, width, within, 3)
    for k in range(3):
        alone = market(6, 40, 0.05, shape=(3,)).ladder(leverage_weights(10, 0.8), side=side)
        one = next_layers(alone, width[k], within[k], 3)
        assert found.notional[k] == pytest.approx(one.notional[k])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((0.0, 0.3, 1), "width is 0"),
        ((0.1, 0.05, 1), "within is 0.05: it must be at least width, 0.1"),
        ((0.1, 0.3, 0), "count is 0"),
        ((0.1, 0.3, 1.5), "count is 1.5: it must be a whole number"),
        ((0.1, 0.3, 10**9), "count is 1000000000: ask for at most 10000 layers"),
        ((1e-8, 0.3, 1), "width is 1e-08: it must be at least 1/10000 of within, 0.3"),
        ((1e-300, 0.3, 1), "width is 1e-300: it must be at least 1/10000 of within, 0.3"),
        ((0.1, 1e300, 1), "width is 0.1: it must be at least 1/10000 of within, 1e\\+300"),
    ],
)
def test_layers_that_are_none_are_refused(given, says):
    with pytest.raises(ValueError, match=says):
        next_layers(still([100.0], [10.0]).ladder(leverage_weights(3, 0.7)), *given)


def test_the_scenario_whose_layers_are_too_fine_is_named():
    ladder = market(6, 40, 0.05, shape=(3,)).ladder(leverage_weights(10, 0.8))
    with pytest.raises(
        ValueError, match=r"^width\[1\] is 1e-05: it must be at .* of within\[1\], 0"
    ):
        next_layers(ladder, np.array([0.01, 1e-5, 0.01]), 0.3, 1)


def test_the_finest_and_the_widest_layers_that_are_allowed_are_summed():
    """At entry and at half of it, in layers of next to nothing, and of more than any fall."""
    ladder = still([100.0], [10.0]).ladder(np.ones(1), 0.0, 0.0, leverages=(2.0,))
    assert next_layers(ladder, width=1e-4, within=1.0, count=1).coins == pytest.approx([10.0])
    assert next_layers(ladder, width=1e-308, within=1e-304, count=1).coins.tolist() == [0.0]
    assert next_layers(ladder, width=1e300, within=1e304, count=2.0).coins.tolist() == [10.0, 0.0]
