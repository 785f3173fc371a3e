"""The ladder against the volume profile: sums on paper, and nested regressions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.ladder.cohorts import LONG, SHORT
from tests.formulas.ladder.markets import market
from tests.studies.ladder.profile import beyond_volume_profile, volume_swept

FORECAST = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0])
PROFILE = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])


def plain_swept(bars, volume, window, side):
    swept = np.zeros(len(volume))
    for t in range(1, len(volume)):
        before = bars.close[t - 1]
        low, high = (bars.low[t], before) if side > 0 else (before, bars.high[t])
        for s in range(max(0, t - window), t):
            part = min(high, bars.high[s]) - max(low, bars.low[s])
            swept[t] += volume[s] * max(part, 0.0) / (bars.high[s] - bars.low[s])
    return swept


@pytest.mark.parametrize("side", [LONG, SHORT])
@pytest.mark.parametrize("window", [1, 7, 99])
def test_the_volume_swept_is_a_sum_over_bars_before(side, window):
    bars = market(8, 40, 0.02)
    volume = np.random.default_rng(1).exponential(10.0, 40)
    found = volume_swept(bars.close, bars.low, bars.high, volume, window, side)
    assert found == pytest.approx(plain_swept(bars, volume, window, side))


def test_a_bar_without_a_range_traded_at_its_price():
    flat = np.array([100.0, 110.0, 99.0])
    assert volume_swept(flat, flat, flat, np.array([7.0, 3.0, 1.0]), 5).tolist() == [0.0, 0.0, 10.0]


def test_a_forecast_beside_the_profile_adds_its_own_share():
    found = beyond_volume_profile(FORECAST + PROFILE, FORECAST, PROFILE)
    assert (found.profile, found.both, found.gain) == pytest.approx((0.5, 1.0, 0.5))


def test_a_forecast_that_is_the_profile_adds_nothing():
    found = beyond_volume_profile(PROFILE + 2.0 * FORECAST, 3.0 * PROFILE, PROFILE)
    assert found.gain == pytest.approx(0.0, abs=1e-12)


def test_several_rows_may_be_there_to_beat():
    found = beyond_volume_profile(FORECAST + PROFILE, FORECAST, np.stack([PROFILE, FORECAST]))
    assert (found.profile, found.gain) == pytest.approx((1.0, 0.0))


def test_bars_that_nobody_saw_are_left_out():
    realised = np.append(FORECAST + PROFILE, np.nan)
    found = beyond_volume_profile(realised, np.append(FORECAST, 9.0), np.append(PROFILE, 9.0))
    assert found.bars == 8
    assert found.gain == pytest.approx(0.5)


def test_liquidations_that_never_vary_leave_nothing_to_explain():
    found = beyond_volume_profile(np.ones(8), FORECAST, PROFILE)
    assert np.isnan([found.profile, found.both, found.gain]).all()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((np.full(8, np.nan), FORECAST, PROFILE), "realised has 0 known bars: give at least 4"),
        ((FORECAST, -FORECAST - 1.0, PROFILE), r"forecast\[0\] is -1"),
        ((FORECAST, FORECAST[:5], PROFILE), "forecast has 5 bars, realised has 8"),
        ((FORECAST, FORECAST, PROFILE + np.inf), r"profile\[0\] is inf"),
    ],
)
def test_what_does_not_fit_is_named(given, says):
    with pytest.raises(ValueError, match=says):
        beyond_volume_profile(*given)


@pytest.mark.parametrize(("window", "side"), [(0, LONG), (3, 2)])
def test_a_window_or_a_side_that_is_none_is_refused(window, side):
    price = np.array([1.0, 2.0])
    with pytest.raises(ValueError, match=f"window is {window} and side is {side}"):
        volume_swept(price, price, price, price, window, side)
