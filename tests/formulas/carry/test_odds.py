"""Odds at one meeting: CME's own September 2015 example, and a month put together again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.carry.odds import (
    cut_probability,
    rate_after_meeting,
)
from tests.worlds import QUICK

STEP = 0.0025
RATES = st.floats(0.0, 0.08)


def september_2015(days_before):
    """FFQ5 at 99.8675 is the anchor, FFU5 at 99.805 the meeting month of 30 days."""
    end = float(rate_after_meeting(0.00195, 0.001325, 30.0, days_before))
    return 100 * (end - 0.001325) / STEP


def test_the_published_odds_of_a_hike_in_september_2015():
    assert round(september_2015(16.0), 1) == 53.6


def test_counting_the_day_of_the_decision_would_give_other_odds():
    assert round(september_2015(17.0), 1) == 57.7


@QUICK
@given(RATES, RATES, st.integers(28, 31), st.integers(1, 27))
def test_the_rate_after_the_meeting_is_the_end_of_the_month_again(before, after, n, m):
    average = (m * before + (n - m) * after) / n
    assert rate_after_meeting(average, before, n, m) == pytest.approx(after, abs=1e-15)


def test_a_meeting_on_the_first_day_leaves_the_average_as_the_new_rate():
    assert rate_after_meeting(0.037, 0.0388, 30.0, 0.0) == pytest.approx(0.037)


def test_an_error_of_the_contract_grows_towards_the_end_of_the_month():
    """Five basis points on the average of a month with three days left are fifty on the rate."""
    clean, off = (rate_after_meeting(0.04 + error, 0.04, 30.0, 27.0) for error in (0.0, 0.0005))
    assert off - clean == pytest.approx(0.005)


def test_the_odds_of_a_cut_stay_between_none_and_certain():
    after = np.array([0.041, 0.04, 0.039, 0.0375, 0.03])
    assert cut_probability(0.04, after, STEP) == pytest.approx([0.0, 0.0, 0.4, 1.0, 1.0])


def test_a_decision_after_the_months_end_is_refused():
    with pytest.raises(ValueError, match=r"^days_in_month is 30: it must be above days_before, 30"):
        rate_after_meeting(0.039, 0.0388, 30.0, 30.0)
