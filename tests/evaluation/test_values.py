"""Values over days and scenarios, and the reason where a day has none."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.facts import from_readings
from engine.evaluation.ranges import along_scenarios
from engine.evaluation.values import Values, along, as_upstream, constant, unknown_values
from engine.measures.reading import CODE, REASONS, Reading, unknown
from engine.measures.request import Request

PRICE = Request("price.close")
RANGE = Values(np.array([[2.0, 1.0, 4.0], [2.0, np.nan, 3.0]]), np.zeros(2, dtype=np.int8))


def test_the_middle_is_the_first_scenario_and_the_ends_are_the_extremes():
    assert (RANGE.middle(0), RANGE.low(0), RANGE.high(0)) == (2, 1, 4)


def test_a_scenario_without_a_value_does_not_count_towards_the_ends():
    assert (RANGE.low(1), RANGE.high(1)) == (2, 3)
    assert [RANGE.without_value(day) for day in (0, 1)] == [0, 1]


def test_readings_become_values_with_their_reasons():
    told = Reading(3.0), unknown("stale", "old"), unknown("missing", "none")
    values = along_scenarios(PRICE, from_readings(PRICE, told), {})
    assert values.known.tolist() == [True, False, False]
    assert [values.reason(day) for day in range(3)] == [None, "stale", "missing"]
    assert values.without_value(1) == 0


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason])
def test_what_is_unknown_on_one_page_is_upstream_on_the_next(reason):
    assert as_upstream(unknown_values(1, reason)).reason(0) == "upstream"


def test_what_is_known_stays_known_on_the_next_page():
    assert as_upstream(constant(5.0, 2)).known.all()


def test_an_assumption_has_the_same_scenarios_on_every_day():
    values = along(np.array([2.0, 1.0, 3.0]), 2)
    assert values.values.tolist() == [[2, 1, 3], [2, 1, 3]]


def test_every_reason_has_its_own_code_and_the_known_days_have_none():
    assert CODE[None] == 0
    assert len(set(CODE.values())) == len(REASONS)
