"""What is said day by day: how much was seen, runs, crossings, paths."""

from __future__ import annotations

import math

import pytest

from kb.clock import day_number
from tests.worlds import SLIDE, daily, reading, told


@pytest.mark.parametrize(
    ("days", "share"), [((1, 1, 1, 1, 1), 1.0), ((1, None, None, None, 1), 0.4)]
)
def test_how_much_of_a_window_was_seen_is_a_share_of_its_days(days, share):
    window = daily("price.close", "2025-11-17", *days)
    assert reading("seen(price.close, 5d)", window).value == pytest.approx(share)


def test_days_beyond_the_calendar_do_not_count_twice():
    week = daily("fund.flow", "2025-11-17", 1, 1, 1, 1, 1, 1, 1)
    assert reading("seen(fund.flow, 7d)", week).value == 1


def test_a_fresh_source_can_have_seen_nothing_of_a_short_window():
    before = told("price.close", "2025-11-14", 95)
    assert reading("seen(price.close, 3d)", before).value == 0


@pytest.mark.parametrize(
    ("flows", "length"), [((3, -1, -2), 2), ((-1, 3, -2), 1), ((-1, -2, 0), 0), ((-1, -2, 3), 0)]
)
def test_a_streak_counts_back_to_the_day_that_ends_it(flows, length):
    assert reading("streak(fund.flow)", daily("fund.flow", "2025-11-14", *flows)).value == length


def test_a_streak_that_no_day_ends_is_unknown():
    seen = reading("streak(fund.flow)", daily("fund.flow", "2025-11-14", -1, -2))
    assert (seen.value, seen.reason) == (None, "missing")
    assert seen.detail == "at least 2 days, but no day ends the row"


def test_a_streak_runs_over_a_weekend_but_not_over_a_hole():
    weekend = daily("fund.flow", "2025-11-17", 5, -1, -2, weekdays=True)
    hole = [told("fund.flow", "2025-11-07", 5), told("fund.flow", "2025-11-17", -2)]
    assert reading("streak(fund.flow)", weekend).value == 2
    assert reading("streak(fund.flow)", hole).detail.startswith("at least 1 days")


def test_a_crossing_is_a_close_below_after_one_at_or_above():
    closes = daily("price.close", "2025-11-17", 101, 100, 99, 99, 100, 98)
    seen = reading("crossed_below(price.close, 100 USD/coin, 6d)", closes)
    assert (seen.value, seen.as_of) == (2, day_number("2025-11-17"))
    assert seen.facts == (2, 3, 5, 6)


def test_the_day_before_the_window_counts_as_the_side_it_came_from():
    closes = daily("price.close", "2025-11-17", 101, 99, 98)
    assert reading("crossed_below(price.close, 100 USD/coin, 2d)", closes).value == 1
    assert reading("crossed_below(price.close, 100 USD/coin, 1d)", closes).value == 0


def test_no_crossing_is_the_number_none():
    above = reading("crossed_below(price.close, 50 USD/coin, 5d)", SLIDE)
    assert (above.value, above.facts, above.as_of) == (0, (5,), day_number("2025-11-17"))


def test_a_path_holds_every_day_of_its_window_and_no_number_where_nobody_spoke():
    gap = daily("price.close", "2025-11-17", 80, 100, 120, None, 90, 95)
    seen = reading("path(price.close, 5d)", gap)
    assert seen.path.tolist() == pytest.approx([100, 120, math.nan, 90, 95], nan_ok=True)
    assert (seen.value, seen.coverage, seen.facts) == (95, (4, 5), (2, 3, 4, 5))


def test_a_path_that_is_mostly_gaps_is_none():
    sparse = daily("price.close", "2025-11-17", 100, None, None, 95)
    assert reading("path(price.close, 4d)", sparse).detail == "2 of 4 days"


def test_a_young_series_has_a_short_path_and_not_a_thin_one():
    seen = reading("path(price.close, 400d)", SLIDE)
    assert seen.coverage == (5, 5)
    assert math.isnan(seen.path[-6])
    assert seen.path[-5:].tolist() == [100, 120, 110, 90, 95]


def test_a_path_ends_on_the_day_asked_about_even_if_the_last_fact_is_older():
    seen = reading("path(price.close, 5d)", SLIDE, on="2025-11-18")
    assert seen.path.tolist() == pytest.approx([120, 110, 90, 95, math.nan], nan_ok=True)
