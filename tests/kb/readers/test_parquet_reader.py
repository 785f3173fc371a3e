"""parquet, read through pyarrow: a stand-in plays it here, since few have it installed."""

from __future__ import annotations

import sys
from datetime import date, datetime
from types import ModuleType, SimpleNamespace

import pytest

from kb.errors import ReadError
from kb.facts import Fact
from tests.kb.asked import read_file

GOOD = {
    "series": "etf.net_flow", "as_of": datetime(2025, 11, 13), "value": -867.0, "unit": "USD m",
    "source": "desk", "span": 5.0,
}  # fmt: skip


@pytest.fixture
def holding(monkeypatch, write):
    """A parquet file with these rows, in groups of two."""

    def make(*rows, error=None):
        arrow, parquet = ModuleType("pyarrow"), ModuleType("pyarrow.parquet")
        arrow.ArrowException = type("ArrowException", (Exception,), {})

        def opened(stream):
            if error:
                raise arrow.ArrowException(error)
            groups = [
                SimpleNamespace(to_pylist=lambda n=n: list(rows[n : n + 2]))
                for n in range(0, len(rows), 2)
            ]
            return SimpleNamespace(
                schema_arrow=SimpleNamespace(names=list(rows[0]) if rows else []),
                iter_batches=lambda batch_size: iter(groups),
            )

        parquet.ParquetFile = opened
        monkeypatch.setitem(sys.modules, "pyarrow", arrow)
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", parquet)
        return write(b"PAR1", "desk.parquet")

    return make


def test_rows_are_read_as_data_frames_leave_them(holding):
    gap = {**GOOD, "as_of": date(2025, 11, 14), "span": float("nan")}
    facts = list(read_file(holding(GOOD, gap, GOOD)))
    assert [(fact.value, fact.span) for fact in facts] == [(-867e6, 5), (-867e6, 1), (-867e6, 5)]
    assert facts[0].as_of == date(2025, 11, 13)


def test_a_bad_row_is_named_by_its_place(holding):
    rows = list(read_file(holding(GOOD, GOOD, {**GOOD, "as_of": datetime(2025, 11, 13, 9)})))
    assert isinstance(rows[1], Fact)
    assert (rows[2].line, "is not a date" in rows[2].reason) == (3, True)


def test_an_unknown_column_names_the_nearest(holding):
    with pytest.raises(ReadError, match="column 'valeu' is not known; did you mean 'value'"):
        list(read_file(holding({**GOOD, "valeu": 1})))


def test_a_file_that_pyarrow_refuses_is_one_sentence(holding):
    with pytest.raises(ReadError, match=r"desk.parquet cannot be read as parquet: too short"):
        list(read_file(holding(error="too short")))


def test_without_pyarrow_one_is_told_what_to_install(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReadError, match="needs pyarrow: `pip install pyarrow`, or save it as csv"):
        list(read_file(write(b"PAR1", "desk.parquet")))
