"""The two clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kb.clock import day_date, day_number, moment, moment_number, read_date, read_moment


@pytest.mark.parametrize("day", ["2025-11-13", date(2025, 11, 13), 20_405])
def test_a_day_is_given_in_any_of_three_ways(day):
    assert day_number(day) == 20_405
    assert day_date(20_405) == date(2025, 11, 13)


def test_a_bare_date_of_knowledge_means_its_end():
    assert read_moment("2025-11-13") == datetime(2025, 11, 13, 23, 59, 59, tzinfo=UTC)
    assert moment_number(date(2025, 11, 13)) == moment_number("2025-11-13T23:59:59Z")


def test_a_moment_without_a_zone_is_utc_and_with_one_is_converted():
    assert read_moment("2025-11-13 21:30") == read_moment("2025-11-13T16:30-05:00")


def test_a_fraction_of_a_second_is_never_known_earlier_than_it_says():
    assert read_moment("2025-11-13T00:00:00.001Z").second == 1


def test_seconds_and_moments_are_each_others_inverse():
    assert moment_number(moment(1_763_000_000)) == 1_763_000_000


@pytest.mark.parametrize(
    "text", ["", "13/11/2025", "20251113", "2025-W46-4", "2025-11-31", "２０２５-11-13", "2025-1-1"]
)
def test_a_date_is_written_in_one_way_only(text):
    with pytest.raises(ValueError, match="write"):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-11-13T25:00Z", "2025-11-13T10", "9999-12-31T23:59:59.9-12:00"]
)
def test_a_malformed_moment_is_refused(text):
    with pytest.raises(ValueError, match="write"):
        read_moment(text)
