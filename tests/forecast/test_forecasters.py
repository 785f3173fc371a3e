"""Every forecaster: it sees no day after its own, and its quantiles are in order."""

from __future__ import annotations

import numpy as np
import pytest
from engine.forecast.past_lows import FEWEST, law_by_depth, realised_price_anchor
from engine.forecast.rebound import mean_slope, rebound_walk, slope_losses
from engine.forecast.resampled import block_bootstrap, filtered_simulation

from engine.forecast import rebound
from engine.forecast.forecasters import BASELINES, OURS, all_forecasts, market, ours
from engine.forecast.leaning_walk import lowest_quantiles
from engine.forecast.protocol import HORIZONS, LEVELS, cases
from engine.forecast.quantile_scores import crps
from engine.forecast.volatilities import fading, trailing
from tests.forecast.market import FIRST, fridays, walk

CLOSES = walk()
REALISED = np.full(len(CLOSES), 60.0)
CUT = 1700


def market_of(closes):
    asked = fridays(closes)
    return market(asked, REALISED[asked.at])


def forecasts(closes):
    given = market_of(closes)
    return given.asked, all_forecasts(given)


@pytest.fixture(scope="module")
def whole():
    return forecasts(CLOSES)


@pytest.fixture(scope="module")
def until():
    return forecasts(CLOSES[:CUT])


@pytest.mark.parametrize("name", [OURS, *BASELINES])
def test_a_forecast_is_the_same_whether_later_days_are_there_or_not(whole, until, name):
    (asked, with_future), (before, without) = whole, until
    assert len(before) > 100
    assert (asked.at[: len(before)] == before.at).all()
    np.testing.assert_array_equal(with_future[name][: len(before)], without[name])


def test_a_feature_shifted_by_one_day_is_caught_by_that_comparison(monkeypatch):
    """The planted look-ahead: the rebound of tomorrow's close instead of today's."""

    def peeking(asked, volatility):
        tomorrow = asked.closes[np.minimum(asked.at + 1, len(asked.closes) - 1)]
        return np.clip(np.log(tomorrow / asked.lowest) / volatility, 0.0, 1.5)

    monkeypatch.setattr(rebound, "rebound", peeking)
    stop = int(fridays(CLOSES).at[-40]) + 1  # the last day is one that is asked
    with_future, without = (ours(market_of(closes)) for closes in (CLOSES, CLOSES[:stop]))
    assert not np.array_equal(with_future[: len(without)], without)


@pytest.mark.parametrize("name", [OURS, *BASELINES])
def test_quantiles_are_in_order_and_horizons_do_not_cross(whole, name):
    asked, made = whole[0], whole[1][name]
    spoken = made[~np.isnan(made).any(axis=(1, 2))]
    assert len(spoken) >= asked.due.sum() > 50
    assert (np.diff(spoken, axis=2) >= 0.0).all()
    assert (np.diff(spoken, axis=1) <= 0.0).all()


def test_with_nothing_learned_ours_is_the_leading_baseline(whole):
    """Until a horizon has ended every slope weighs as its prior, whose mean is nought."""
    asked, made = whole
    first = asked.ended(0) == 0
    assert first.any()
    leading = made[next(iter(BASELINES))]
    assert made[OURS][first] == pytest.approx(leading[first], abs=1e-12)


def test_a_market_whose_rebounds_hold_teaches_a_slope_upwards():
    """Where the low is over once the price has come back, leaning on the rebound is rewarded."""
    asked = fridays(CLOSES)
    sigma = trailing(asked.closes, asked.at, 365)
    asked, sigma = asked.only(~np.isnan(sigma)), sigma[~np.isnan(sigma)]
    feature = rebound.rebound(asked, sigma)
    held = np.where(feature[:, np.newaxis] > 0.2, -0.02, -0.8) * np.ones(3)
    taught = asked.__class__(**{**vars(asked), "outcome": held})
    slope = mean_slope(slope_losses(taught, sigma, feature))
    assert slope[0] == pytest.approx(0.0, abs=1e-12)
    assert slope[-1] > 0.5


def test_a_rate_of_nought_learns_nothing():
    asked = fridays(CLOSES).only(np.arange(len(fridays(CLOSES))) > 30)
    lost = slope_losses(asked, np.full(len(asked), 0.5), np.ones(len(asked)))
    slope = mean_slope(lost, rate=0.0)
    assert slope == pytest.approx(0.0, abs=1e-12)


def test_the_learning_is_that_of_a_plain_loop():
    asked = fridays(CLOSES)
    sigma = np.full(len(asked), 0.6)
    feature = rebound.rebound(asked, sigma)
    case = len(asked) - 1
    logs = []
    for slope in rebound.SLOPES:
        told = rebound.lowest_quantiles(sigma, slope * feature)
        lost = 0.0
        for h, days in enumerate(HORIZONS):
            over = asked.day + days <= asked.day[case]
            losses = crps(told[over, h], asked.outcome[over, h]) * 7 / days / 3
            lost += (losses / (0.6 * np.sqrt(days / 365))).sum()
        logs.append(-0.5 * slope**2 - rebound.LEARNING_RATE * lost)
    weights = np.exp(np.array(logs) - max(logs))
    by_hand = (weights * rebound.SLOPES).sum() / weights.sum()
    slope = mean_slope(slope_losses(asked, sigma, feature))
    assert slope[case] == pytest.approx(by_hand, rel=1e-9)


def test_a_forecast_does_not_depend_on_the_unit_of_the_price():
    asked, other = fridays(CLOSES), fridays(CLOSES * 1000.0)
    sigma = np.full(len(asked), 0.6)
    assert rebound_walk(other, sigma) == pytest.approx(rebound_walk(asked, sigma), abs=1e-9)


def test_past_lows_learn_only_from_ended_cases_of_like_depth():
    asked = fridays(CLOSES)
    case, horizon = len(asked) - 1, 0
    depth = 1 - asked.price / asked.peak
    over = asked.day + HORIZONS[horizon] <= asked.day[case]
    alike = np.digitize(depth, (0.4, 0.6)) == np.digitize(depth[case], (0.4, 0.6))
    past = asked.outcome[over & alike, horizon]
    assert len(past) >= FEWEST
    expected = np.quantile(past, LEVELS)
    assert law_by_depth(asked)[case, horizon] == pytest.approx(expected)


def test_the_anchor_is_silent_where_no_realised_price_is_known():
    asked = fridays(CLOSES)
    silent = realised_price_anchor(asked, np.full(len(asked), np.nan))
    assert np.isnan(silent).all()


def test_an_anchor_far_above_the_price_puts_the_low_at_today_and_no_higher():
    asked = fridays(CLOSES)
    levels = np.where(np.arange(len(asked)) == len(asked) - 1, 1e6, asked.price)
    assert realised_price_anchor(asked, levels)[-1].max() == 0.0


def test_simulated_walks_come_near_the_closed_law():
    """A plain walk, resampled; moving volatility fattens the lower tail, which is left out."""
    closes = 100.0 * np.exp(np.cumsum(np.random.default_rng(2).normal(0.0, 0.03, 1600)))
    at = np.array([1599])
    sigma = trailing(closes, at, 1460)
    plain = lowest_quantiles(sigma, 0.0)[0, 1]
    drift = float(np.diff(np.log(closes))[-1460:].mean() * 365 / sigma[0])
    leaning = lowest_quantiles(sigma, drift)[0, 1]
    upper, middle = slice(29, 90, 10), slice(9, 90, 10)
    assert filtered_simulation(closes, at)[0, 1, upper] == pytest.approx(plain[upper], abs=0.05)
    assert block_bootstrap(closes, at)[0, 1, middle] == pytest.approx(leaning[middle], abs=0.08)


def test_a_volatility_looks_back_only_as_far_as_it_says():
    closes = CLOSES.copy()
    closes[:1000] *= 3.0
    at = np.array([1400, 1001])
    same, jumped = trailing(closes, at, 365), trailing(CLOSES, at, 365)
    assert same[0] == pytest.approx(jumped[0])
    assert same[1] > jumped[1]


def test_a_price_that_does_not_move_and_one_too_young_have_no_volatility():
    flat = np.concatenate([np.full(400, 10.0)])
    assert np.isnan(trailing(flat, np.array([399]), 365)).all()
    assert np.isnan(trailing(CLOSES, np.array([20]), 365)).all()


def test_fading_volatility_is_its_recursion():
    closes = CLOSES[:6]
    moves = np.diff(np.log(closes))
    variance = moves[0] ** 2
    for move in moves[1:]:
        variance = 0.94 * variance + 0.06 * move**2
    assert fading(closes)[-1] == pytest.approx(np.sqrt(variance))


def test_a_market_drops_cases_without_a_volatility():
    young = cases(np.concatenate([[100.0], np.full(20, 50.0), walk()]), FIRST)
    kept = market(young, np.full(len(young), np.nan))
    assert len(kept.asked) < len(young)
    assert (kept.volatility > 0).all()
