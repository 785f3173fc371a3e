"""A file into the base: all of it, none of it, or the good rows with the bad ones beside."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date

import pytest

from kb.intake import RowsRejected, add_file
from kb.store import StoreError
from tests.kb.asked import batches, head, value

TODAY = date(2025, 11, 21)
HEADER = "series,as_of,value,unit,source\n"
THEN = {"as_of": "2025-11-20", "known_at": "2025-11-21"}


def row(day, value=1, unit="USD m", source="desk"):
    return f"etf.net_flow,2025-11-{day:02},{value},{unit},{source}\n"


@pytest.fixture
def add(kb, write):
    def run(text, name="desk.csv", **options):
        return add_file(kb, write(text, name), today=TODAY, **options)

    return run


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    """Chunks of three rows, so that a short file crosses their borders."""
    monkeypatch.setattr("kb.taking.CHUNK", 3)


def test_a_file_becomes_a_batch_of_its_name(kb, add):
    intake = add(HEADER + "".join(row(day) for day in range(1, 9)))
    assert (intake.name, intake.receipt.added, intake.rejected) == ("desk.csv", 8, 0)
    assert batches(kb)[0].label == "desk.csv"


def test_a_file_added_twice_adds_nothing(kb, add):
    text = HEADER + "".join(row(day) for day in range(1, 9))
    add(text)
    again = add(text).receipt
    assert (again.batch, again.added, again.skipped) == (None, 0, 8)


def test_bad_rows_reject_the_file_each_with_its_line_and_reason(kb, add):
    text = HEADER + row(1) + row(2, "nan") + row(3) + row(4) + row(5, unit="percent") + row(6)
    with pytest.raises(RowsRejected) as refused:
        add(text)
    assert str(refused.value).split("\n  ") == [
        "desk.csv: 2 rows are not facts, nothing was added; correct the file, or pass --keep-good "
        "to add the other rows",
        "desk.csv line 3: value 'nan' is not a finite number; leave the whole row out where "
        "nothing is known",
        "desk.csv line 6: unit 'percent' is not known for etf.net_flow; write USD, USD k, USD m, "
        "USD bn or USD tn",
    ]
    assert batches(kb) == []


def test_of_many_bad_rows_the_first_are_named_and_the_others_counted(add):
    with pytest.raises(RowsRejected) as refused:
        add(HEADER + row(1, "?") * 1_234)
    lines = str(refused.value).split("\n  ")
    assert "1,234 rows are not facts" in lines[0]
    assert (len(lines), lines[-1]) == (22, "and 1,214 more")


def test_a_conflict_is_named_by_its_line_too(kb, add):
    add(HEADER + row(5))
    with pytest.raises(RowsRejected, match=r"line 7: two values .* 1 USD m in batch 1 and 2 USD m"):
        add(HEADER + "".join(row(day) for day in (1, 2, 3, 4, 5)) + row(5, 2))
    assert kb.last_batch() == 1


def test_good_rows_are_kept_and_bad_ones_written_beside(kb, add, tmp_path):
    text = HEADER + row(1) + row(2, "nan") + row(3) + row(3, 9) + "a,b\n" + row(4, "1,5")
    intake = add(text, keep_good=True)
    assert (intake.receipt.added, intake.receipt.skipped, intake.rejected) == (2, 0, 4)
    assert intake.rejected_file == tmp_path / "desk.rejected.csv"
    with intake.rejected_file.open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["series", "as_of", "value", "unit", "source", "reason"]
    assert [len(cells) for cells in rows] == [6, 6, 6, 7]
    assert [cells[-1].partition(" ")[0] for cells in rows] == ["value", "two", "the", "the"]
    assert sorted(file.name for file in tmp_path.iterdir() if "rejected" in file.name) == [
        "desk.rejected.csv"
    ]


def test_rejected_rows_once_mended_can_be_added(kb, add, tmp_path):
    rejected = add(HEADER + row(1) + row(2, "?"), keep_good=True).rejected_file
    mended = rejected.read_text().replace("?", "7")
    assert add(mended, "mended.csv").receipt.added == 1
    assert value(kb, "etf.net_flow", **THEN) == 7e6


def test_a_row_rejected_again_bears_only_its_newest_reason(add):
    text = HEADER.replace("source", "reason,source") + row(1, "?").replace(
        "desk", "old reason,desk"
    )
    rejected = add(text, keep_good=True).rejected_file
    assert rejected.read_text().count("reason") == 1
    assert "old" not in rejected.read_text()


def test_rejected_lines_of_jsonl_become_rows_of_csv(add):
    text = '{"series": "etf.net_flow", "value": 1, "unit": "ell"}\nnot json\n'
    intake = add(text, "desk.jsonl", source="desk", keep_good=True)
    with intake.rejected_file.open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["series"], first["value"], first["unit"]) == ("etf.net_flow", "1", "ell")
    assert (second["series"], "not JSON" in second["reason"]) == ("not json", True)


def test_without_bad_rows_nothing_is_written_beside(add, tmp_path):
    assert add(HEADER + row(1), keep_good=True).rejected_file is None
    assert not (tmp_path / "desk.rejected.csv").exists()


def test_where_the_bad_rows_cannot_be_written_nothing_is_added(kb, add, tmp_path):
    (tmp_path / "desk.rejected.csv").mkdir()
    with pytest.raises(
        StoreError, match=r"desk.rejected.csv cannot be written .*nothing was added"
    ):
        add(HEADER + row(1) + row(2, "?"), keep_good=True)
    assert batches(kb) == []
    assert not list(tmp_path.glob(".desk*"))


def test_a_batch_that_fails_takes_its_rejected_rows_with_it(kb, add, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("pulled the plug")

    monkeypatch.setattr(kb, "finish", fail)
    with pytest.raises(OSError, match="plug"):
        add(HEADER + row(1) + row(2, "?"), keep_good=True)
    assert not list(tmp_path.glob("*rejected*"))


def test_a_dry_run_says_what_would_happen_and_changes_nothing(kb, add, tmp_path):
    add(HEADER + row(1))
    before = head(kb)
    intake = add(HEADER + "".join(row(day) for day in range(1, 9)), dry_run=True)
    assert (intake.dry_run, intake.receipt.added, intake.receipt.skipped) == (True, 7, 1)
    assert head(kb) == before
    assert kb.connection.execute("SELECT count(*) FROM fact").fetchone() == (1,)


def test_a_dry_run_finds_bad_rows_and_conflicts(add):
    add(HEADER + row(1))
    with pytest.raises(RowsRejected, match="2 rows are not facts, nothing would be added"):
        add(HEADER + row(1, 2) + row(3, "?"), dry_run=True)


def test_a_dry_run_that_keeps_the_good_writes_no_file(add, tmp_path):
    intake = add(HEADER + row(1) + row(2, "?"), dry_run=True, keep_good=True)
    assert (intake.receipt.added, intake.rejected, intake.rejected_file) == (1, 1, None)
    assert not list(tmp_path.glob("*rejected*"))


def test_progress_counts_the_rows_read(add):
    seen = []
    add(HEADER + "".join(row(day) for day in range(1, 9)), progress=seen.append)
    assert seen == [3, 6, 8]


def test_standard_input_is_added_and_its_bad_rows_stay_in_this_folder(kb, tmp_path, monkeypatch):
    text = HEADER + row(1) + row(2, "?")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    monkeypatch.chdir(tmp_path)
    intake = add_file(kb, "-", keep_good=True, today=TODAY)
    assert (intake.name, intake.receipt.added) == ("stdin", 1)
    assert (tmp_path / "stdin.rejected.csv").exists()


def test_a_file_that_cannot_be_read_changes_nothing(kb, add):
    with pytest.raises(StoreError, match=r"desk.csv is not UTF-8"):
        add(HEADER.encode() + row(1).encode() * 9_000 + b"\xff\xff\n")
    assert batches(kb) == []
