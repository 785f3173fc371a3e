"""The fit of weights to timing: a maximum of what it says it maximises, and its limits on paper."""

from __future__ import annotations

import numpy as np
import pytest

from tests.studies.ladder.timing import Timing, dispersion, fit, score


def world(seed, bars=80, kinds=3):
    """Bursts of forced coins at each leverage, and liquidations drawn from a mixture of them."""
    rng = np.random.default_rng(seed)
    forced = rng.exponential(100.0, (bars, kinds)) * (rng.random((bars, kinds)) < 0.4)
    truth = rng.dirichlet(np.ones(kinds))
    realised = rng.poisson(0.2 * forced @ truth + 0.5).astype(float)
    return forced, realised[None], np.ones((1, bars)), truth


def objective(weights, even, realised, used, forced, prior, strength, count):
    """What the module's docstring says is maximised, times φ, with the half counts of η."""
    seen = forced[used > 0]
    chance = even / len(seen) + (1.0 - even) * seen @ weights / (weights @ seen.sum(axis=0))
    fitted = realised[used > 0] @ np.log(chance)
    held = strength * count * prior @ np.log(weights)
    return fitted + held + 0.5 * count * (np.log(even) + np.log1p(-even))


@pytest.mark.parametrize("seed", range(3))
def test_no_step_away_from_the_fit_is_better(seed):
    rng = np.random.default_rng(seed)
    forced, realised, used, _ = world(seed)
    used[0, rng.integers(0, 80, 20)] = 0.0
    prior, strength, count = rng.dirichlet(np.ones(3) * 3), 10.0 ** rng.uniform(-1, 2), 1.7
    found = fit(realised, used, forced, prior[None], strength, np.array([count]))
    known = (realised[0], used[0], forced, prior, strength, count)
    best = objective(found.weights[0], found.even[0], *known)
    for _ in range(200):
        size = 10.0 ** rng.uniform(-4, -1)
        weights = found.weights[0] * np.exp(size * rng.standard_normal(3))
        odds = found.even[0] / (1.0 - found.even[0]) * np.exp(size * rng.standard_normal())
        step = objective(weights / weights.sum(), odds / (1.0 + odds), *known)
        assert step <= best + 1e-5


def test_many_liquidations_give_the_weights_they_were_drawn_with():
    rng = np.random.default_rng(0)
    forced = rng.exponential(100.0, (4_000, 3)) * (rng.random((4_000, 3)) < 0.3)
    truth = np.array([0.5, 0.2, 0.3])
    realised = rng.poisson(0.5 * forced @ truth).astype(float)[None]
    prior = np.full((1, 3), 1.0 / 3.0)
    found = fit(realised, np.ones_like(realised), forced, prior, 1.0, np.ones(1))
    assert found.weights[0] == pytest.approx(truth, abs=0.01)
    assert float(found.even[0]) < 0.01


def test_the_weights_do_not_depend_on_how_much_is_reported():
    forced, realised, used, _ = world(3)
    prior, count = np.full((1, 3), 1.0 / 3.0), np.ones(1)
    whole = fit(realised, used, forced, prior, 5.0, count)
    tenth = fit(0.1 * realised, used, forced, prior, 5.0, 0.1 * count)
    assert tenth.weights == pytest.approx(whole.weights, abs=1e-5)


def test_without_liquidations_the_weights_are_the_prior():
    forced, realised, used, _ = world(4)
    prior = np.array([[0.1, 0.2, 0.7]])
    found = fit(0.0 * realised, used, forced, prior, 5.0, np.ones(1))
    assert found.weights == pytest.approx(prior)


def test_a_leverage_that_was_never_forced_keeps_its_prior_share():
    forced, realised, used, _ = world(5)
    forced[:, 0] = 0.0
    prior = np.array([[0.6, 0.3, 0.1]])
    found = fit(realised, used, forced, prior, 5.0, np.ones(1))
    assert found.weights[0, 0] == pytest.approx(0.6)


def test_fits_side_by_side_are_each_what_they_are_alone():
    forced, realised, used, _ = world(6)
    prior = np.array([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]])
    two, count = np.vstack([realised, realised[:, ::-1]]), np.array([1.0, 2.0])
    both = fit(two, np.vstack([used, used]), forced, prior, 3.0, count)
    alone = fit(realised[:, ::-1], used, forced, prior[1:], 3.0, np.array([2.0]))
    assert both.weights[1] == pytest.approx(alone.weights[0])
    assert both.chances[1] == pytest.approx(alone.chances[0])


def test_an_endless_prior_fits_only_the_even_part():
    forced, realised, used, _ = world(7)
    prior = np.array([[0.1, 0.2, 0.7]])
    found = fit(realised, used, forced, prior, np.inf, np.ones(1))
    assert np.array_equal(found.weights, prior)
    assert 0.0 < found.even[0] < 1.0


def test_the_score_of_two_bars_is_that_of_a_coin():
    told = Timing(np.ones((1, 1)), np.zeros(1), np.array([[3.0, 1.0, 9.0]]))
    points = score(told, np.array([[2.0, 1.0, 5.0]]), np.array([[1.0, 1.0, 0.0]]))
    assert points == pytest.approx([2.0 * np.log(0.75) + np.log(0.25)])


def test_the_dispersion_of_poisson_counts_is_near_one():
    mean = np.full((1, 20_000), 30.0)
    counts = np.random.default_rng(0).poisson(mean).astype(float)
    even = Timing(np.ones((1, 1)), np.ones(1), mean)
    assert float(dispersion(even, counts, np.ones_like(mean))[0]) == pytest.approx(1.0, abs=0.05)
    assert float(dispersion(even, 8.0 * counts, np.ones_like(mean))[0]) == pytest.approx(
        8, rel=0.05
    )
