"""Scores: closed forms, published values, plain loops, and that no forecaster gains by lying."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numeric.normal import normal_quantile
from tests.forecast.scores import (
    brier,
    crps_from_quantiles,
    crps_normal,
    crps_sample,
    kupiec,
    pinball,
    pit,
)
from tests.worlds import QUICK

LEVELS = np.arange(1, 100) / 100
values = st.floats(-50.0, 50.0)


def test_the_score_of_a_normal_forecast_is_the_area_between_the_two_distributions():
    """∫ (F(x) − 1{x ≥ y})² dx on a fine grid."""
    x = np.linspace(-12.0, 14.0, 260_001)
    distribution = np.array([0.5 * math.erfc(-(v - 0.3) / 1.7 / math.sqrt(2)) for v in x])
    area = ((distribution - (x >= 1.1)) ** 2).sum() * (x[1] - x[0])
    assert crps_normal(0.3, 1.7, 1.1) == pytest.approx(area, abs=1e-4)


def test_a_score_scales_with_its_unit_and_moves_with_its_origin():
    plain = crps_normal(0.0, 1.0, 0.7)
    assert crps_normal(5.0, 3.0, 5.0 + 3.0 * 0.7) == pytest.approx(3.0 * plain, rel=1e-14)


@QUICK
@given(st.lists(values, min_size=2, max_size=12), values)
def test_the_fair_score_is_the_mean_over_all_pairs_of_different_draws(draws, outcome):
    m = len(draws)
    spread = sum(abs(a - b) for a in draws for b in draws) / (m * (m - 1))
    expected = sum(abs(a - outcome) for a in draws) / m - 0.5 * spread
    assert crps_sample(np.array(draws), outcome) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_the_fair_score_of_few_draws_is_on_average_that_of_the_distribution():
    """Two standard errors; over all m² pairs five draws would score some 0.11 more."""
    draws = np.random.default_rng(11).standard_normal((40_000, 5))
    scores = crps_sample(draws, np.zeros(40_000))
    slack = 2 * scores.std() / math.sqrt(len(scores))
    assert scores.mean() == pytest.approx(float(crps_normal(0.0, 1.0, 0.0)), abs=slack)
    assert slack < 0.01


def test_one_draw_is_no_distribution():
    with pytest.raises(ValueError, match=r"^draws holds 1 a case: a spread needs at least two$"):
        crps_sample(np.array([[1.0], [2.0]]), np.zeros(2))


def test_the_pinball_loss_weighs_both_sides_by_the_level():
    loss = pinball(0.9, 10.0, np.array([8.0, 10.0, 12.0]))
    assert loss == pytest.approx([0.2, 0.0, 1.8])


def test_the_quantile_that_loses_least_is_the_quantile():
    outcomes = np.random.default_rng(2).standard_normal(20_001)
    guesses = np.linspace(0.5, 2.0, 151)
    losses = pinball(0.9, guesses[:, np.newaxis], outcomes).mean(axis=-1)
    assert guesses[np.argmin(losses)] == pytest.approx(np.quantile(outcomes, 0.9), abs=0.01)


def test_finer_levels_come_closer_to_the_score_and_ninety_nine_stay_blind():
    fine = np.arange(1, 10_000) / 10_000
    exact = float(crps_normal(0.0, 1.0, 0.0))
    rough = float(crps_from_quantiles(LEVELS, normal_quantile(LEVELS), 0.0))
    near = float(crps_from_quantiles(fine, normal_quantile(fine), 0.0))
    assert abs(near - exact) < 5e-5 < abs(rough - exact)


def test_cases_of_quantiles_stand_side_by_side():
    spread = np.array([[1.0], [2.0]])
    scores = crps_from_quantiles(LEVELS, spread * normal_quantile(LEVELS), np.array([0.0, 3.0]))
    apart = [
        float(crps_from_quantiles(LEVELS, s * normal_quantile(LEVELS), y))
        for s, y in ((1.0, 0.0), (2.0, 3.0))
    ]
    assert scores == pytest.approx(apart, rel=1e-14)


def test_quantiles_that_cross_are_refused():
    with pytest.raises(
        ValueError, match=r"^quantiles\[1, 2\] is 1: it must be at least the one be"
    ):
        crps_from_quantiles([0.1, 0.5, 0.9], [[0.0, 1.0, 2.0], [0.0, 2.0, 1.0]], [0.0, 0.0])


@pytest.mark.parametrize("levels", [[0.5, 0.5, 0.9], [0.1, 0.2, 0.9], [0.9, 0.5, 0.1]])
def test_levels_must_rise_in_even_steps(levels):
    with pytest.raises(ValueError, match=r"^levels\[[12]\] is 0..: it must be one even step up$"):
        crps_from_quantiles(levels, [0.0, 1.0, 2.0], 0.0)


def test_every_level_has_its_quantile():
    with pytest.raises(ValueError, match=r"^quantiles has 3 levels, levels has 2$"):
        crps_from_quantiles([0.1, 0.9], [0.0, 1.0, 2.0], 0.0)


def test_the_brier_score_punishes_confidence_that_was_wrong():
    assert brier(np.array([0.0, 0.5, 1.0]), 1.0) == pytest.approx([1.0, 0.25, 0.0])


def test_the_transform_is_the_share_of_draws_below_with_ties_halved():
    draws = np.array([1.0, 2.0, 2.0, 5.0])
    assert pit(draws, np.array([0.0, 2.0, 4.0, 9.0])).tolist() == [0.0, 0.5, 0.75, 1.0]


def test_the_transform_of_a_calibrated_forecast_is_uniform():
    random = np.random.default_rng(4)
    places = pit(random.standard_normal((4_000, 400)), random.standard_normal(4_000))
    counts, _ = np.histogram(places, bins=10, range=(0.0, 1.0))
    assert np.abs(counts - 400).max() < 4 * math.sqrt(360)


def test_exactly_the_exceptions_due_say_nothing_against_the_forecast():
    ratio, chance = kupiec(5.0, 100.0, 0.05)
    assert (ratio, chance) == (pytest.approx(0.0, abs=1e-13), pytest.approx(1.0, abs=1e-6))


def test_no_exceptions_and_nothing_but_exceptions_have_their_closed_forms():
    ratio, _ = kupiec(np.array([0.0, 250.0]), 250.0, 0.01)
    assert ratio == pytest.approx([-500 * math.log(0.99), -500 * math.log(0.01)])


@QUICK
@given(st.integers(0, 60), st.integers(0, 400), st.floats(0.01, 0.5))
def test_the_statistic_is_the_one_by_hand_and_its_chance_by_the_error_function(x, passed, p):
    n = x + passed
    if n == 0:
        return
    hand = (x * math.log(x / n / p) if x else 0) + (
        passed * math.log(passed / n / (1 - p)) if passed else 0
    )
    ratio, chance = kupiec(float(x), float(n), p)
    assert ratio == pytest.approx(2 * hand, rel=1e-9, abs=1e-9)
    assert chance == pytest.approx(math.erfc(math.sqrt(ratio / 2)), rel=1e-9)


def test_more_exceptions_than_forecasts_are_refused():
    with pytest.raises(
        ValueError, match=r"^observations\[1\] is 3: it must be at least exceptions"
    ):
        kupiec(np.array([1.0, 4.0]), 3.0, 0.05)


def test_an_event_came_or_it_did_not():
    with pytest.raises(
        ValueError, match=r"^happened\[1\] is 0.5: it must be 1 if it came, 0 if not$"
    ):
        brier(0.3, np.array([1.0, 0.5]))


def test_exceptions_and_forecasts_are_counted_in_whole_numbers():
    with pytest.raises(ValueError, match=r"^exceptions is 1.5: it must be a whole count$"):
        kupiec(1.5, 10.0, 0.05)
    with pytest.raises(ValueError, match=r"^observations\[1\] is 10.5: it must be a whole count$"):
        kupiec(1.0, np.array([10.0, 10.5]), 0.05)
