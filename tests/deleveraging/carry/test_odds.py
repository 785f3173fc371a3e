"""Odds by the CME method: its own September 2015 example, and the tree by enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from engine.deleveraging.carry.odds import (
    implied_rate,
    meeting_tree,
    rate_after_meeting,
    rate_before_meeting,
    steps_expected,
)

STEP = 0.0025


def september_2015(days_before):
    """FFQ5 at 99.8675 is the anchor, FFU5 at 99.805 the meeting month of 30 days."""
    start = implied_rate(99.8675)
    end = rate_after_meeting(implied_rate(99.805), start, 30.0, days_before)
    return 100 * float(steps_expected(start, end, STEP))


def test_the_published_odds_of_a_hike_in_september_2015():
    assert round(september_2015(16.0), 1) == 53.6


def test_counting_the_day_of_the_decision_would_give_other_odds():
    assert round(september_2015(17.0), 1) == 57.7


def test_the_published_rate_at_the_end_of_that_month():
    """0.26643 %, printed in CME's example."""
    end = rate_after_meeting(0.00195, 0.001325, 30.0, 16.0)
    assert round(100 * float(end), 5) == 0.26643


def test_before_and_after_a_meeting_undo_each_other():
    after = rate_after_meeting(0.039, 0.0388, 31.0, 10.0)
    assert rate_before_meeting(0.039, after, 31.0, 10.0) == pytest.approx(0.0388, rel=1e-12)


def test_a_meeting_on_the_first_day_leaves_the_average_as_the_new_rate():
    assert rate_after_meeting(0.037, 0.0388, 30.0, 0.0) == pytest.approx(0.037)


def test_two_meetings_give_the_published_tree():
    """P(2) = p1·p2, P(1) = p1(1 − p2) + (1 − p1)p2, P(0) = (1 − p1)(1 − p2)."""
    steps, odds = meeting_tree(np.array([0.6, 0.3]))
    assert steps.tolist() == [0.0, 1.0, 2.0]
    assert odds == pytest.approx([0.28, 0.54, 0.18], rel=1e-14)


def test_the_tree_is_the_sum_over_every_path():
    expected = np.array([-0.9, -1.4, 0.2, 0.0])
    steps, odds = meeting_tree(expected)
    by_path = dict.fromkeys(steps.tolist(), 0.0)
    for ups in product((0, 1), repeat=4):
        up = expected - np.floor(expected)
        chance = np.prod([u if took else 1 - u for u, took in zip(up, ups, strict=True)])
        by_path[float(np.floor(expected).sum() + sum(ups))] += float(chance)
    assert odds == pytest.approx(list(by_path.values()), abs=1e-15)
    assert odds.sum() == pytest.approx(1.0, rel=1e-15)
    assert steps @ odds == pytest.approx(expected.sum(), rel=1e-14)


def test_a_decision_after_the_months_end_is_refused():
    with pytest.raises(ValueError, match=r"^days_in_month is 30: it must be above days_before, 30"):
        rate_after_meeting(0.039, 0.0388, 30.0, 30.0)
    with pytest.raises(ValueError, match=r"^expected has shape \(1, 2\)"):
        meeting_tree(np.ones((1, 2)))
