"""Business days by the holidays there really are, and hours of the day in a place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

import numpy as np
import pytest

from kb.calendars import (
    Calendar,
    business_days,
    instant,
    is_business_day,
    next_business_day,
    shifted,
)
from kb.clock import day_number
from tests.every import every


@every(
    ("calendar", "day", "works"),
    [
        ("us", "2025-11-27", False),  # Thanksgiving
        ("us", "2025-11-11", True),  # Veterans Day: the exchange is open
        ("fed", "2025-11-11", False),
        ("us", "2025-04-18", False),  # Good Friday
        ("fed", "2025-04-18", True),
        ("us", "2025-01-09", False),  # the day of mourning for President Carter
        ("us", "2012-10-29", False),  # Hurricane Sandy
        ("japan", "2025-11-24", False),  # the Monday after a holiday on a Sunday
        ("japan", "2026-01-02", False),  # the exchange's own New Year
        ("london", "2025-12-26", False),
        ("weekdays", "2025-12-25", True),
        ("weekdays", "2025-12-27", False),
        ("utc", "2025-12-27", True),
    ],
)
def test_a_calendar_knows_its_holidays(calendar, day, works):
    assert bool(is_business_day(calendar, day_number(day))) is works


def test_the_days_between_two_days_are_counted_without_the_first_one():
    monday, friday = day_number("2025-11-24"), day_number("2025-11-28")
    assert business_days("us", monday, friday) == 3
    assert business_days("utc", monday, friday) == 4
    assert business_days("us", friday, friday) == 0


def test_many_windows_are_counted_at_once():
    ends = np.arange(day_number("2025-11-24"), day_number("2025-12-01"))
    one_by_one = [int(business_days("us", end - 7, end)) for end in ends.tolist()]
    assert business_days("us", ends - 7, ends).tolist() == one_by_one


def test_the_next_business_day_is_counted_from_a_day_of_rest_too():
    assert shifted(date(2025, 11, 21), 1, "japan") == date(2025, 11, 25)
    assert shifted(date(2025, 11, 22), 1, "japan") == date(2025, 11, 25)
    assert shifted(date(2025, 11, 22), 0, "japan") == date(2025, 11, 22)
    days = [day_number("2025-11-25"), day_number("2025-11-26")]  # before Thanksgiving
    after = [day_number("2025-11-28"), day_number("2025-12-01")]
    assert next_business_day("us", days, 2).tolist() == after


@pytest.mark.parametrize("calendar", get_args(Calendar))
def test_every_calendar_works_on_most_days(calendar):
    year = business_days(calendar, day_number("2024-12-31"), day_number("2025-12-31"))
    assert 240 < int(year) <= 365


@pytest.mark.parametrize(
    ("day", "at", "when"),
    [
        (date(2025, 11, 17), "18:00 America/New_York", datetime(2025, 11, 17, 23, tzinfo=UTC)),
        (date(2025, 7, 17), "18:00 America/New_York", datetime(2025, 7, 17, 22, tzinfo=UTC)),
        (date(2025, 11, 18), "09:30 Asia/Tokyo", datetime(2025, 11, 18, 0, 30, tzinfo=UTC)),
        (date(2025, 11, 18), "03:00 UTC", datetime(2025, 11, 18, 3, tzinfo=UTC)),
        (date(2025, 11, 18), "24:00 UTC", datetime(2025, 11, 18, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_hour_of_a_place_is_a_moment_of_the_world_in_summer_and_in_winter(day, at, when):
    assert instant(day, at) == when


@pytest.mark.parametrize("at", ["18:00", "25:00 UTC", "18:00 Mars/Olympus", "evening UTC", ""])
def test_what_is_no_hour_of_a_place_is_refused(at):
    with pytest.raises(ValueError, match="is no hour and place; write one like 18:00 America"):
        instant(date(2025, 11, 17), at)
