"""How many observations a calendar expects, and how far apart they may lie."""

from __future__ import annotations

import pytest

from engine.measures.calendar import days_expected, longest_gap
from kb.clock import day_number
from tests.worlds import CATALOG

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
    series = UTC.model_copy(update={"cadence": cadence})
    assert days_expected(series, MONDAY - 182, MONDAY) == days


def test_neighbours_are_a_day_apart_or_a_long_weekend_or_a_month():
    assert (longest_gap(UTC), longest_gap(US), longest_gap(WEEKLY)) == (1, 4, 10)
    slower = {"monthly": 40, "quarterly": 100, "irregular": 1}
    for cadence, gap in slower.items():
        assert longest_gap(UTC.model_copy(update={"cadence": cadence})) == gap
