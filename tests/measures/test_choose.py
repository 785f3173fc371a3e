"""Which source speaks: rank, freshness and coverage; one target, fixed on the day."""

from __future__ import annotations

import pytest

from kb.clock import day_number
from tests.worlds import daily, reading, told


def test_the_best_ranked_source_speaks_even_when_another_is_newer():
    best = told("price.close", "2025-11-15", 100, "best")
    newer = told("price.close", "2025-11-17", 90, "next")
    assert reading("price.close", best, newer).source == "best"


def test_a_stale_source_leaves_the_word_to_the_next():
    stale = told("price.close", "2025-11-11", 100, "best")
    fresh = told("price.close", "2025-11-17", 90, "next")
    assert reading("price.close", stale, fresh).value == 90
    assert reading("price.close", stale, fresh, on="2025-11-16").value == 100


def test_a_source_that_does_not_cover_the_window_leaves_the_word_to_the_next():
    few = daily("coins.spent", "2025-11-17", 7, 7)
    all_five = daily("coins.spent", "2025-11-17", 1, 1, 1, 1, 1, source="next")
    seen = reading("sum(coins.spent, 5d)", few, all_five)
    assert (seen.value, seen.source) == (5, "next")


def test_two_sources_are_never_added_up():
    odd = daily("coins.spent", "2025-11-17", 1, None, 1, None, 1)
    even = daily("coins.spent", "2025-11-16", 1, None, 1, source="next")
    assert reading("sum(coins.spent, 5d)", odd, even).detail == "3 of 5 days"


def test_a_document_speaks_only_when_nobody_else_does():
    essay = told("price.close", "2025-11-17", 94, "essay")
    desk = told("price.close", "2025-11-14", 92, "a_desk")
    assert reading("price.close", essay, desk).source == "a_desk"
    assert reading("price.close", essay).source == "essay"


def test_when_nobody_can_speak_the_best_source_says_why():
    stale = told("price.close", "2025-11-10", 100, "best")
    older = told("price.close", "2025-11-01", 100, "next")
    seen = reading("price.close", older, stale)
    assert (seen.reason, seen.source) == ("stale", "best")
    assert seen.detail == "the newest is of 2025-11-10, 7 days old; 5 are allowed"


def test_a_series_nobody_speaks_of_is_missing():
    assert reading("price.close").reason == "missing"
    assert reading("price.close").detail == "no fact of price.close"


ODDS = [
    told("odds.cut", "2025-10-25", 0.98, about="2025-10-29"),
    told("odds.cut", "2025-10-25", 0.90, about="2025-12-10"),
    told("odds.cut", "2025-11-14", 0.44, about="2025-12-10"),
    told("odds.cut", "2025-11-14", 0.60, about="2026-01-28"),
]


def test_a_target_is_the_nearest_that_has_not_passed():
    seen = reading("odds.cut", ODDS)
    assert (seen.value, seen.target) == (0.44, day_number("2025-12-10"))
    assert reading("odds.cut", ODDS, on="2025-10-29").value == 0.98
    assert reading("odds.cut", ODDS, on="2025-10-30").value == 0.90


def test_a_window_keeps_the_target_of_its_last_day():
    assert reading("peak(odds.cut, 45d)", ODDS).value == 0.90
    assert reading("lag(odds.cut, 20d)", ODDS).value == 0.90


def test_a_target_may_be_named():
    assert reading("odds.cut @ 2026-01-28", ODDS).value == 0.60
    assert reading("peak(odds.cut @ 2025-10-29, 45d)", ODDS).detail.startswith("the newest is of")
    assert reading("odds.cut @ 2026-03-18", ODDS).detail == "no fact of odds.cut for that date"


def test_odds_for_meetings_all_past_are_missing():
    seen = reading("odds.cut", ODDS[:1], on="2025-10-30")
    assert (seen.value, seen.reason) == (None, "missing")


PEAK_OF_INTEREST = [
    *daily("interest.open", "2025-11-14", 80, 94, 90),
    *daily("price.close", "2025-11-17", 124, 122, 120, 110, 100, 95),
]


def test_at_peak_is_the_value_on_the_day_another_series_peaked():
    seen = reading("at_peak(price.close, interest.open, 30d)", PEAK_OF_INTEREST)
    assert (seen.value, seen.as_of, seen.age) == (122, day_number("2025-11-13"), 4)
    assert seen.facts == (5, 2)


def test_at_latest_is_the_value_on_the_day_another_series_was_last_seen():
    seen = reading("at_latest(price.close, interest.open)", PEAK_OF_INTEREST)
    assert (seen.value, seen.as_of) == (120, day_number("2025-11-14"))


def test_at_trough_is_the_value_on_the_day_another_series_was_lowest():
    seen = reading("at_trough(price.close, interest.open, 30d)", PEAK_OF_INTEREST)
    assert (seen.value, seen.as_of) == (124, day_number("2025-11-12"))


def test_what_stood_beside_a_peak_knows_what_else_the_window_held():
    seen = reading("at_peak(price.close, interest.open, 30d)", PEAK_OF_INTEREST)
    assert seen.between == (95, 124)
    assert reading("at_latest(price.close, interest.open)", PEAK_OF_INTEREST).between is None


def test_at_peak_says_why_there_was_no_peak():
    seen = reading("at_peak(price.close, interest.open, 30d)", PEAK_OF_INTEREST[3:])
    assert (seen.reason, seen.detail) == ("missing", "interest.open: no fact of interest.open")


def test_at_peak_is_judged_for_freshness_on_the_day_of_the_peak():
    week_old = told("price.close", "2025-11-06", 130)
    seen = reading("at_peak(price.close, interest.open, 30d)", PEAK_OF_INTEREST[:3], week_old)
    assert (seen.reason, seen.facts) == ("stale", ())


def test_at_peak_keeps_the_target_of_the_day_itself():
    """On the day of the peak another meeting was nearer."""
    peak = daily("interest.open", "2025-10-25", 94)
    interest = [*peak, told("interest.open", "2025-11-17", 68)]
    seen = reading("at_peak(odds.cut, interest.open, 30d)", interest, ODDS)
    assert (seen.value, seen.target) == (0.90, day_number("2025-12-10"))
    named = reading("at_peak(odds.cut @ 2025-10-29, interest.open, 30d)", interest, ODDS)
    assert named.value == 0.98


def test_a_series_without_targets_reads_none():
    assert reading("price.close", PEAK_OF_INTEREST).target is None


def test_what_is_known_only_later_does_not_speak_yet():
    late = told("price.close", "2025-11-17", 95, known="2025-11-18")
    assert reading("price.close", late).value is None
    assert reading("price.close", late, on="2025-11-18").value == 95


@pytest.mark.parametrize(
    ("measure", "value"),
    [("peak(price.close, 45d)", 120), ("price.close", None), ("mean(price.close, 45d)", None)],
)
def test_a_silent_source_may_still_name_a_peak(measure, value):
    seen = reading(measure, daily("price.close", "2025-10-20", 100, 120, 110))
    assert seen.value == value
    assert seen.silent == (value is not None)


def test_a_fresh_source_of_lower_rank_speaks_before_a_silent_one():
    silent = daily("price.close", "2025-10-20", 100, 120, 110)
    fresh = daily("price.close", "2025-11-17", 90, 95, source="next")
    assert reading("peak(price.close, 45d)", silent, fresh).value == 95


def test_a_source_silent_for_the_whole_window_names_no_peak():
    silent = daily("price.close", "2025-10-20", 100, 120, 110)
    assert reading("peak(price.close, 20d)", silent).value is None


def test_the_sum_of_weeks_is_no_days_peak():
    week = told("coins.spent", "2025-11-17", 50, span=7)
    days = daily("coins.spent", "2025-11-16", 9, 4)
    assert reading("peak(coins.spent, 30d)", week).value is None
    assert reading("peak(coins.spent, 30d)", days, week).value == 9
