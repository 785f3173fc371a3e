"""Ranges of readings: an estimate decides a line only where both of its ends do."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.facts import from_readings
from engine.evaluation.ranges import ALONE, along_scenarios
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.pages.assumptions import scenarios
from tests.pages.test_assumptions import parameters

VOLUME, SUPPLY = Request("market.volume"), Request("supply.circulating")
PLAIN = Reading(value=5.0)
OLD = Reading(value=5.0, between=(4.0, 8.0), carried=True)


def spread(request: Request, *readings: Reading, axis=None):
    return along_scenarios(request, from_readings(request, readings), axis or {})


def test_a_reading_without_a_range_stays_one_number() -> None:
    assert spread(VOLUME, PLAIN, PLAIN).values.shape == (2, 1)


def test_a_range_is_its_middle_and_both_ends() -> None:
    found = spread(VOLUME, OLD)
    assert (found.low(0), found.middle(0), found.high(0)) == (4.0, 5.0, 8.0)
    assert found.values.shape == (1, ALONE)


def test_on_the_days_beside_it_nothing_is_assumed() -> None:
    found = spread(VOLUME, PLAIN, OLD)
    assert (found.low(0), found.high(0)) == (5.0, 5.0)


@pytest.mark.parametrize("count", [1, 3, 26])
def test_it_has_the_scenarios_of_the_assumptions_and_meets_both_ends_of_each(count: int) -> None:
    axis = {f"assume.{name}": values for name, values in scenarios(parameters(count)).items()}
    found = spread(VOLUME, OLD, axis=axis).values[0]
    for values in axis.values():
        assert len(values) == len(found)
    if count == 26:  # a column of its own: every pair of ends occurs
        for values in axis.values():
            pairs = set(zip(found[1:].tolist(), values[1:].tolist(), strict=True))
            assert len(pairs) == 4


def test_what_stood_beside_a_peak_is_bounded_by_its_window_and_not_assumed() -> None:
    beside = Request("price.close", "at_peak", ("derivatives.open_interest", 90))
    assert spread(beside, OLD).values.shape == (1, 1)


def test_a_series_goes_to_the_same_end_wherever_it_is_read() -> None:
    before = Request("market.volume", "lag", (1,))
    one, two = (spread(request, OLD).values for request in (VOLUME, before))
    assert np.array_equal(one, two)
