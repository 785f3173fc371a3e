"""Numbers as people and programs write them."""

from __future__ import annotations

import pytest

from kb.written_numbers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", 1234.5), ("1,234.5", 1234.5), ("-1,234,567", -1234567), ("−5", -5), ("+.5", 0.5),
        ("−1,111.7", -1111.7), ("3.", 3), ("5e-05", 5e-05), ("1E+16", 1e16), ("0", 0),
    ],
)  # fmt: skip
def test_a_number_is_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is missing"), ("nan", "not a finite number"), ("-Infinity", "not a finite number"),
        ("n/a", "not a finite number"), ("1e999", "too large"), ("1,5", "decimal comma; write 1.5"),
        ("1_000", "is not a number"), ("1,23,456", "is not a number"), ("$5", "is not a number"),
        ("90 %", "unit in its own column"), ("٣", "is not a number"), ("0x10", "is not a number"),
        ("--5", "is not a number"), ("1 000", "is not a number"), ("1.2.3", "is not a number"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        read_number(text)
