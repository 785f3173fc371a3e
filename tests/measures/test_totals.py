"""Sums and means: what they need, what bounds them, when a figure for the whole speaks."""

from __future__ import annotations

import pytest

from engine.measures.totals import BOUNDING
from kb.clock import day_number
from tests.worlds import daily, reading, told


@pytest.mark.parametrize("measure", ["mean(price.close, 5d)", "percentile(price.close, 5d)"])
def test_a_mean_and_a_percentile_need_four_days_of_five(measure):
    past = daily("price.close", "2025-11-12", *[1.0] * BOUNDING)
    four = daily("price.close", "2025-11-17", 1, None, 2, 3, 4)
    three = daily("price.close", "2025-11-17", 1, None, None, 3, 4)
    assert reading(measure, past, four).coverage == (4, 5)
    assert reading(measure, three).value is None
    assert reading(measure, three).detail == "3 of 5 days"


FOUR = daily("coins.spent", "2025-11-17", 1, 2, None, 4, 5)

FLAT = daily("coins.spent", "2025-11-12", *[1.0] * BOUNDING)


def test_a_sum_with_gaps_is_bounded_by_the_past_of_its_source():
    """Its days have held from one to nine: so much more than four of them five may come to."""
    past = daily("coins.spent", "2025-11-12", *[1.0] * (BOUNDING - 1), 9.0)
    seen = reading("sum(coins.spent, 5d)", past, FOUR)
    assert (seen.value, seen.coverage, seen.between) == (12, (4, 5), (13, 21))


def test_a_sum_with_gaps_and_no_past_is_unknown():
    assert reading("sum(coins.spent, 5d)", FOUR).detail == "4 of 5 days"
    assert reading("mean(coins.spent, 5d)", FLAT[1:15], FOUR).value is None


def test_a_mean_with_gaps_is_bounded_over_all_its_days():
    seen = reading("mean(coins.spent, 5d)", FLAT, FOUR)
    assert (seen.value, seen.between) == (3, (13 / 5, 17 / 5))


def test_a_sum_and_a_mean_end_on_the_newest_day_that_is_out():
    """What comes out tomorrow is no gap of today."""
    late = daily("coins.spent", "2025-11-15", 1, 2, 3, 4, 5)
    for measure, value in (("sum(coins.spent, 5d)", 15), ("mean(coins.spent, 5d)", 3)):
        seen = reading(measure, late)
        assert (seen.value, seen.coverage, seen.between, seen.age) == (value, (5, 5), None, 2)


def test_a_sum_of_too_few_days_says_how_many_there_were():
    nine = daily("coins.spent", "2025-11-17", *[1.0] * 9)
    seen = reading("sum(coins.spent, 21d)", nine)
    assert (seen.value, seen.reason, seen.detail) == (None, "missing", "9 of 21 days")


def test_a_sum_over_business_days_expects_no_weekend():
    week = daily("fund.flow", "2025-11-17", 1, 2, 3, 4, 5, weekdays=True)
    assert reading("sum(fund.flow, 7d)", week).coverage == (5, 5)
    assert reading("sum(fund.flow, 7d)", week[2:]).detail == "3 of 5 days"


def test_a_fact_of_exactly_the_window_is_its_sum():
    week = told("fund.flow", "2025-11-17", -1.1e9, span=5)
    assert reading("sum(fund.flow, 5d)", week).value == -1.1e9
    assert reading("sum(fund.flow, 5d)", week).coverage == (5, 5)
    assert reading("sum(fund.flow, 7d)", week).value is None


def test_the_days_of_the_window_speak_before_a_figure_for_an_earlier_one():
    earlier = told("coins.spent", "2025-11-15", 100, span=5)
    days = daily("coins.spent", "2025-11-17", 1, 1, 1, 1, 1)
    assert reading("sum(coins.spent, 5d)", earlier, days).value == 5
    assert reading("sum(coins.spent, 5d)", earlier, days[2:]).value == 100
    assert reading("sum(coins.spent, 5d)", earlier, days[2:]).as_of == day_number("2025-11-15")
    assert reading("sum(coins.spent, 5d)", earlier, days[2:]).age == 2


def test_a_figure_for_the_window_itself_speaks_before_its_days():
    whole = told("coins.spent", "2025-11-17", 100, span=2)
    assert (
        reading("sum(coins.spent, 2d)", whole, daily("coins.spent", "2025-11-17", 1, 1)).value
        == 100
    )


def test_a_figure_for_an_earlier_window_may_be_as_old_as_a_fact_may_be():
    old = told("coins.spent", "2025-11-12", 100, span=5)
    assert reading("sum(coins.spent, 5d)", old).value == 100


def test_a_figure_for_a_window_long_past_is_not_used():
    old = told("coins.spent", "2025-11-11", 100, span=5)
    seen = reading("sum(coins.spent, 5d)", old, daily("coins.spent", "2025-11-17", 1, 1))
    assert (seen.value, seen.detail) == (None, "2 of 5 days")


@pytest.mark.parametrize(
    "measure",
    ["fund.flow", "peak(fund.flow, 5d)", "trough(fund.flow, 5d)", "streak(fund.flow)"],
)
def test_only_a_sum_takes_a_figure_for_several_days(measure):
    days = daily("fund.flow", "2025-11-17", 4, -3, -5)
    week = told("fund.flow", "2025-11-17", -900, span=5)
    assert reading(measure, days, week) == reading(measure, days)


def test_days_gone_stale_leave_the_word_to_a_figure_for_several():
    """The shortest span is chosen among what is fresh."""
    days = daily("fund.flow", "2025-11-09", 4, -3)
    week = told("fund.flow", "2025-11-14", -900, span=5)
    assert reading("fund.flow", days, week).value == -900
    assert reading("fund.flow", days, week, on="2025-11-16").value == -3
    gone = reading("fund.flow", days, week, on="2025-11-22")
    assert (gone.reason, gone.detail[:27]) == ("stale", "the newest is of 2025-11-09")
