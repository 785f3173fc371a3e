"""Every window function: what it says of a few days, and when it says nothing."""

from __future__ import annotations

import math

import pytest

from engine.measures.totals import BOUNDING
from kb.clock import day_number
from tests.worlds import TODAY, daily, reading, told

SLIDE = daily("price.close", "2025-11-17", 100, 120, 110, 90, 95)


def dates(of):
    return [day_number(day) for day in of]


@pytest.mark.parametrize(
    ("measure", "value", "as_of"),
    [
        ("price.close", 95, "2025-11-17"),
        ("peak(price.close, 5d)", 120, "2025-11-14"),
        ("peak(price.close, 3d)", 110, "2025-11-15"),
        ("trough(price.close, 5d)", 90, "2025-11-16"),
        ("mean(price.close, 5d)", 103, "2025-11-17"),
        ("lag(price.close, 2d)", 110, "2025-11-15"),
        ("change(price.close, 2d)", -15, "2025-11-17"),
        ("drawdown(price.close, 5d)", 1 - 95 / 120, "2025-11-17"),
        ("percentile(price.close, 5d)", 2 / 5, "2025-11-17"),
        ("crossed_below(price.close, 100 USD/coin, 5d)", 1, "2025-11-16"),
    ],
)
def test_each_measure_of_one_slide(measure, value, as_of):
    seen = reading(measure, SLIDE)
    assert seen.value == pytest.approx(value, rel=1e-15)
    assert seen.as_of == day_number(as_of)


def test_a_window_opens_after_its_first_day():
    assert reading("peak(price.close, 3d)", SLIDE).value == 110
    assert reading("peak(price.close, 4d)", SLIDE).value == 120


def test_a_reading_names_the_facts_it_used():
    assert reading("peak(price.close, 5d)", SLIDE).facts == (2,)
    assert reading("change(price.close, 2d)", SLIDE).facts == (3, 5)
    assert reading("mean(price.close, 5d)", SLIDE).facts == (1, 2, 3, 4, 5)


def test_a_peak_over_sparse_facts_prints_how_many_days_it_saw():
    sparse = daily("price.close", "2025-11-17", 100, None, None, None, 95)
    assert reading("peak(price.close, 5d)", sparse).coverage == (2, 5)


@pytest.mark.parametrize("measure", ["peak", "trough", "drawdown"])
def test_one_day_alone_is_neither_high_nor_low(measure):
    alone = told("price.close", "2025-11-17", 95)
    assert reading(f"{measure}(price.close, 5d)", alone).detail == "1 of 5 days"
    assert reading(f"{measure}(price.close, 1d)", alone).value is not None


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


def test_of_two_equal_peaks_the_earlier_day_is_named():
    flat = daily("price.close", "2025-11-17", 120, 120, 95)
    assert reading("peak(price.close, 3d)", flat).as_of == day_number("2025-11-15")


def test_the_age_is_that_of_the_newest_fact():
    assert reading("peak(price.close, 9d)", SLIDE, on="2025-11-20").age == 3


@pytest.mark.parametrize("measure", ["mean(price.close, 5d)", "percentile(price.close, 5d)"])
def test_a_mean_and_a_percentile_need_four_days_of_five(measure):
    past = daily("price.close", "2025-11-12", *[1.0] * BOUNDING)
    four = daily("price.close", "2025-11-17", 1, None, 2, 3, 4)
    three = daily("price.close", "2025-11-17", 1, None, None, 3, 4)
    assert reading(measure, past, four).coverage == (4, 5)
    assert reading(measure, three).value is None
    assert reading(measure, three).detail == "3 of 5 days"


def test_a_percentile_counts_today_and_its_equals():
    level = daily("price.close", "2025-11-17", 1, 2, 2, 3, 2)
    assert reading("percentile(price.close, 5d)", level).value == pytest.approx(4 / 5)


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


def test_a_lag_may_be_no_older_then_than_a_fact_may_be_now():
    gap = [told("price.close", "2025-10-30", 80), told("price.close", "2025-11-17", 95)]
    assert reading("lag(price.close, 13d)", gap).value == 80
    assert reading("lag(price.close, 12d)", gap).detail == "6 days old, 12 days back"
    assert reading("lag(price.close, 19d)", gap).detail == "nothing 19 days back"


def test_a_change_is_unknown_where_the_lag_is():
    assert reading("change(price.close, 9d)", SLIDE).detail == "nothing 9 days before the newest"


def test_one_fact_is_not_both_ends_of_a_change():
    """A figure of forty days ago says nothing of what changed in thirty."""
    once = told("survey.mood", "2025-11-05", 40_000)
    assert reading("change(survey.mood, 7d)", once).value is None


def test_a_change_says_how_far_apart_its_facts_lie():
    near = told("price.close", "2025-11-09", 20), told("price.close", TODAY, 10)
    assert reading("change(price.close, 7d)", near).apart == 8
    far = told("price.close", "2025-11-05", 20), told("price.close", TODAY, 10)
    seen = reading("change(price.close, 7d)", far)
    assert (seen.value, seen.detail) == (None, "facts 12 days apart, not 7")


def test_a_change_of_a_source_that_is_behind_is_over_its_own_days():
    late = told("price.close", "2025-11-08", 20), told("price.close", "2025-11-15", 10)
    assert reading("change(price.close, 7d)", late).value == -10


@pytest.mark.parametrize("peak", [-2, 0])
def test_a_drawdown_from_a_peak_not_above_zero_does_not_apply(peak):
    below = daily("fund.flow", "2025-11-17", -3, peak, -5)
    seen = reading("drawdown(fund.flow, 3d)", below)
    assert (seen.value, seen.reason) == (None, "not_applicable")


def test_a_drawdown_from_a_small_peak_applies():
    assert (
        reading("drawdown(coins.spent, 2d)", daily("coins.spent", "2025-11-17", 0.5, 0.25)).value
        == 0.5
    )


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


@pytest.mark.parametrize("measure", ["peak", "trough", "mean", "drawdown", "percentile"])
def test_a_window_without_a_day_is_unknown(measure):
    four_days_old = told("price.close", "2025-11-13", 100)
    assert reading(f"{measure}(price.close, 3d)", four_days_old).reason == "missing"


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


def test_the_days_to_a_date_ahead_are_counted_from_the_day():
    odds = told("odds.cut", "2025-11-14", 0.4, about="2025-12-10")
    assert reading("ahead(odds.cut)", odds).value == 23
    assert reading("ahead(odds.cut)", odds, on="2025-11-15").value == 25


def test_no_date_ahead_is_no_number():
    past = told("odds.cut", "2025-11-14", 0.4, about="2025-11-15")
    assert reading("ahead(odds.cut)", past).value is None
    assert reading("ahead(price.close)", SLIDE).reason == "not_applicable"
