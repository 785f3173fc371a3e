"""A history keeps its missing days and refuses everything else that is out of place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numeric.arguments import POSITIVE
from engine.numeric.histories import carried, each_row, history, same_bars
from tests.formulas.normality.worlds import WALKS, carried_by_loop, walk, with_gaps
from tests.worlds import QUICK


def test_missing_days_stay_missing():
    found = history("closes", [100.0, np.nan, 90.0], POSITIVE)
    np.testing.assert_array_equal(found, [100.0, np.nan, 90.0])


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf, -np.inf])
def test_a_day_outside_the_domain_is_named(bad):
    with pytest.raises(
        ValueError, match=r"^closes\[1, 2\] is .*above 0, or NaN where the day is m"
    ):
        history("closes", [[1.0, 2.0, 3.0], [1.0, np.nan, bad]], POSITIVE)


@pytest.mark.parametrize("empty", [5.0, [], [[], []]])
def test_a_history_without_bars_is_refused(empty):
    with pytest.raises(ValueError, match=r"^closes has no bars; give one value a day, oldest fir"):
        history("closes", empty, POSITIVE)


def test_histories_of_different_lengths_are_refused():
    same_bars(closes=np.ones(3), flows=np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"^flows has 4 bars, closes has 3: they must agree$"):
        same_bars(closes=np.ones(3), flows=np.ones(4))


@QUICK
@given(WALKS, st.floats(0.0, 1.0))
def test_a_gap_repeats_the_close_before_it(world, share):
    closes = with_gaps(walk(*world), 1, share)
    assert carried(closes).tolist() == carried_by_loop(closes)


def test_every_row_meets_every_scenario_and_is_read_once():
    read = []
    found = each_row(
        lambda total, factor: total * factor,
        lambda row: read.append(1) or float(row.sum()),
        np.arange(6.0).reshape(2, 1, 3),
        factor=np.array([1.0, 10.0, 100.0]),
    )
    assert found.tolist() == [[3.0, 30.0, 300.0], [12.0, 120.0, 1_200.0]]
    assert len(read) == 2


def test_a_scenario_that_does_not_fit_the_rows_is_named():
    with pytest.raises(ValueError, match=r"^fall has shape \(3,\), which does not broadcast"):
        each_row(lambda row, _: 0.0, lambda row: row, np.ones((2, 5)), fall=np.ones(3))
