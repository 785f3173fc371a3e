"""The leaning walk: the reflection principle without lean, simulation with one, no crossing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forecast.leaning_walk import lowest_law, lowest_quantiles
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.random_walk import log_of_lowest
from tests.worlds import QUICK


@pytest.mark.parametrize("horizon", range(3))
def test_without_lean_it_is_the_plain_walk(horizon):
    quantiles = lowest_quantiles(0.6, 0.0)[horizon]
    assert quantiles == pytest.approx(log_of_lowest(0.6, HORIZONS[horizon], LEVELS), abs=1e-5)


@pytest.mark.parametrize("lean", [-2.0, 0.7, 2.3])
def test_half_a_year_of_simulated_walks_agrees(lean):
    """40,000 walks; the upper tenth is left out, where a barrier seen at closes is rough."""
    step = 0.5 / np.sqrt(365)
    moves = np.random.default_rng(3).normal(lean * 0.5 / 365, step, (40_000, 180))
    seen = np.quantile(np.cumsum(moves, axis=1).min(axis=1), LEVELS[:90])
    assert lowest_quantiles(0.5, lean)[1, :90] == pytest.approx(seen, abs=0.012)


def test_an_endless_rise_leaves_an_exponential_law():
    """With θ → ∞ at fixed 2θu the law is e^(2θu): the lowest point of a walk that rises away."""
    depth = np.array([0.005, 0.01, 0.02])
    assert lowest_law(depth, 50.0) == pytest.approx(np.exp(-100.0 * depth), rel=1e-9)


def test_the_table_inverts_the_law():
    for lean in (-3.0, 0.0, 1.1):
        quantiles = lowest_quantiles(1.0, lean)[2]
        depth = -(quantiles - 0.5825971579390107 / np.sqrt(365))
        assert lowest_law(np.maximum(depth, 0.0), lean) == pytest.approx(LEVELS, abs=2e-4)


@QUICK
@given(st.floats(0.05, 3.0), st.floats(-20.0, 20.0))
def test_quantiles_rise_and_a_longer_horizon_is_never_higher(volatility, lean):
    quantiles = lowest_quantiles(volatility, lean)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= 0.0).all()
    assert (np.diff(quantiles, axis=0) <= 0.0).all()


@QUICK
@given(st.floats(0.05, 3.0), st.floats(-4.0, 3.5), st.floats(0.01, 0.5))
def test_a_lean_upwards_lifts_every_quantile(volatility, lean, more):
    lifted = lowest_quantiles(volatility, lean + more) - lowest_quantiles(volatility, lean)
    assert (lifted >= -1e-12).all()


def test_what_is_no_volatility_is_refused():
    with pytest.raises(ValueError, match=r"^volatility\[1\] is 0"):
        lowest_quantiles(np.array([0.5, 0.0]), 0.0)
    with pytest.raises(ValueError, match=r"^lean is nan"):
        lowest_quantiles(0.5, np.nan)
