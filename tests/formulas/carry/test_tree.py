"""The meeting tree against every path written out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.carry.tree import meeting_tree, target_ranges
from tests.worlds import QUICK

STEPS = st.lists(st.floats(-2.5, 2.5), min_size=1, max_size=5).map(np.array)


def by_paths(expected):
    """Odds of each total, one path at a time."""
    odds = {}
    for ups in product((0, 1), repeat=len(expected)):
        part = [x - np.floor(x) for x in expected]
        chance = np.prod([p if up else 1 - p for p, up in zip(part, ups, strict=True)])
        total = float(np.floor(expected).sum() + sum(ups))
        odds[total] = odds.get(total, 0.0) + float(chance)
    return odds


def test_two_meetings_give_the_published_tree():
    """P(2) = p1·p2, P(1) = p1(1 − p2) + (1 − p1)p2, P(0) = (1 − p1)(1 − p2)."""
    steps, odds = meeting_tree(np.array([0.6, 0.3]))
    assert steps.tolist() == [0.0, 1.0, 2.0]
    assert odds == pytest.approx([0.28, 0.54, 0.18], rel=1e-14)


@QUICK
@given(STEPS)
def test_the_tree_is_the_sum_over_every_path(expected):
    steps, odds = meeting_tree(expected)
    by_path = by_paths(expected)
    assert odds == pytest.approx([by_path[total] for total in steps], abs=1e-14)
    assert steps @ odds == pytest.approx(expected.sum(), abs=1e-13)


@QUICK
@given(STEPS)
def test_every_row_of_the_ranges_is_the_tree_of_the_meetings_so_far(expected):
    lowest, odds = target_ranges(expected, 0.0375, 0.0025)
    for meetings, row in enumerate(odds, start=1):
        steps, chance = meeting_tree(expected[:meetings])
        assert lowest @ row == pytest.approx(0.0375 + 0.0025 * (steps @ chance), abs=1e-14)
        assert row[row > 0.0] == pytest.approx(chance[chance > 0.0], abs=1e-15)


def test_a_likely_cut_moves_to_the_range_below():
    lowest, odds = target_ranges(np.array([-0.4]), 0.0375, 0.0025)
    assert lowest == pytest.approx([0.035, 0.0375])
    assert odds[0] == pytest.approx([0.4, 0.6])


@pytest.mark.parametrize("bad", [1e18, -1e300])
def test_more_steps_than_any_rate_could_take_are_refused(bad):
    """A rate in basis points where steps are meant, say: the tree would not fit into memory."""
    expected = np.array([0.5, bad])
    with pytest.raises(ValueError, match=r"^expected\[1\] is .*: it must be between -1,000 and 1"):
        meeting_tree(expected)
    with pytest.raises(ValueError, match=r"^expected\[1\]"):
        target_ranges(expected, 0.0375, 0.0025)


def test_a_table_of_meetings_is_refused():
    with pytest.raises(ValueError, match=r"^expected has shape \(1, 2\): give one row of meetings"):
        meeting_tree(np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"^expected has shape \(0,\)"):
        meeting_tree(np.empty(0))
    with pytest.raises(ValueError, match=r"^step is 0"):
        target_ranges(np.array([0.5]), 0.0375, 0.0)
