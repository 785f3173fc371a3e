"""The table of minima against loops over the bars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.lowest import Lowest
from tests.formulas.normality.worlds import WALKS, walk
from tests.worlds import QUICK


@QUICK
@given(WALKS, st.integers(1, 200))
def test_the_lowest_of_the_last_days_is_that_of_the_slice(world, days):
    closes = walk(*world)
    slow = [closes[max(0, t - days) : t + 1].min() for t in range(closes.size)]
    assert Lowest(closes).of_last(days).tolist() == slow


@QUICK
@given(WALKS, st.floats(0.01, 0.6))
def test_the_first_close_under_a_level_is_found_without_looking_at_each(world, fall):
    closes = walk(*world)
    levels = (1.0 - fall) * closes
    slow = [
        next((s for s in range(t + 1, closes.size) if closes[s] <= levels[t]), closes.size)
        for t in range(closes.size)
    ]
    assert Lowest(closes).first_at_most(levels).tolist() == slow
