"""Workbooks through a map, where openpyxl is there, and where it is not."""

from __future__ import annotations

import sys
from datetime import date, datetime

import pytest

from kb.errors import ReadError
from tests.kb.asked import read_file

MAP = "date: {column: Date}\ncolumns:\n  - {column: Close, series: price.close, unit: USD/coin}\n"


@pytest.fixture
def workbook(tmp_path):
    """A workbook with a title above its table, days as days, and a second sheet."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    book = openpyxl.Workbook()
    for row in (
        ("Closes",), ("Date", "Close", "Note"), (date(2025, 11, 14), 94500.1, None),
        (datetime(2025, 11, 15), 95000, "a"), ("2025-11-16", "-", None), (None, None, None),
    ):  # fmt: skip
        book.active.append(row)
    other = book.create_sheet("other")
    other.append(("Date", "Close"))
    other.append((date(2025, 11, 13), 98000.5))
    book.save(tmp_path / "closes.xlsx")
    return (tmp_path / "closes.xlsx").read_bytes()


def test_a_sheet_is_read_with_its_days(told, workbook, remarks):
    assert told(workbook, f"skip: 1\n{MAP}", name="closes.xlsx") == [
        ("price.close", "2025-11-14", 94500.1), ("price.close", "2025-11-15", 95000),
    ]  # fmt: skip
    assert remarks == ["values missing and passed over: 1", "columns not read: Note"]


def test_a_sheet_goes_by_its_name(told, workbook):
    assert len(told(workbook, f"sheet: other\n{MAP}", name="closes.xlsx")) == 1


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(read, workbook):
    with pytest.raises(ReadError, match=r"has no sheet 'new'; it has Sheet, other"):
        read(workbook, f"sheet: new\n{MAP}", name="closes.xlsx")


def test_what_is_no_workbook_is_refused(read):
    pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    with pytest.raises(ReadError, match=r"closes.xlsx cannot be read as a workbook"):
        read(b"PK\x03\x04 and nothing more", MAP, name="closes.xlsx")


def test_without_openpyxl_it_says_what_to_install(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ReadError, match=r"needs openpyxl: `pip install downdraft\[xlsx\]`, or"):
        read(b"PK\x03\x04", MAP, name="closes.xlsx")


def test_without_a_map_it_says_how_to_read_one(write):
    with pytest.raises(ReadError, match=r"is an Excel workbook; save it as csv, or read it thr"):
        list(read_file(write(b"PK\x03\x04", "closes.xlsx")))
