"""A calendar of meetings: a path of rates made up, its contracts averaged, the path found again."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.carry.meetings import meeting_odds
from tests.worlds import QUICK

STEP = 0.0025
DECISIONS = [date(2025, 9, 17), date(2025, 10, 29), date(2025, 12, 10), date(2026, 1, 28)]
MONTHS = [date(2025, month, 1) for month in range(8, 13)] + [date(2026, 1, 1), date(2026, 2, 1)]
RATES = st.lists(st.floats(0.0, 0.08), min_size=5, max_size=5).map(np.array)


def averaged(rates, months=MONTHS):
    """Contracts that agree with a rate before, between and after the four decisions."""
    strip = {}
    for month in months:
        passed = sum(day < month for day in DECISIONS)
        day = next((d.day for d in DECISIONS if d.replace(day=1) == month), None)
        n = monthrange(month.year, month.month)[1]
        m = n if day is None else day - 1
        after = rates[min(passed + 1, 4)]
        strip[month] = (m * rates[passed] + (n - m) * after) / n
    return strip


@QUICK
@given(RATES)
def test_a_path_of_rates_is_found_again_from_its_contracts(rates):
    found = meeting_odds(averaged(rates), DECISIONS, STEP)
    assert found.before == pytest.approx(rates[:-1], abs=1e-12)
    assert found.after == pytest.approx(rates[1:], abs=1e-12)
    assert found.steps == pytest.approx(np.diff(rates) / STEP, abs=1e-9)
    assert found.gap[[1, 3]] == pytest.approx([0.0, 0.0], abs=1e-12)


@QUICK
@given(RATES)
def test_without_the_month_before_a_run_is_solved_backwards(rates):
    found = meeting_odds(averaged(rates, MONTHS[1:]), DECISIONS, STEP)
    assert found.before == pytest.approx(rates[:-1], abs=1e-12)
    assert np.isnan(found.gap[:2]).all()


def test_two_anchors_that_disagree_are_told_and_not_spread():
    strip = averaged(np.array([0.043, 0.041, 0.039, 0.038, 0.037]))
    moved = strip | {date(2026, 2, 1): strip[date(2026, 2, 1)] + 0.0002}
    clean, off = (meeting_odds(s, DECISIONS, STEP) for s in (strip, moved))
    assert off.gap[3] == pytest.approx(-0.0002)
    assert off.after.tolist() == clean.after.tolist()


def test_many_days_are_solved_at_once():
    rates = np.linspace(0.03, 0.05, 10).reshape(5, 2)
    found = meeting_odds(averaged(rates), DECISIONS, STEP)
    alone = meeting_odds(averaged(rates[:, 1]), DECISIONS, STEP)
    assert found.steps.shape == (2, 4)
    assert found.steps[1] == pytest.approx(alone.steps)


def test_a_month_that_begins_with_the_decision_needs_the_month_before():
    strip = {date(2023, 2, 1): 0.0457, date(2023, 3, 1): 0.0464}
    with pytest.raises(ValueError, match=r"^averages lacks 2023-01: .* says nothing of the rate"):
        meeting_odds(strip, [date(2023, 2, 1)], STEP)
    found = meeting_odds(strip | {date(2023, 1, 1): 0.0433}, [date(2023, 2, 1)], STEP)
    assert found.after == pytest.approx([0.0457])


@pytest.mark.parametrize(
    ("months", "decisions", "sentence"),
    [
        (
            [9],
            [date(2025, 9, 3), date(2025, 9, 17)],
            "decisions has 2025-09-03 and 2025-09-17: one",
        ),
        ([9], [date(2025, 9, 17)], "averages has neither 2025-08 nor 2025-10: no month without a"),
        ([8, 10], [date(2025, 10, 29)], "averages lacks 2025-09: months follow each other"),
        ([8, 9], [date(2025, 10, 29)], "averages lacks 2025-10, the month of the decision on"),
        ([8], [], "decisions is empty: give the days of the meetings"),
        ([], [date(2025, 9, 17)], "averages is empty: give the rate of each contract month"),
    ],
)
def test_a_calendar_that_cannot_be_solved_is_refused(months, decisions, sentence):
    strip = {date(2025, month, 1): 0.04 for month in months}
    with pytest.raises(ValueError, match=f"^{sentence}"):
        meeting_odds(strip, decisions, STEP)


def test_a_contract_is_named_by_the_first_of_its_month_and_holds_a_number():
    with pytest.raises(ValueError, match=r"^averages has 2025-09-17: write the first day"):
        meeting_odds({date(2025, 9, 17): 0.04}, [date(2025, 9, 17)], STEP)
    with pytest.raises(ValueError, match=r"^averages 2025-09 is nan"):
        meeting_odds({date(2025, 9, 1): np.nan}, [date(2025, 9, 17)], STEP)
