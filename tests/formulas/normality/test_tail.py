"""The tail: Hill's sum by hand, what it gets wrong on Student's t, and what its interval covers."""

from __future__ import annotations

from itertools import pairwise
from math import gamma, lgamma, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.tail import fit, hill, log_losses, ranked, spread
from engine.formulas.normality.tail_readings import return_period, tail_index
from engine.numeric.gamma import gamma_cdf, gamma_quantile
from tests.formulas.normality.worlds import bootstrap_interval
from tests.worlds import QUICK


def closes_of(losses):
    """Closes with these log losses."""
    return np.exp(-np.cumsum(np.concatenate([[0.0], losses])))


def arch(seed, histories, days, feedback):
    """Returns whose variance is 1 + λ times the last one squared: a power tail that clusters."""
    noise = np.random.default_rng(seed).standard_normal((days + 200, histories))
    returns = np.zeros_like(noise)
    for t in range(1, days + 200):
        returns[t] = noise[t] * np.sqrt(1.0 + feedback * returns[t - 1] ** 2)
    return returns[200:].T


def arch_index(feedback):
    """The α with E(λZ²)^(α/2) = 1, by bisection: Kesten 1973."""
    low, high = 2.0, 40.0
    for _ in range(80):
        half = 0.25 * (low + high)
        above = half * log(2 * feedback) + lgamma(half + 0.5) - 0.5 * log(pi) > 0
        low, high = (low, 2 * half) if above else (2 * half, high)
    return high


@QUICK
@given(st.integers(0, 999), st.integers(30, 200), st.integers(1, 25))
def test_hills_estimate_is_its_sum(seed, count, beyond):
    losses = np.random.default_rng(seed).standard_t(3, size=count)
    *_, threshold = largest = sorted(losses, reverse=True)[: beyond + 1]
    if threshold > 0:
        slow = beyond / sum(log(x / threshold) for x in largest[:-1])
        assert hill(losses, beyond) == pytest.approx(slow, rel=1e-12)
    else:
        assert np.isnan(hill(losses, beyond))


def test_losses_that_are_all_alike_have_no_index():
    assert np.isnan(hill(np.full(20, 0.1), 5))
    with pytest.raises(ValueError, match=r"^beyond is 20: it must be at least 1 and below 20"):
        hill(np.full(20, 0.1), 20)


def test_hill_is_too_low_on_students_t_and_lower_the_more_it_takes_in():
    losses = np.random.default_rng(7).standard_t(3, size=(60, 4_000))
    means = [float(np.mean([hill(row, k) for row in losses])) for k in (40, 100, 200, 400)]
    assert means == pytest.approx([2.87, 2.68, 2.46, 2.13], abs=0.12)


def test_days_within_a_run_are_one_cluster():
    losses = np.full(400, -0.01)
    losses[20:400:20] = np.linspace(0.1, 0.3, 19)
    losses[21:400:20] = np.linspace(0.35, 0.5, 19)
    found = [fit(ranked(losses), 37 / 400, run) for run in (0.0, 1.0, 19.0)]
    assert [tail and (tail.beyond, tail.clusters) for tail in found] == [(37, 37), (37, 19), None]


def test_a_loss_over_a_gap_is_not_one_of_a_day():
    losses = log_losses(np.array([100.0, 90.0, np.nan, 60.0, 54.0]))
    assert losses[[0, 3]] == pytest.approx([-log(0.9)] * 2)
    assert np.isnan(losses[1:3]).all()


def test_few_losses_give_no_index():
    closes = closes_of(0.02 * np.random.default_rng(1).standard_t(3, size=199))
    assert np.isnan(tail_index(closes, 0.05, 0.0, 0.9)).all()
    assert fit(ranked(log_losses(closes)), 0.06, 0.0).clusters == 11
    assert np.isnan(tail_index(closes[:1], 0.05, 0.0, 0.9)).all()


def test_the_interval_holds_a_power_tail_as_often_as_it_says():
    losses = np.random.default_rng(2).pareto(3.0, size=(400, 300)) + 1.0
    tails = [fit(ranked(row), 0.1, 0.0) for row in losses]
    held = [t.index * spread(t, 0.05) <= 3.0 <= t.index * spread(t, 0.95) for t in tails]
    assert 0.86 < np.mean(held) < 0.94


def test_counting_clusters_mends_the_interval_where_losses_cluster():
    truth = arch_index(0.7)
    assert round(truth, 2) == 3.17  # twice the κ = 1.586 that tables of the ARCH process have
    held = {
        run: np.mean(
            [
                t.index * spread(t, 0.025) <= truth <= t.index * spread(t, 0.975)
                for t in (fit(ranked(row), 0.01, run) for row in arch(3, 250, 4_000, 0.7))
            ]
        )
        for run in (0.0, 5.0)
    }
    assert held[0.0] < 0.92 < held[5.0] < 0.98


def test_a_block_bootstrap_agrees_with_the_count_of_clusters():
    losses = arch(11, 1, 4_000, 0.7)[0]
    tail = fit(ranked(losses), 0.025, 5.0)
    counted = [tail.index * spread(tail, p) for p in (0.025, 0.975)]
    drawn = bootstrap_interval(losses, 0.025, 20, 300, 0.95, 1)
    assert drawn[0] < tail.index < drawn[1]
    assert 0.6 < (drawn[1] - drawn[0]) / (counted[1] - counted[0]) < 1.2


def test_pages_get_the_ends_of_the_same_interval():
    losses = arch(11, 1, 2_000, 0.5)[0]
    closes, tail = closes_of(0.01 * losses), fit(ranked(losses), 0.05, 5.0)
    found = tail_index(closes, 0.05, 5.0, 0.9)
    ends = [tail.index * spread(tail, p) for p in (0.05, 0.95)]
    assert [float(each) for each in found] == pytest.approx([tail.index, *ends], rel=1e-9)


def test_a_loss_twice_as_large_is_rarer_by_the_power():
    closes = closes_of(0.01 * np.random.default_rng(4).standard_t(3, size=3_000))
    alpha = tail_index(closes, 0.05, 0.0, 0.9).alpha
    once, twice = (return_period(closes, 1 - np.exp(-x), 0.05, 0.0, 0.9) for x in (0.04, 0.08))
    assert twice.mean / once.mean == pytest.approx(2**alpha)


def test_at_the_threshold_the_return_period_is_the_count_and_inside_it_none():
    losses = np.concatenate([np.linspace(0.001, 0.019, 181), np.linspace(0.02, 0.3, 19)])
    sizes = 1 - np.exp([-0.0195, -0.018])
    at, inside = return_period(closes_of(losses), sizes, 19 / 200, 0.0, 0.9).mean
    assert 200 / 19 < at < 200 / 18
    assert np.isnan(inside)


def test_clusters_widen_the_return_period_and_do_not_move_it():
    closes = closes_of(0.01 * arch(11, 1, 2_000, 0.5)[0])
    days, runs = (return_period(closes, 0.1, 0.05, run, 0.9) for run in (0.0, 5.0))
    assert days.mean == runs.mean
    assert days.high < runs.high


def test_the_return_period_is_less_sure_the_farther_out():
    closes = closes_of(0.01 * np.random.default_rng(4).standard_t(3, size=3_000))
    waits = [return_period(closes, loss, 0.05, 0.0, 0.9) for loss in (0.03, 0.06, 0.12)]
    ratios = [float(wait.high / wait.low) for wait in waits]
    assert all(near < far for near, far in pairwise(ratios))
    c = fit(ranked(log_losses(closes)), 0.05, 0.0).clusters
    assert ratios[0] > np.exp(2 * 1.6448 / sqrt(c))


@QUICK
@given(st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_gamma_quantile_undoes_its_distribution(shape, probability):
    assert gamma_cdf(gamma_quantile(probability, shape), shape) == pytest.approx(probability)


def test_the_gamma_distribution_is_the_integral_of_its_density():
    x = np.linspace(1e-9, 7.0, 200_001)
    density = x**3 * np.exp(-x) / gamma(4)
    assert gamma_cdf(7.0, 4) == pytest.approx(float(np.trapezoid(density, x)), abs=1e-9)
    with pytest.raises(ValueError, match=r"^shape is 0"):
        gamma_cdf(1.0, 0)
    with pytest.raises(ValueError, match=r"^probability is 1: it must be strictly between"):
        gamma_quantile(1.0, 3)


def test_a_confidence_next_to_certainty_is_named_and_not_what_comes_of_it():
    closes = closes_of(np.random.default_rng(6).standard_t(3, 900) / 50)
    sure = np.nextafter(1.0, 0.0)
    for reading, loss in ((tail_index, ()), (return_period, (0.2,))):
        with pytest.raises(ValueError, match=r"^confidence is 0.9{15}.*: no interval is so sure$"):
            reading(closes, *loss, 0.05, 1.0, sure)


def test_days_apart_are_counted_whole():
    losses = np.random.default_rng(6).standard_t(3, 900) / 50
    assert fit(ranked(losses), 0.05, 2.9) == fit(ranked(losses), 0.05, 2.0)
