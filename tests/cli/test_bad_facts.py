"""Bad facts: one clear sentence for each row or file, exit code 1, and a base that is as it was."""

from __future__ import annotations

import pytest

from tests.cli.conftest import GOOD, HEADER

BAD_ROWS = {
    "an unknown series": (
        "price.clse,2025-11-13,99000,USD/coin,,,desk", "nearest: price.close",
    ),
    "a unit that is spelt out": (
        "policy.cut_odds,2025-11-13,44,percent,,,desk",
        "unit 'percent' is not known for policy.cut_odds; write 44 %",
    ),
    "a unit of something else": (
        "policy.cut_odds,2025-11-13,44,USD bn,,,desk",
        "unit 'USD bn' does not fit policy.cut_odds",
    ),
    "no unit": ("price.close,2025-11-13,99000,,,,desk", "unit is missing for price.close"),
    "NaN": ("price.close,2025-11-13,NaN,USD/coin,,,desk", "value 'NaN'"),
    "infinity": ("price.close,2025-11-13,inf,USD/coin,,,desk", "value 'inf'"),
    "a number beyond all": ("price.close,2025-11-13,1e999,USD/coin,,,desk", "value '1e999'"),
    "no number": ("price.close,2025-11-13,high,USD/coin,,,desk", "value 'high'"),
    "a negative price": ("price.close,2025-11-13,-1,USD/coin,,,desk", "is negative"),
    "a price of nothing": (
        "price.close,2025-11-13,0,USD/coin,,,desk", "value '0' is no price; price.close",
    ),
    "odds beyond certainty": (
        "policy.cut_odds,2025-11-13,144,%,,2025-12-10,desk", "value '144' lies outside 0 to 100 %",
    ),
    "a target in the past": (
        "policy.cut_odds,2025-11-13,44,%,,2025-11-01,desk",
        "policy.cut_odds is about 2025-11-01, which lies before its own day 2025-11-13",
    ),
    "a row of the template": (
        "price.close,2025-11-13,99000,USD/coin,,,example", "this is a row of the template",
    ),
    "a malformed date": (
        "price.close,13.11.2025,99000,USD/coin,,,desk",
        "as_of '13.11.2025' is not a date; write it like 2025-11-13",
    ),
    "a day that does not exist": (
        "price.close,2025-11-31,99000,USD/coin,,,desk", "'2025-11-31' is not in the calendar",
    ),
    "a day to come": ("price.close,2999-01-01,99000,USD/coin,,,desk", "lies in the future"),
    "known before it happened": (
        "price.close,2025-11-13,99000,USD/coin,2025-11-12,,desk", "known_at",
    ),
    "a source that is no key": (
        "price.close,2025-11-13,99000,USD/coin,,,The Desk", "source 'The Desk' is not a key",
    ),
    "too many cells": (
        "price.close,2025-11-13,99,000,USD/coin,,,desk", "the row has 8 cells and the header 7",
    ),
    "two values for one fact at one vintage": (
        "price.close,2025-11-17,92001,USD/coin,2025-11-17,,binance",
        "92000 USD/coin in batch 1 and 92001 USD/coin here",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_named_and_its_file_left_out(desk, tmp_path, state, row, problem):
    before = state()
    (tmp_path / "facts.csv").write_text(f"{HEADER}{GOOD}{row}\n")
    said = desk("add", "facts.csv")
    assert (said.code, said.out) == (1, "")
    summary, sentence = said.err.splitlines()
    assert summary.startswith("downdraft: facts.csv: 1 row is not a fact, nothing was added")
    assert sentence.startswith("  facts.csv line 3: ")
    assert problem in sentence
    assert state() == before


def test_two_values_in_one_file_are_named_too(desk, tmp_path, state):
    before = state()
    rows = f"{HEADER}{GOOD}{GOOD.replace('99000', '98000')}"
    (tmp_path / "facts.csv").write_text(rows)
    said = desk("add", "facts.csv")
    assert said.code == 1
    assert "facts.csv line 3: " in said.err
    assert state() == before


def test_every_bad_row_is_named(desk, tmp_path):
    rows = "".join(f"{row}\n" for row, _ in BAD_ROWS.values())
    (tmp_path / "facts.csv").write_text(HEADER + rows)
    said = desk("add", "facts.csv")
    assert [f"line {n}: " in said.err for n in range(2, len(BAD_ROWS) + 2)] == [True] * len(
        BAD_ROWS
    )


BAD_FILES = {
    "an empty file": (b"", "f.csv is empty"),
    "a header and no more": (HEADER.encode(), "f.csv holds no facts"),
    "a binary file": (b"\x00\x01\x02\xff" * 64, "f.csv is a binary file"),
    "a workbook": (b"PK\x03\x04" + b"\x00" * 64, "is a zip archive or an Excel workbook"),
    "a base": (b"SQLite format 3\x00" + b"\x00" * 64, "f.csv is a SQLite file"),
    "UTF-16": (HEADER.encode("utf-16"), "UTF-16, not UTF-8"),
    "no UTF-8": (HEADER.encode() + b"price.close,\xe9\n", "is not UTF-8"),
    "semicolons": (HEADER.replace(",", ";").encode(), "does not separate its columns by commas"),
    "an unknown column": (b"serie,as_of,value,unit\n", "column 'serie' is not known"),
    "a missing column": (b"series,as_of,value\n", "has no column 'unit'"),
    "an open quote": (HEADER.encode() + b'"price.close,1\n', "mend the quotes"),
    "no csv at all": (b"hello\n", "f.csv"),
}


@pytest.mark.parametrize(("content", "problem"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_read_is_one_sentence(desk, tmp_path, state, content, problem):
    before = state()
    (tmp_path / "f.csv").write_bytes(content)
    said = desk("add", "f.csv", "--source", "desk")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("downdraft: ")
    assert problem in said.err
    assert said.err.count("\n") == 1
    assert state() == before


@pytest.mark.parametrize(
    ("name", "problem"),
    [("nowhere.csv", "does not exist; check the name"), ("rules", "is a folder; name the files")],
)
def test_a_file_that_is_not_there_is_one_sentence(desk, state, name, problem):
    before = state()
    said = desk("add", name, "--source", "desk")
    assert said.code == 1
    assert problem in said.err
    assert state() == before


def test_a_good_file_before_a_bad_one_stays_added(desk, tmp_path):
    """Each file is a batch of its own, and says so."""
    (tmp_path / "good.csv").write_text(HEADER + GOOD)
    (tmp_path / "bad.csv").write_text("")
    said = desk("add", "good.csv", "bad.csv")
    assert said.code == 1
    assert "good.csv: 1 added as batch 2" in said.err
    assert "bad.csv is empty" in said.err


@pytest.mark.parametrize("sign", ["\u061c", "\u200e", "\u200f", "\U000e0041", "\ufffa"])
def test_a_sign_that_nobody_sees_is_refused_in_a_note(desk, tmp_path, sign):
    (tmp_path / "f.csv").write_text(f"{HEADER[:-1]},note\n{GOOD[:-1]},all{sign}good\n")
    said = desk("add", "f.csv")
    assert said.code == 1
    assert "note holds control characters" in said.err
