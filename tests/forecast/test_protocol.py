"""The protocol: which Fridays are asked, what came after them, and what was known by then."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from engine.forecast.protocol import HORIZONS, LEARNING, cases
from tests.forecast.market import FIRST, fridays, walk


def weekday(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(day))).strftime("%A")


def test_only_fridays_a_fifth_under_the_highest_close_are_asked():
    closes = walk()
    asked = fridays(closes)
    assert {weekday(day) for day in asked.day} == {"Friday"}
    assert (asked.price <= 0.8 * asked.peak).all()
    every = [n for n in range(len(closes)) if weekday(FIRST + n) == "Friday"]
    deep = [n for n in every if closes[n] <= 0.8 * closes[: n + 1].max()]
    assert asked.at.tolist() == deep


def test_what_came_is_the_lowest_close_of_the_days_ahead_without_today():
    closes = walk()
    asked = fridays(closes)
    for at, came in zip(asked.at, asked.outcome, strict=True):
        for days, x in zip(HORIZONS, came, strict=True):
            ahead = closes[at + 1 : at + 1 + days]
            if len(ahead) < days:
                assert np.isnan(x)
            else:
                assert x == pytest.approx(np.log(ahead.min() / closes[at]))


def test_a_longer_horizon_never_has_a_higher_low():
    came = fridays(walk()).outcome
    ended = came[~np.isnan(came).any(axis=1)]
    assert len(ended) > 20
    assert (np.diff(ended, axis=1) <= 0.0).all()


def test_an_episode_begins_at_a_highest_close_and_keeps_its_lowest():
    closes = walk()
    asked = fridays(closes)
    for n, at in enumerate(asked.at):
        began = asked.episode[n]
        assert closes[began] == asked.peak[n] == closes[: at + 1].max()
        assert asked.lowest[n] == closes[began : at + 1].min()


def test_a_close_that_equals_the_highest_begins_no_new_episode():
    closes = np.array([10.0, 20.0, 12.0, 20.0, 12.0, 12.0, 12.0, 12.0])
    assert cases(closes, FIRST + 1, last_too=True).episode.tolist() == [1, 1]


def test_forecasts_are_due_after_three_years_of_closes():
    asked = fridays(walk())
    assert (asked.due == (asked.at >= LEARNING)).all()
    assert asked.due.any()
    assert not asked.due.all()


def test_a_case_has_ended_on_the_last_day_of_its_horizon_and_not_before():
    asked = fridays(walk())
    for horizon, days in enumerate(HORIZONS):
        by_hand = [(asked.day + days <= today).sum() for today in asked.day]
        assert asked.ended(horizon).tolist() == by_hand


def test_a_missing_day_is_bridged_but_asked_nothing():
    closes = walk()
    whole = fridays(closes)
    gone = int(whole.at[3])
    closes[gone] = np.nan
    asked = fridays(closes)
    assert gone not in asked.at
    assert len(asked) == len(whole) - 1


def test_a_horizon_with_few_known_days_says_nothing():
    closes = walk()
    at = int(fridays(closes).at[0])
    closes[at + 1 : at + 21] = np.nan  # 20 of 90 days: under the four fifths that must be known
    came = fridays(closes).outcome[0]
    assert np.isnan(came[0])
    assert not np.isnan(came[1:]).any()


def test_a_correction_changes_what_came_and_not_what_was_seen():
    closes = walk()
    later = closes.copy()
    later[int(fridays(closes).at[0]) + 5] = 1.0
    asked, plain = cases(closes, FIRST, later=later), fridays(closes)
    assert asked.outcome[0, 0] < plain.outcome[0, 0] - 1.0
    assert (asked.lowest == plain.lowest).all()


def test_the_last_day_can_be_asked_whatever_its_weekday():
    closes = np.concatenate([walk(), [1.0]])
    today = cases(closes, FIRST, last_too=True)
    assert today.at[-1] == len(closes) - 1
    assert np.isnan(today.outcome[-1]).all()
    assert len(today) == len(fridays(closes)) + 1


@pytest.mark.parametrize(
    ("closes", "problem"),
    [([], "closes has no bars"), ([1.0, 0.0], r"closes\[1\] is 0"), ([1.0, np.inf], "is inf")],
)
def test_closes_that_are_none_are_refused(closes, problem):
    with pytest.raises(ValueError, match=problem):
        cases(np.array(closes), FIRST)


def test_nothing_known_and_nothing_fallen_are_no_cases():
    assert len(cases(np.full(40, np.nan), FIRST)) == 0
    assert len(cases(np.arange(1.0, 400.0), FIRST)) == 0
