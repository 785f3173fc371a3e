"""Exact intervals: their defining equations, and how often they hold the truth."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numeric.proportion import at_least, interval
from tests.worlds import QUICK

COUNTS = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@QUICK
@given(COUNTS, st.floats(0.5, 0.99))
def test_each_end_leaves_the_same_chance_outside(counts, confidence):
    k, n = counts
    low, high = (float(end) for end in interval(k, n, confidence))
    outside = 0.5 * (1 - confidence)
    assert low == 0.0 if k == 0 else at_least(k, n, low) == pytest.approx(outside, rel=1e-9)
    assert high == 1.0 if k == n else at_least(n - k, n, 1 - high) == pytest.approx(outside)


@pytest.mark.parametrize("truth", [0.05, 0.3, 0.5, 0.9])
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(truth):
    n = 12
    low, high = interval(np.arange(n + 1), n, 0.9)
    chance = np.array([comb(n, k) * truth**k * (1 - truth) ** (n - k) for k in range(n + 1)])
    assert 0.9 <= chance[(low <= truth) & (truth <= high)].sum() <= 1.0


def test_without_a_case_nothing_is_known():
    assert [float(end) for end in interval(0, 0, 0.95)] == [0.0, 1.0]


def test_many_cases_do_not_overflow():
    low, high = interval(2_000, 4_000, 0.95)
    assert 0.484 < low < 0.5 < high < 0.516


def test_the_chances_of_all_outcomes_add_up():
    assert at_least(0, 7, 0.3) == 1.0
    assert at_least(1, 7, 0.3) == pytest.approx(1 - 0.7**7)
    assert at_least(7, 7, 1.0) == 1.0
    assert at_least(1, 7, 0.0) == 0.0
