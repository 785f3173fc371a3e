"""The verdict: something only where held-out liquidations agree, and agree more than by luck."""

from __future__ import annotations

import numpy as np
import pytest

from tests.formulas.ladder.markets import market
from tests.studies.ladder.inference import infer_weights, reported
from tests.studies.ladder.verdict import (
    BARE_MENTION,
    NOTHING,
    SOMETHING,
    divergence,
    held_out,
    judge,
    told_apart,
)

GRID = (10.0, 25.0, 75.0)
PRIOR = np.array([0.7, 0.2, 0.1])
TRUTH = np.array([0.2, 0.3, 0.5])
LADDER = market(11, 900, 0.01).ladder(PRIOR, leverages=GRID)


def feed(weights, seed=0):
    due = LADDER.weighted(np.asarray(weights)).forced
    return np.random.default_rng(seed).poisson(1e-3 * due).astype(float)


def verdict(realised, ladder=LADDER, prior=PRIOR, **more):
    found = infer_weights(realised, ladder, prior, 10.0, 24, draws=1)
    return judge(realised, ladder, found, 10.0, 24, **({"placebos": 19} | more))


def test_liquidations_of_other_leverages_say_something():
    found = verdict(feed(TRUTH))
    assert found.says == SOMETHING
    assert found.gain > found.placebo_quantile
    assert found.chance == pytest.approx(1 / 20)
    assert found.divergence > 0.1


def test_without_liquidations_it_says_nothing_and_why():
    found = verdict(None)
    assert (found.says, found.reason) == (NOTHING, "no liquidations were reported")
    assert (found.divergence, found.placebos.size) == (0.0, 0)
    assert np.isnan([found.gain, found.chance, found.placebo_quantile]).all()


def test_liquidations_that_are_as_the_prior_says_add_nothing_to_it():
    assert verdict(feed(PRIOR)).says == NOTHING


@pytest.mark.parametrize("seed", range(2))
def test_liquidations_without_rhyme_or_reason_say_nothing(seed):
    noise = np.random.default_rng(seed).exponential(3.0, 900)
    assert verdict(noise).says == NOTHING


def test_liquidations_of_another_time_say_nothing():
    assert verdict(np.roll(feed(TRUTH), 300)).says == NOTHING


def test_leverages_that_cannot_be_told_apart_say_nothing():
    """Both are liquidated at entry: 1/l is below the maintenance margin."""
    ladder = market(11, 900, 0.01).ladder([0.5, 0.5], 0.05, leverages=(50.0, 100.0))
    found = verdict(feed(TRUTH), ladder, np.array([0.5, 0.5]))
    assert found.says == NOTHING
    assert found.reason == "the leverages are forced out in the same bars and proportions"


def test_leverages_of_which_one_is_never_forced_cannot_be_told_apart():
    ladder = market(11, 900, 0.01).ladder([0.5, 0.5], leverages=(1.0, 20.0))
    assert not told_apart(reported(feed(TRUTH), ladder), np.array([0.5, 0.5]))
    assert told_apart(reported(feed(TRUTH), LADDER), PRIOR)
    assert not told_apart(reported(feed(TRUTH), LADDER), np.array([0.0, 0.0, 1.0]))


def test_shifts_are_tried_side_by_side_as_they_would_be_alone():
    seen, count = reported(feed(TRUTH), LADDER), np.array([2.0])
    turned = reported(np.roll(feed(TRUTH), 77), LADDER)
    both = held_out(seen, PRIOR, 10.0, count, np.array([0, 77]), 4)
    alone = held_out(turned, PRIOR, 10.0, count, np.array([0]), 4)
    assert both[1] == pytest.approx(alone[0], rel=1e-4)
    assert both[0] > both[1]


def test_a_bar_held_out_does_not_enter_its_own_fit():
    """With one event, in the second half, the fit of the first half has seen nothing: the prior."""
    seen = np.zeros(900)
    seen[800] = 5.0
    once = reported(seen, LADDER)
    free, held = (held_out(once, PRIOR, a, np.ones(1), np.zeros(1, int), 2) for a in (10.0, np.inf))
    assert free == pytest.approx(held)


def test_a_ladder_must_beat_a_rival_that_forgets():
    forgets = market(11, 900, 0.01).ladder(PRIOR, 0.005, 1.0, leverages=GRID)
    found = verdict(feed(TRUTH), rival=forgets)
    assert found.says == SOMETHING
    assert found.lead > BARE_MENTION
    assert verdict(feed(TRUTH), rival=LADDER).says == NOTHING


def test_a_feed_that_forgets_says_nothing_for_a_ladder_that_remembers():
    forgets = market(11, 900, 0.01).ladder(PRIOR, 0.005, 1.0, leverages=GRID)
    due = forgets.weighted(TRUTH).forced
    seen = np.random.default_rng(2).poisson(1e-3 * due).astype(float)
    assert verdict(seen, rival=forgets).lead < 0.0


def test_the_divergence_of_a_weight_that_vanishes_is_finite():
    assert divergence(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == pytest.approx(np.log(2.0))
    assert divergence(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"folds": 1}, "folds is 1"),
        ({"placebos": 0}, "placebos is 0"),
        ({"level": 0.0}, "level is 0: it must be strictly between 0 and 1"),
    ],
)
def test_a_test_that_is_none_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        verdict(feed(TRUTH), **change)
