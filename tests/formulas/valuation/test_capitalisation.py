"""Capitalisation: definitions held against published figures, and a deviation that looks back."""

from __future__ import annotations

from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.valuation.capitalisation import (
    capitalisation,
    capitalisation_change,
    gain_over_basis,
    market_to_realised,
    market_to_realised_z,
    realised_price,
)
from tests.worlds import QUICK

caps = st.lists(st.floats(1e9, 3e12) | st.just(np.nan), min_size=1, max_size=30)


@pytest.mark.parametrize(("price", "lost"), [(96e3, 0.6), (95e3, 0.6), (80.5e3, 0.9)])
def test_the_market_value_lost_by_the_price_it_is_judged_at(price, lost):
    change = capitalisation_change(126e3, price, 19.95e6)
    assert round(-float(change) / 1e12, 1) == lost


def test_a_change_of_capitalisation_is_the_difference_of_two():
    assert capitalisation_change(2.0, 5.0, 7.0) == capitalisation(5.0, 7.0) - capitalisation(
        2.0, 7.0
    )


@pytest.mark.parametrize(
    ("price", "anchor", "published"),
    [(2.105, 4.97, 0.423), (3_185, 4_613, 0.690), (4_959, 5_652, 0.877)],
)
def test_market_over_realised_value_at_past_lows(price, anchor, published):
    """The published ratio, within what the rounding of the printed price and anchor allows."""
    slack = 0.0005 + published * (0.0005 / 2.105 + 0.005 / 4.97 if price < 10 else 0.5 / price)
    assert abs(float(market_to_realised(price, anchor)) - published) <= slack


def test_realised_price_is_realised_cap_per_coin():
    assert realised_price(103.2452e9, 18.2675423e6) == pytest.approx(5_651.84, abs=0.01)


def test_triple_digit_gains_begin_at_twice_the_basis():
    gain = gain_over_basis(92_215.0, np.array([40e3, 46_107.5, 80e3]))
    assert gain == pytest.approx([1.305375, 1.0, 0.1526875])


@QUICK
@given(caps, caps)
def test_the_z_is_the_excess_over_the_deviation_of_the_days_known(history, realised):
    bars = min(len(history), len(realised))
    history, realised = history[:bars], realised[:bars]
    known = [value for value in history if np.isfinite(value)]
    deviation = stdev(known) if len(known) > 1 else 0.0
    oracle = (history[-1] - realised[-1]) / deviation if deviation else np.nan
    found = market_to_realised_z(np.array(history), np.array(realised))
    assert found == pytest.approx(oracle, rel=1e-9, abs=1e-9, nan_ok=True)


def test_each_day_is_judged_by_the_days_before_it_alone():
    random = np.random.default_rng(5)
    history, realised = np.exp(np.cumsum(random.normal(0.0, 0.05, (2, 200)), axis=-1)) * 1e12
    then = market_to_realised_z(history[:100], realised[:100])
    history[100:] *= 50.0
    assert market_to_realised_z(history[:100], realised[:100]) == then
    assert market_to_realised_z(history, realised) != then


def test_a_missing_day_is_left_out_and_a_missing_today_is_no_answer():
    history, realised = np.array([1e12, np.nan, 3e12]), np.full(3, 1e12)
    assert market_to_realised_z(history, realised) == pytest.approx(2e12 / np.sqrt(2e24))
    assert np.isnan(market_to_realised_z(history[:2], realised[:2]))
    assert np.isnan(market_to_realised_z(history, np.array([1e12, 1e12, np.nan])))


def test_a_capitalisation_that_never_changed_has_no_deviation():
    assert np.isnan(market_to_realised_z(np.full(9, 2e12), np.full(9, 1e12)))


def test_days_and_scenarios_stand_side_by_side():
    history = np.array([[1.0, 2.0, 4.0], [4.0, 2.0, 1.0]])[:, np.newaxis] * 1e12
    realised = np.full((1, 3, 3), 1e12)
    assert market_to_realised_z(history, realised).shape == (2, 3)
