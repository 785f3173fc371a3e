"""Single days of a source: the newest, one that lies back, and what lies between."""

from __future__ import annotations

from tests.worlds import SLIDE, TODAY, reading, told


def test_the_age_is_that_of_the_newest_fact():
    assert reading("peak(price.close, 9d)", SLIDE, on="2025-11-20").age == 3


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


def test_the_days_to_a_date_ahead_are_counted_from_the_day():
    odds = told("odds.cut", "2025-11-14", 0.4, about="2025-12-10")
    assert reading("ahead(odds.cut)", odds).value == 23
    assert reading("ahead(odds.cut)", odds, on="2025-11-15").value == 25


def test_no_date_ahead_is_no_number():
    past = told("odds.cut", "2025-11-14", 0.4, about="2025-11-15")
    assert reading("ahead(odds.cut)", past).value is None
    assert reading("ahead(price.close)", SLIDE).reason == "not_applicable"
