"""Odds of a cut from futures, and the basis: against days counted one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.computed.market import reading
from tests.worlds import QUICK, told

ODDS, FUTURE, MEETING = "policy.cut_odds", "policy.fed_funds_future", "calendar.fomc"
DAY = "2025-10-20"


def mean_rate(length: int, until: int, before: float, after: float) -> float:
    """The mean of a month, day by day."""
    days = [before if day <= until else after for day in range(1, length + 1)]
    return sum(days) / length


def meeting(day: str) -> object:
    return told(MEETING, "2025-01-02", 1, "federal_reserve", about=day)


MEETINGS = [meeting("2025-10-29"), meeting("2025-12-10")]


def futures(october: float, november: float) -> list[object]:
    return [
        told(FUTURE, DAY, 1 - october, "cme", about="2025-10-31"),
        told(FUTURE, DAY, 1 - november, "cme", about="2025-11-30"),
    ]


def test_a_month_without_a_meeting_gives_the_rate_after_it() -> None:
    """October at 95.895 and November at 96.115: (31 · 4.105 − 2 · 3.885) / 29 = 4.120 before."""
    found = reading(ODDS, MEETINGS, futures(0.04105, 0.03885), on=DAY)
    assert found.value == pytest.approx((0.04120172 - 0.03885) / 0.0025, abs=1e-4)
    assert found.target == 20_390  # 29 October 2025
    assert len(found.facts) == 4


@QUICK
@given(st.floats(0, 1))
def test_the_odds_that_were_put_in_come_out(odds: float) -> None:
    after = 0.0412 - odds * 0.0025
    month = mean_rate(31, 29, 0.0412, after)
    assert reading(ODDS, MEETINGS, futures(month, after), on=DAY).value == pytest.approx(
        odds, abs=1e-9
    )


def test_where_the_next_month_has_a_meeting_too_the_effective_rate_stands_before() -> None:
    day = "2025-09-10"
    month = mean_rate(30, 17, 0.0433, 0.0433 - 0.8 * 0.0025)
    facts = [
        meeting("2025-09-17"), *MEETINGS,
        told(FUTURE, day, 1 - month, "cme", about="2025-09-30"),
        told("policy.effective_rate", "2025-09-09", 0.0433, "new_york_fed"),
    ]  # fmt: skip
    assert reading(ODDS, facts, on=day).value == pytest.approx(0.8, abs=1e-9)


def test_two_days_after_a_meeting_say_too_little_of_it() -> None:
    rate = told("policy.effective_rate", "2025-10-17", 0.0412, "new_york_fed")
    october = futures(0.0411, 0.0387)[:1]
    assert reading(ODDS, MEETINGS, october, rate, on=DAY).value is None


def test_more_than_one_step_is_certain_and_a_rise_is_no_cut() -> None:
    assert reading(ODDS, MEETINGS, futures(0.0411, 0.0372), on=DAY).value == 1.0
    assert reading(ODDS, MEETINGS, futures(0.0412, 0.0437), on=DAY).value == 0.0


def test_odds_that_are_quoted_speak_first() -> None:
    quoted = told(ODDS, DAY, 0.98, "cme_fedwatch", about="2025-10-29")
    found = reading(ODDS, MEETINGS, futures(0.04105, 0.03885), quoted, on=DAY)
    assert (found.value, found.source) == (0.98, "cme_fedwatch")


def test_the_basis_is_the_premium_made_annual() -> None:
    """102,000 for a future 90 days ahead of a coin at 100,000: 2 % in 90 days, 8.11 % a year."""
    day = "2025-09-30"
    facts = [
        told("price.close", day, 100_000, "binance"),
        told("derivatives.future_close", day, 102_000, "deribit", about="2025-12-29"),
        told("derivatives.future_close", day, 105_000, "deribit", about="2026-03-27"),
        told("derivatives.future_close", day, 100_400, "deribit", about="2025-10-31"),
    ]
    found = reading("derivatives.basis", facts, on=day)
    assert found.value == pytest.approx(0.0811111, abs=1e-7)
    assert sorted(found.facts) == [1, 2]


def test_a_spot_of_another_day_makes_no_basis() -> None:
    facts = [
        told("price.close", "2025-09-29", 100_000, "binance"),
        told("derivatives.future_close", "2025-09-30", 102_000, "deribit", about="2025-12-29"),
    ]
    assert reading("derivatives.basis", facts, on="2025-09-30").value is None
