"""Today's fall among the past ones: ranks by hand and by loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.drawdowns import days_under_water, fall_among_past
from engine.formulas.normality.episodes import episodes
from tests.formulas.normality.worlds import WALKS, walk
from tests.worlds import QUICK

# Three falls of 30, 50 and 20 % that ended, in 3, 1 and 2 days, and today's of 40 % in 2.
PAST = [100, 90, 80, 70, 100, 120, 60, 130, 117, 104, 131]
HISTORY = np.array([*PAST, 120, 80, 100], dtype=np.float64)


def test_todays_fall_is_ranked_among_those_that_are_over():
    found = fall_among_past(HISTORY, 0.2)
    assert (found.past, found.days, days_under_water(HISTORY)) == (3, 2, 3)
    assert (found.shallower, found.slower) == pytest.approx((2 / 3, 2 / 3))


def test_days_under_water_count_from_the_last_of_equal_records():
    assert days_under_water(np.array([5.0, 9.0, 8.0, 9.0, 7.0, np.nan])) == 2


def test_a_fall_less_deep_than_asked_has_no_speed_and_ranks_below_all():
    found = fall_among_past(HISTORY, 0.45)
    assert (found.past, found.shallower) == (1, 0.0)
    assert np.isnan([found.slower, found.days]).all()


def test_without_a_past_fall_there_is_no_rank():
    first = fall_among_past(np.array([100.0, 120.0, 90.0]), 0.2)
    assert (first.past, first.days) == (0, 1)
    assert np.isnan([first.shallower, first.slower]).all()


def test_a_fall_as_fast_as_a_past_one_stands_in_its_middle():
    twice = fall_among_past(np.array([100.0, 70.0, 100.0, 70.0]), 0.2)
    assert (twice.slower, twice.shallower) == (0.5, 0.5)


@QUICK
@given(WALKS, st.floats(0.01, 0.4))
def test_the_ranks_are_shares_of_the_past_episodes(world, fall):
    closes = walk(*world)
    found, ranks = episodes(closes, fall), fall_among_past(closes, fall)
    now, past = found.only(found.recovery < 0), found.over
    assert ranks.past == past.depth.size
    if past.depth.size and now.depth.size:
        slower = np.mean([(s < now.speed[0]) + 0.5 * (s == now.speed[0]) for s in past.speed])
        assert ranks.slower == pytest.approx(slower)


def test_days_and_scenarios_are_ranked_each_for_itself():
    days = np.stack([HISTORY, np.roll(HISTORY, 4)])[:, np.newaxis]
    found = fall_among_past(days, np.array([0.15, 0.25, 0.45])).past
    assert found.shape == (2, 3)
    assert found[0].tolist() == [3.0, 2.0, 1.0]


def test_a_price_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^prices\[2\] is 0: it must be a finite number above 0"):
        days_under_water(np.array([1.0, 2.0, 0.0]))
