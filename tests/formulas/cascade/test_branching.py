"""The branching ratio of counts: simulated clusters, complete feeds only; the critical leverage."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade.branching import (
    branching_of_counts,
    branching_ratio,
    critical_leverage,
)


def cluster_counts(n, windows, clusters, seed):
    """Counts of windows in which a Poisson number of cascades begin and end."""
    rng = np.random.default_rng(seed)
    counts, waiting = np.zeros(windows), rng.poisson(clusters, windows)
    while waiting.any():
        counts += waiting
        waiting = rng.poisson(n * waiting)
    return counts


def test_the_branching_ratio_of_counts_inverts_the_variance_of_clusters():
    """In long windows the variance over the mean is 1/(1 − n)²."""
    n = np.array([0.0, 0.3, 0.9])
    assert branching_ratio(10.0, 10.0 / (1 - n) ** 2) == pytest.approx(n, abs=1e-15)
    assert branching_ratio(10.0, 5.0) == 0.0


@pytest.mark.parametrize("n", [0.0, 0.4, 0.8])
def test_simulated_clusters_have_their_ratio_within_its_error(n):
    found = branching_of_counts(cluster_counts(n, 20_000, 5.0, seed=3), complete_feed=True)
    assert abs(found.ratio - n) < 4.0 * found.standard_error
    assert 0.0 < found.standard_error < 0.02


def test_the_standard_error_is_the_spread_of_repeated_samples():
    many = cluster_counts(0.6, 400 * 2_000, 5.0, seed=9).reshape(400, 2_000)
    found = branching_of_counts(many, complete_feed=True, blocks=20)
    assert found.ratio.std() == pytest.approx(found.standard_error.mean(), rel=0.15)


def test_counts_of_days_and_venues_keep_their_shape():
    counts = cluster_counts(0.5, 6 * 100, 5.0, seed=1).reshape(2, 3, 100)
    found = branching_of_counts(counts, complete_feed=True)
    assert found.ratio.shape == found.standard_error.shape == (2, 3)
    assert found.ratio[1, 2] == branching_of_counts(counts[1, 2], complete_feed=True).ratio


def test_a_throttled_feed_is_refused_and_would_have_shown_no_branching():
    """At most one event a second, seconds twenty to a window: less variance than Poisson's."""
    counts = cluster_counts(0.8, 4_000, 5.0, seed=2)
    with pytest.raises(ValueError, match=r"^complete_feed is False: a throttled feed has lost the"):
        branching_of_counts(counts, complete_feed=False)
    seen = np.minimum(counts, 1.0).reshape(-1, 20).sum(axis=1)
    assert branching_of_counts(seen, complete_feed=True).ratio == 0.0


def test_counts_that_say_nothing_have_no_ratio():
    silent = branching_of_counts([np.zeros(40), np.full(40, 7.0)], complete_feed=True)
    assert np.isnan(silent.ratio).all()
    assert np.isnan(silent.standard_error).all()


@pytest.mark.parametrize(
    ("counts", "blocks", "sentence"),
    [
        ([1.0] * 10, 6, r"^blocks is 6 for 10 windows"),
        ([1.0] * 10, 1, r"^blocks is 1"),
        (3.0, 2, r"^blocks is 2 for 0 windows"),
        ([1.0, -1.0, 2.0, 3.0], 2, r"^counts\[1\] is -1"),
    ],
)
def test_counts_that_cannot_be_used_are_named(counts, blocks, sentence):
    with pytest.raises(ValueError, match=sentence):
        branching_of_counts(counts, complete_feed=True, blocks=blocks)


@pytest.mark.parametrize("impact", [0.05, 0.15, 0.5])
def test_leaving_at_the_critical_leverage_takes_exactly_the_equity(impact):
    """Selling in 200,000 steps along I·sqrt(x), by the midpoint rule."""
    x = (np.arange(200_000) + 0.5) / 200_000
    loss = float(np.mean(impact * np.sqrt(x)))
    assert loss * float(critical_leverage(impact)) == pytest.approx(1.0, rel=1e-7)
