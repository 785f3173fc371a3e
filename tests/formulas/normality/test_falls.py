"""Falls after rises as pages ask: shares, numbers, intervals, base rate and placebo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.falls import falls_after_rises
from engine.numeric.proportion import interval
from tests.formulas.normality.worlds import WALKS, fell, walk
from tests.worlds import QUICK

ASKED = (0.5, 5.0, 0.3, 5.0, 0.95)
# A rise of 60 %, then a fall of half; the same again; then a rise that holds.
WAVE = [10, 10, 10, 16, 16, 8, 8, 8, 8, 8]
HISTORY = np.array([*WAVE, *WAVE, 10, 10, 10, 16, 16, 16, 16, 16, 16, 16, 16], dtype=np.float64)


def test_a_fall_followed_two_rises_of_three_which_leaves_nearly_everything_open():
    found = falls_after_rises(HISTORY, *ASKED)
    assert found.rises == 3
    assert found.share == pytest.approx(2 / 3)
    assert (found.low, found.high) == interval(2, 3, 0.95)
    assert found.high - found.low > 0.85


def test_a_history_without_such_a_rise_says_so():
    found = falls_after_rises(HISTORY, 9.0, 5.0, 0.3, 5.0, 0.95)
    assert (found.rises, found.low, found.high) == (0, 0, 1)
    assert np.isnan([found.share, found.placebo]).all()


@QUICK
@given(WALKS, st.floats(0.02, 0.4), st.integers(1, 60))
def test_the_base_rate_tries_every_day_whose_days_are_over(world, fall, days):
    closes = walk(*world)
    tried = [fell(closes.tolist(), t, days, fall) for t in range(closes.size - days)]
    found = falls_after_rises(closes, 1.0, 5.0, fall, float(days), 0.95).base_rate
    assert np.isnan(found) if not tried else found == pytest.approx(np.mean(tried))


def test_the_placebo_moves_the_starts_round_the_history_together():
    over = len(HISTORY) - 5
    came = [fell(HISTORY.tolist(), t, 5, 0.3) for t in range(over)]
    moved = [sum(came[(start + shift) % over] for start in (3, 13, 23)) for shift in range(over)]
    expected = np.mean([count >= 2 for count in moved])
    assert falls_after_rises(HISTORY, *ASKED).placebo == pytest.approx(expected)


def test_on_a_driftless_walk_rises_foretell_no_falls():
    """Forty walks of ten years: the share after rises is the base rate, but for noise."""
    closes = np.exp(np.cumsum(0.04 * np.random.default_rng(5).standard_normal((40, 3_650)), axis=1))
    found = falls_after_rises(closes, 1.0, 365.0, 0.5, 180.0, 0.95)
    after, base = np.nansum(found.share * found.rises), found.base_rate.mean()
    number = found.rises.sum()
    assert abs(after / number - base) < 3 * np.sqrt(base * (1 - base) / number)


def test_days_and_scenarios_are_counted_each_for_itself():
    days = np.stack([HISTORY, HISTORY[::-1]])[:, np.newaxis]
    found = falls_after_rises(days, np.array([0.5, 9.0]), 5.0, 0.3, 5.0, 0.95)
    assert found.rises.tolist() == [[3.0, 0.0], [1.0, 0.0]]


def test_a_missing_day_neither_rises_nor_falls():
    gaps = HISTORY.copy()
    gaps[[1, 7, 12, 27]] = np.nan
    assert falls_after_rises(gaps, *ASKED) == falls_after_rises(HISTORY, *ASKED)


def test_a_fall_of_everything_is_refused():
    with pytest.raises(ValueError, match=r"^fall is 1: it must be strictly between 0 and 1"):
        falls_after_rises(HISTORY, 0.5, 5.0, 1.0, 5.0, 0.95)
    with pytest.raises(ValueError, match=r"^rise_days\[1\] is 0: it must be a finite number, 1 or"):
        falls_after_rises(np.stack([HISTORY] * 2), 0.5, np.array([5.0, 0.0]), 0.3, 5.0, 0.95)


@pytest.mark.parametrize("days", [9.3e18, 1e300])
def test_days_beyond_any_history_leave_no_case(days):
    found = falls_after_rises(walk(3, 120, 0.05), 0.2, days, 0.2, days, 0.9)
    assert (found.rises, found.low, found.high) == (0, 0.0, 1.0)
    assert np.isnan([found.share, found.placebo, found.base_rate]).all()


def test_a_part_of_a_day_is_dropped():
    closes = walk(3, 900, 0.05)
    parts = falls_after_rises(closes, 0.2, 30.5, 0.2, 20.9, 0.9)
    assert parts == falls_after_rises(closes, 0.2, 30.0, 0.2, 20.0, 0.9)
    assert parts.rises > 0
