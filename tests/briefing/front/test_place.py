"""Where a value stands in its own past, and how its last months are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from engine.briefing.front.gauges import PAST, SHOWN
from engine.briefing.front.place import place_of, spark, under_high, weeks


def known(values) -> np.ndarray:
    """A past of which the last days are known."""
    past = np.full(PAST, np.nan)
    past[PAST - len(values) :] = values
    return past


WHOLE = np.arange(PAST, dtype=float)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (PAST - 1, "highest"),
        (PAST - 2, "2nd highest"),
        (PAST - 5, "5th highest"),
        (PAST - 6, "99th percentile"),
        (0, "lowest"),
        (2, "3rd lowest"),
        (547, "50th percentile"),
        (10, "1st percentile"),
    ],
)
def test_near_an_end_it_is_a_rank_and_else_a_percentile(value, place):
    assert place_of(WHOLE, float(value)) == place


def test_a_shorter_past_says_how_long_it_is():
    assert place_of(known(np.arange(365.0)), 180.0) == "50th pct., 12 months"
    assert place_of(known(np.arange(365.0)), 364.0) == "highest, 12 months"


def test_a_past_of_few_values_places_nothing():
    assert place_of(known(np.arange(59.0)), 3.0) == ""
    assert place_of(known(np.arange(60.0)), 30.0) != ""


def test_what_never_moved_has_no_place():
    assert place_of(np.zeros(PAST), 0.0) == ""


def test_a_value_that_came_before_is_neither_highest_nor_lowest():
    past = np.minimum(WHOLE, 900.0)
    assert place_of(past, 900.0) == "99th percentile"


def test_a_fall_is_counted_from_the_highest_of_the_year_and_not_of_the_past():
    past = np.full(PAST, 100.0)
    past[0], past[-10], past[-1] = 400.0, 200.0, 150.0
    assert under_high(past) == 0.25
    assert under_high(known([1.0, 2.0])) is None


def test_a_sparkline_holds_the_last_value_of_each_week():
    assert weeks(np.arange(float(SHOWN))) == [float(n) for n in range(6, SHOWN, 7)]
    assert spark(np.arange(float(SHOWN))) == "▁▂▂▃▃▄▅▅▆▆▇▇█"


def test_a_week_without_a_fact_is_a_gap_and_most_must_be_there():
    shown = np.arange(float(SHOWN))
    shown[7:14] = np.nan
    assert spark(shown)[1] == " "
    shown[:49] = np.nan
    assert spark(shown) == ""


def test_what_did_not_move_has_no_sparkline():
    assert spark(np.ones(SHOWN)) == ""
