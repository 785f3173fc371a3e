"""How numbers are written."""

from __future__ import annotations

import pytest

from engine.words import numbers
from kb.clock import day_number, moment_number
from tests.every import every


@every(
    ("style", "value", "text"),
    [
        ("percent", 0.0413, "4.13%"),
        ("percent", 0.444, "44.4%"),
        ("percent", 0.05, "5%"),
        ("percent", -0.0378, "−3.78%"),
        ("percent", 0.0, "0%"),
        ("points", 0.511, "51.1 pp"),
        ("points", -0.0023, "−0.23 pp"),
        ("basis_points", 0.00125, "12.5 bp"),
        ("basis_points", -0.0050, "−50 bp"),
        ("dollars", 9.412e10, "$94.1bn"),
        ("dollars", -1.1129e9, "−$1.11bn"),
        ("dollars", 1.1186e12, "$1.12tn"),
        ("dollars", 492.1e6, "$492m"),
        ("dollars", 999_999, "$999,999"),
        ("dollars", 0.0, "$0"),
        ("price", 92_215.14, "$92,215"),
        ("price", 0.4567, "$0.46"),
        ("price", -34_203.0, "−$34,203"),
        ("coins", 815_000, "815,000"),
        ("coins", -405_000, "−405,000"),
        ("coins", 6.25, "6.25"),
        ("times", 21.04, "21.0 times"),
        ("times", 1.6435, "1.64 times"),
        ("plain", 99.5912, "99.59"),
        ("count", 12_345.4, "12,345"),
        ("days", 31.2, "31 days"),
        ("days", 1.0, "1 day"),
        ("days", 6.12, "6.1 days"),
        ("days", 86_205, "236 years"),
    ],
)
def test_a_value_is_written_as_a_reader_expects_it(style, value, text):
    assert getattr(numbers, style)(value) == text


@pytest.mark.parametrize(
    "style", ["percent", "points", "basis_points", "dollars", "times", "plain"]
)
def test_a_fall_too_small_to_show_has_no_minus(style):
    assert "−" not in getattr(numbers, style)(-1e-13)


@pytest.mark.parametrize("style", ["percent", "points", "basis_points", "times", "plain", "coins"])
def test_the_sign_is_a_minus_and_no_hyphen(style):
    text = getattr(numbers, style)(-31.0)
    assert text.startswith("−")
    assert "-" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(999.96e6, "$1.00bn"), (999.96e9, "$1.00tn"), (999_999.9, "$1.00m"), (-1e12, "−$1tn")],
)
def test_an_amount_that_rounds_up_takes_the_next_unit(value, text):
    """$1,000m and $1,000,000 would be the same amounts in clumsier words."""
    assert numbers.dollars(value) == text


def test_dates_are_written_in_words_and_in_iso_form():
    day = day_number("2025-11-07")
    assert numbers.date_text(day) == "7 November 2025"
    assert numbers.iso_date(day) == "2025-11-07"


def test_moments_are_utc_and_say_so():
    moment = moment_number("2025-11-17T23:59:59Z")
    assert numbers.moment(moment) == "2025-11-17 23:59 UTC"
    assert numbers.iso_moment(moment) == "2025-11-17T23:59:59Z"


def test_a_range_shows_its_ends_behind_the_middle():
    assert numbers.ranged(0.05, 0.10, 0.20, numbers.percent) == "10% (5% to 20%)"


def test_a_range_whose_ends_print_alike_is_one_number():
    assert numbers.ranged(0.10001, 0.10002, 0.10003, numbers.percent) == "10.0%"


def test_a_range_says_in_how_many_scenarios_there_is_no_value():
    without = numbers.none_in(4, 65, "no stop")
    text = numbers.ranged(0.1, 0.2, 0.3, numbers.percent, without)
    assert text == "20% (10% to 30%; no stop in 4 of 65 scenarios)"
    assert numbers.none_in(0, 65) == ""
