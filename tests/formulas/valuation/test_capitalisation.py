"""MVRV-Z: an excess over a deviation that looks back and never ahead."""

from __future__ import annotations

from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.valuation.capitalisation import market_to_realised_z
from tests.worlds import QUICK

caps = st.lists(st.floats(1e9, 3e12) | st.just(np.nan), min_size=1, max_size=30)


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
