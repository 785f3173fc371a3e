"""How many observations a calendar expects, and how far apart they may lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.measures.calendar import days_expected, follows
from kb.clock import day_number
from tests.worlds import CATALOG, daily, reading

UTC, US, WEEKLY = (CATALOG.get(name) for name in ("price.close", "fund.flow", "survey.mood"))
SATURDAY, MONDAY = day_number("2025-11-15"), day_number("2025-11-17")


@pytest.mark.parametrize(
    ("series", "length", "expected"),
    [(UTC, 7, 7), (UTC, 1, 1), (US, 7, 5), (US, 3, 1), (US, 4, 2), (WEEKLY, 28, 4), (WEEKLY, 3, 1)],
)
def test_a_window_to_monday_expects_the_days_of_its_calendar(series, length, expected):
    assert days_expected(series, MONDAY - length, MONDAY) == expected


def test_a_window_of_nothing_but_a_weekend_still_expects_a_day():
    assert days_expected(US, SATURDAY - 1, SATURDAY) == 1


@pytest.mark.parametrize(
    ("cadence", "days"), [("monthly", 6), ("quarterly", 2), ("irregular", 182)]
)
def test_slower_rhythms_expect_fewer_days(cadence, days):
    series = replace(UTC, cadence=cadence)
    assert days_expected(series, MONDAY - 182, MONDAY) == days


def test_a_holiday_is_no_day_that_is_missing():
    """New York rests on Thanksgiving; the federal government also on the eleventh of November."""
    monday = day_number("2025-12-01")
    assert days_expected(US, monday - 7, monday) == 4
    fed = replace(US, calendar="fed")
    assert days_expected(fed, SATURDAY - 7, SATURDAY) == 4
    assert days_expected(US, SATURDAY - 7, SATURDAY) == 5


def test_the_days_around_a_weekend_and_a_holiday_follow_each_other():
    wednesday, friday = day_number("2025-11-26"), day_number("2025-11-28")
    assert follows(US, wednesday, friday)
    assert follows(US, friday, friday + 3)
    assert not follows(UTC, wednesday, friday)
    assert not follows(US, friday, friday + 4)


@pytest.mark.parametrize(
    ("cadence", "days"), [("weekly", 10), ("monthly", 40), ("quarterly", 100), ("irregular", 1)]
)
def test_slower_rhythms_follow_within_their_gap(cadence, days):
    series = replace(UTC, cadence=cadence)
    assert follows(series, MONDAY - days, MONDAY)
    assert not follows(series, MONDAY - days - 1, MONDAY)


def test_a_friday_carried_over_the_weekend_is_one_day_and_not_three():
    """A file filled forward says on Saturday and Sunday what was said on Friday."""
    days = daily("fund.flow", "2025-11-17", 1.0, 7.0, 7.0, 7.0, 2.0)  # Thursday to Monday
    assert reading("sum(fund.flow, 5d)", days).value == 10.0
    assert reading("mean(fund.flow, 5d)", days).value == pytest.approx(10 / 3)
    assert reading("mean(fund.flow, 5d)", days).coverage == (3, 3)


def test_a_value_of_its_own_on_a_sunday_stays():
    days = daily("fund.flow", "2025-11-17", 1.0, 7.0, None, 6.0, 2.0)
    assert reading("mean(fund.flow, 5d)", days).value == 4.0
