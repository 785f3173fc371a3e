"""A briefing as csv and as a workbook: canonical numbers, no formulas, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from engine.briefing.render import document, render
from engine.briefing.sheets.csv_text import csv_of
from kb.errors import StoreError
from kb.store import KnowledgeBase
from tests import published
from tests.briefing.past import past
from tests.desk import ORDER, book_of, composed, edited, facts

MALICE = edited(ORDER, "  Price", "  =HYPERLINK(A)")


@pytest.fixture(scope="module")
def briefing():
    with KnowledgeBase.in_memory() as base:
        base.add(past())
        yield composed(base, book_of())


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sheets(content: str | bytes) -> dict[str, list[tuple[object, ...]]]:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    assert isinstance(content, bytes)
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_csv_tells_each_quantity_with_its_day_its_source_and_its_facts(briefing):
    rows = {row["quantity"]: row for row in read(render(briefing, "csv"))}
    flow = next(row for name, row in rows.items() if row["unit"] == "USD" and row["mid"])
    assert float(flow["low"]) <= float(flow["mid"]) <= float(flow["high"])
    assert flow["as_of"].startswith("2025-11-")
    assert flow["source"]
    assert flow["facts"].startswith("F")


def test_csv_has_every_row_of_the_answer_and_an_unknown_one_empty():
    with KnowledgeBase.in_memory() as base:
        base.add(each for each in facts() if each.series != "policy.cut_odds")
        told = composed(base, book_of())
    rows = [row for row in read(render(told, "csv")) if row["table"] == "answer"]
    assert len(rows) == sum(len(row.quantities) for row in told.run.book.order.answer)
    assert any(row["mid"] == "" for row in rows)
    assert all("unknown" not in row.values() for row in rows)


@pytest.mark.parametrize("begun", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", " =1", "\r=1"])
def test_no_text_is_taken_for_a_formula_and_a_negative_number_stays_one(begun):
    [row] = read(csv_of(("label", "number"), [(begun, -1.5)]))
    assert row["label"].startswith("'")
    assert row["number"] == "-1.5"


def test_a_workbook_has_its_sheets_with_numbers_as_numbers(briefing):
    found = sheets(document(briefing, "xlsx"))
    assert list(found) == ["front", "answer", "findings", "levels", "evidence"]
    head, first, *_ = found["answer"]
    row = dict(zip(head, first, strict=True))
    [same] = [
        r for r in read(render(briefing, "csv"))
        if r["table"] == "answer" and r["quantity"] == row["quantity"]
    ]  # fmt: skip
    assert row["mid"] == float(same["mid"])
    assert len(found["findings"]) == 1 + len(briefing.run.book.pages)
    assert len(found["evidence"]) == 1 + len(briefing.evidence)
    assert any(isinstance(row[2], int | float) for row in found["evidence"][1:])


def test_no_cell_of_a_workbook_is_a_formula():
    openpyxl = pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        content = document(composed(base, book_of(**{"briefing.yaml": MALICE})), "xlsx")
    cells = [
        cell for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets
        for row in sheet.iter_rows() for cell in row
    ]  # fmt: skip
    assert any(cell.value == "=HYPERLINK(A)" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_the_same_briefing_is_the_same_workbook_byte_for_byte(briefing, monkeypatch):
    pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    first = document(briefing, "xlsx")
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert document(briefing, "xlsx") == first


def test_without_openpyxl_it_says_what_to_install(briefing, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(StoreError, match=r"needs openpyxl: `pip install downdraft\[xlsx\]`, or"):
        document(briefing, "xlsx")


def test_the_front_page_is_told_in_the_same_numbers_to_programs_and_to_spreadsheets():
    day = published.briefing("2025-11-17")
    told = {r["quantity"]: r for r in read(render(day, "csv")) if r["table"] == "front"}
    rows = json.loads(published.document("2025-11-17", "json"))["front"]["rows"]
    assert len(rows) == len(told) > 5
    for row, (label, line) in zip(rows, told.items(), strict=True):
        assert row["label"].startswith(label)
        assert row["value"]["mid"] == float(line["mid"])
        assert (row["as_of"], row["source"]) == (line["as_of"], line["source"])
