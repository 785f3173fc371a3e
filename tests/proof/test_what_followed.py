"""What followed when a claim held: independent episodes, no look-ahead, and placebo dates."""

from __future__ import annotations

import numpy as np
import pytest

from engine.proof.what_followed import FEW, Followed, episode_starts, what_followed

DAYS, MONTH = 2_000, 30


def walk(seed: int, drift: float = 0.0) -> np.ndarray:
    """A random walk with some four percent a day."""
    steps = np.random.default_rng(seed).normal(drift, 0.04, DAYS)
    return 100.0 * np.exp(np.cumsum(steps))


def at_random(seed: int, count: int = 25) -> np.ndarray:
    """A claim that holds for three days from days drawn without a look at the price."""
    held = np.zeros(DAYS, dtype=bool)
    for start in np.random.default_rng(seed + 1_000).integers(0, DAYS, count):
        held[start : start + 3] = True
    return held


def followed(held: np.ndarray, closes: np.ndarray, horizon: int = MONTH) -> Followed:
    return what_followed(held, np.ones(len(held), dtype=bool), closes, horizon)


def on(*days: int, of: int = DAYS) -> np.ndarray:
    held = np.zeros(of, dtype=bool)
    held[list(days)] = True
    return held


@pytest.mark.parametrize(
    ("days", "starts"),
    [
        ((), []),
        ((5,), [5]),
        ((5, 6, 7), [5]),
        ((5, 6, 36), [5]),  # thirty days after the end of the first, not more
        ((5, 6, 37), [5, 37]),
        ((5, 30, 55, 80), [5]),  # each near to the one before, and so all of one
        ((0, 50, 60, 120), [0, 50, 120]),
    ],
)
def test_days_near_each_other_are_one_episode(days, starts):
    assert episode_starts(on(*days), MONTH).tolist() == starts


def test_no_two_outcomes_share_a_day():
    for seed in range(20):
        starts = followed(at_random(seed), walk(seed)).starts
        assert (np.diff(starts) > MONTH).all()


def test_an_episode_is_followed_from_its_first_day_as_a_plain_loop_does_it():
    closes, held = walk(1), at_random(1)
    found = followed(held, closes)
    changes, end = [], -MONTH - 1
    for day in range(DAYS):
        if held[day]:
            if day - end > MONTH and day + MONTH < DAYS:
                changes.append(closes[day + MONTH] / closes[day] - 1)
            end = day
    assert found.change == pytest.approx(changes, rel=1e-12)
    assert (found.median, found.falls) == (np.median(changes), sum(c < 0 for c in changes))


def test_an_outcome_that_is_not_over_does_not_count():
    closes = walk(2)
    assert followed(on(100, DAYS - MONTH - 1), closes).episodes == 2
    assert followed(on(100, DAYS - MONTH), closes).episodes == 1


def test_what_comes_after_the_last_day_changes_nothing():
    """The record as of a day is that of a history that ends on it."""
    closes, held = walk(3), at_random(3)
    other = np.concatenate([closes[:1_500], 9 * closes[1_500:]])
    one, two = (followed(held[:1_500], each[:1_500]) for each in (closes, other))
    assert one.change.tolist() == two.change.tolist()
    assert one.placebo == two.placebo


def test_days_that_could_not_be_judged_are_not_compared_with():
    closes, held = walk(4), on(1_500)
    judged = np.arange(DAYS) >= 1_000
    found = what_followed(held, judged, closes, MONTH)
    assert found.any_days == DAYS - 1_000 - MONTH
    ahead = closes[1_000 + MONTH :] / closes[1_000:-MONTH] - 1
    assert found.any_median == pytest.approx(np.median(ahead))


def test_a_missing_close_at_either_end_leaves_its_episode_out():
    closes = walk(5)
    closes[[100, 530]] = np.nan
    assert followed(on(100, 500, 900), closes).starts.tolist() == [900]


def test_on_placebo_dates_the_placebo_is_not_extreme():
    """Random claim days on random walks: the share is spread as chance has it, by every tenth."""
    shares = np.array([followed(at_random(s), walk(s)).placebo for s in range(200)])
    for bound in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert abs((shares <= bound).mean() - bound) < 3.5 * np.sqrt(bound * (1 - bound) / 200)


def test_a_planted_effect_is_found():
    """A walk that falls in the ten days after the claim begins to hold, by three percent a day."""
    told = 0
    for seed in range(20):
        gaps = np.random.default_rng(seed).integers(60, 160, 25)
        held = on(*(day for day in np.cumsum(gaps) if day < DAYS - 60))
        steps = np.diff(np.log(walk(seed)), prepend=0.0)
        for start in np.flatnonzero(held):
            steps[start + 1 : start + 11] -= 0.03
        found = followed(held, np.exp(np.cumsum(steps)))
        told += found.telling and found.median < found.any_median
    assert told >= 18


def test_few_episodes_tell_nothing_however_extreme():
    steps = np.zeros(DAYS)
    steps[501:520] = -0.05
    found = followed(on(500), np.exp(np.cumsum(steps)))
    assert found.placebo < 0.05
    assert found.few
    assert not found.telling
    assert found.interval[1] - found.interval[0] > 0.9


def test_without_an_episode_nothing_is_known():
    found = followed(on(), walk(6))
    assert (found.episodes, found.falls, found.interval) == (0, 0, (0.0, 1.0))
    assert np.isnan(found.median)
    assert np.isnan(found.placebo)
    assert FEW > 0


@pytest.mark.parametrize("length", [0, 1, 30])
def test_a_history_shorter_than_the_horizon_has_no_record(length):
    found = followed(np.ones(length, dtype=bool), np.ones(length))
    assert (found.episodes, found.any_days) == (0, 0)


def test_arrays_of_different_days_are_refused():
    with pytest.raises(ValueError, match="of the same days"):
        what_followed(on(), on(of=5), walk(7), MONTH)
