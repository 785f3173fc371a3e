"""Posterior weights and their bands: the prior where nothing was seen, the truth where much was."""

from __future__ import annotations

import numpy as np
import pytest

from tests.formulas.ladder.markets import market
from tests.studies.ladder.inference import blocks, infer_weights, redrawn

GRID = (10.0, 25.0, 75.0)
PRIOR = np.array([0.7, 0.2, 0.1])
TRUTH = np.array([0.2, 0.3, 0.5])
MARKET = market(11, 800, 0.01)
LADDER = MARKET.ladder(PRIOR, leverages=GRID)


def reported(weights, share=1e-3, seed=0):
    """A feed that shows a share of what these weights would have forced out, with Poisson noise."""
    due = LADDER.weighted(weights).forced
    return np.random.default_rng(seed).poisson(share * due).astype(float)


@pytest.mark.parametrize("realised", [None, np.full(800, np.nan), np.zeros(800)])
def test_without_liquidations_the_posterior_is_the_prior_exactly(realised):
    found = infer_weights(realised, LADDER, PRIOR, 20.0, 24)
    assert np.array_equal(found.weights, PRIOR)
    assert np.isnan([found.dispersion, found.even, found.reporting_share]).all()
    assert found.events == 0.0


def test_without_liquidations_the_bands_are_those_of_the_prior():
    """A share of Dirichlet(A·p) is Beta(A·p, A·(1 − p)), with variance p(1 − p)/(A + 1)."""
    found = infer_weights(None, LADDER, PRIOR, 20.0, 24, draws=4_000)
    assert found.draws.mean(axis=0) == pytest.approx(PRIOR, abs=0.01)
    assert found.draws.var(axis=0) == pytest.approx(PRIOR * (1.0 - PRIOR) / 21.0, rel=0.1)
    assert (found.low < PRIOR).all()
    assert (found.high > PRIOR).all()


def test_a_long_feed_finds_the_truth_and_brackets_it():
    found = infer_weights(reported(TRUTH, 0.01), LADDER, PRIOR, 5.0, 24, draws=100)
    assert found.weights == pytest.approx(TRUTH, abs=0.05)
    assert ((found.low <= TRUTH) & (found.high >= TRUTH)).all()
    assert found.reporting_share == pytest.approx(0.01, rel=0.2)


def test_the_mode_lies_within_its_bands_and_draws_are_shares():
    found = infer_weights(reported(TRUTH), LADDER, PRIOR, 20.0, 24, draws=60)
    assert ((found.low <= found.weights) & (found.weights <= found.high)).all()
    assert found.draws.sum(axis=1) == pytest.approx(np.ones(60))


def test_a_stronger_prior_holds_the_weights_nearer():
    seen = reported(TRUTH)
    apart = [
        np.abs(infer_weights(seen, LADDER, PRIOR, a, 24, draws=1).weights - PRIOR).sum()
        for a in (1.0, 100.0, 1e4, 1e8)
    ]
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] < 1e-3


def test_bars_that_nobody_saw_do_not_count():
    seen = reported(TRUTH)
    blind = np.where(np.arange(800) < 350, np.nan, seen)
    late = infer_weights(blind, LADDER, PRIOR, 5.0, 24, draws=1)
    seen[:350] = reported(np.array([1.0, 0.0, 0.0]))[:350]
    assert infer_weights(seen, LADDER, PRIOR, 5.0, 24, draws=1).weights[2] < late.weights[2]
    assert late.weights == pytest.approx(TRUTH, abs=0.15)


def test_a_leverage_that_the_prior_excludes_stays_out():
    prior = np.array([0.5, 0.5, 0.0])
    found = infer_weights(reported(TRUTH), LADDER, prior, 5.0, 24, draws=20)
    assert found.weights[2] == 0.0
    assert (found.draws[:, 2] == 0.0).all()


def test_the_same_seed_gives_the_same_bands():
    seen = reported(TRUTH)
    first, again = (infer_weights(seen, LADDER, PRIOR, 5.0, 24, draws=20, seed=3) for _ in range(2))
    assert np.array_equal(first.draws, again.draws)


def test_blocks_keep_their_bars_together_and_draw_as_many_as_there_are():
    counts = blocks(50, 10, 300, np.random.default_rng(0))
    assert (counts.sum(axis=1) == 50.0).all()
    assert counts.mean() == 1.0
    together = (counts * np.roll(counts, 1, axis=1)).mean() - 1.0
    assert together == pytest.approx(0.9 * counts.var(), rel=0.15)


def test_draws_of_the_prior_sum_to_one():
    drawn = redrawn(np.array([0.0, 0.3, 0.7]), 4.0, 50, np.random.default_rng(1))
    assert drawn.sum(axis=1) == pytest.approx(np.ones(50))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"realised": np.full(800, -1.0)}, r"realised\[0\] is -1"),
        ({"realised": np.zeros(3)}, r"realised has shape \(3,\): give one for each of the 800"),
        ({"prior": np.full(3, 0.5)}, "prior sums to 1.5"),
        ({"strength": 0.0}, "strength is 0"),
        ({"draws": 0}, "draws is 0 and block is 24: both must be at least 1"),
        ({"ladder": market(0, 9, shape=(2,)).ladder(PRIOR, leverages=GRID)}, r"shape \(2,\): give"),
    ],
)
def test_what_does_not_fit_is_named(change, says):
    given = {"realised": None, "ladder": LADDER, "prior": PRIOR, "strength": 5.0, "block": 24}
    with pytest.raises(ValueError, match=says):
        infer_weights(**(given | change))
