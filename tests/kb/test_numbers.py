"""Numbers as people and programs write them."""

from __future__ import annotations

import pytest

from kb.written_numbers import read_number, ungrouped
from tests.every import every


@every(
    ("text", "number"),
    [
        ("1234.5", 1234.5), ("1,234.5", 1234.5), ("-1,234,567", -1234567), ("−5", -5), ("+.5", 0.5),
        ("−1,111.7", -1111.7), ("3.", 3), ("5e-05", 5e-05), ("1E+16", 1e16), ("0", 0),
    ],
)  # fmt: skip
def test_a_number_is_read(text, number):
    assert read_number(text) == number


@every(
    ("text", "why"),
    [
        ("", "is missing"), ("nan", "not a finite number"), ("-Infinity", "not a finite number"),
        ("n/a", "not a finite number"), ("1e999", "too large"), ("1,5", "decimal comma; write 1.5"),
        ("1_000", "is not a number"), ("1,23,456", "is not a number"), ("$5", "is not a number"),
        ("90 %", "unit in its own column"), ("٣", "is not a number"), ("0x10", "is not a number"),
        ("3,241", "decimal comma or thousands; write 3.241 or 3241"),
        ("-92,215", "write -92.215 or -92215"), ("0,241", "decimal comma; write 0.241"),
        ("(278.1)", r"is -278.1 in brackets; write -278.1, or .*negative: parentheses"),
        ("(1,095.1)", "write -1,095.1, or"), ("-", "marks a missing value; leave the row out, or"),
        ("–", "marks a missing value"), (".", "marks a missing value"),
        ("--5", "is not a number"), ("1 000", "is not a number"), ("1.2.3", "is not a number"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "plain"), [("85,000", "85000"), ("1,234.5", "1234.5"), ("1,73", "1,73"), ("5", "5")]
)
def test_commas_between_thousands_can_be_taken_out(text, plain):
    assert ungrouped(text) == plain
