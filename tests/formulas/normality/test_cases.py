"""Cases: rises and falls drawn by hand, and any walk against a loop day by day."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.cases import cases, fell_within
from engine.formulas.normality.lowest import Lowest
from tests.formulas.normality.worlds import WALKS, fell, walk
from tests.worlds import QUICK


def by_loop(closes, rise, rise_days, fall, fall_days):
    """Each case and whether the fall came, waiting out every case before the next."""
    found, free, before = [], 0, False
    for t, close in enumerate(closes):
        risen = close >= (1.0 + rise) * min(closes[max(0, t - rise_days) : t + 1])
        if risen and not before and t >= free:
            free = t + fall_days + 1
            if t + fall_days < len(closes):
                found.append((t, fell(closes, t, fall_days, fall)))
        before = risen
    return found


def test_one_rise_one_case_and_one_fall_inside_its_days():
    closes = [10.0, 10.0, 16.0, 17.0, 18.0, 12.0, 12.0, 12.0]
    found = cases(Lowest(np.array(closes)), 0.5, 3, 0.3, 4)
    assert found.start.tolist() == [2]
    assert found.fell.tolist() == [True]
    assert cases(Lowest(np.array(closes)), 0.5, 3, 0.3, 2).fell.tolist() == [False]


def test_a_case_whose_days_are_not_over_is_left_out_even_if_the_fall_came():
    closes = np.array([10.0, 16.0, 8.0, 8.0])
    assert cases(Lowest(closes), 0.5, 3, 0.3, 2).start.tolist() == [1]
    assert cases(Lowest(closes), 0.5, 3, 0.3, 3).start.size == 0


def test_a_rise_that_lasts_is_one_case_and_one_that_returns_in_time_another():
    closes = np.array([10.0, 16.0, 17.0, 17.0, 12.0, 10.0, 16.0, 16.0, 16.0, 16.0])
    assert cases(Lowest(closes), 0.5, 2, 0.9, 3).start.tolist() == [1, 6]
    assert cases(Lowest(closes), 0.5, 2, 0.9, 6).start.tolist() == [1]


@QUICK
@given(WALKS, st.floats(0.02, 0.6), st.integers(1, 60), st.floats(0.02, 0.6), st.integers(1, 60))
def test_every_case_is_the_one_a_loop_finds(world, rise, rise_days, fall, fall_days):
    closes = walk(*world)
    found = cases(Lowest(closes), rise, rise_days, fall, fall_days)
    rows = list(zip(found.start.tolist(), found.fell.tolist(), strict=True))
    assert rows == by_loop(closes.tolist(), rise, rise_days, fall, fall_days)


@QUICK
@given(WALKS, st.floats(0.02, 0.6), st.integers(1, 160))
def test_a_fall_within_days_is_the_one_a_loop_sees(world, fall, days):
    closes = walk(*world)
    slow = [fell(closes.tolist(), t, days, fall) for t in range(closes.size)]
    assert fell_within(Lowest(closes), fall, days).tolist() == slow
