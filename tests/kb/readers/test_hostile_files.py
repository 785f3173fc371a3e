"""Whatever a file holds, its reader answers with facts, bad rows or one sentence."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.built_in import catalog
from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, Fact
from kb.readers.csv import read_csv
from kb.readers.jsonl import read_jsonl
from kb.readers.opening import looked_at
from kb.readers.table import BadRow

CHECKER = Checker(catalog(), default_source="desk", today=date(2025, 11, 21))
GOOD = [
    "etf.net_flow",
    "btc",
    "2025-12-10",
    "2025-11-13",
    "5",
    "2025-11-20",
    "1",
    "USD",
    "desk",
    "",
]
ODD = st.sampled_from(
    [
        "9999-12-31",
        "0001-01-01",
        "0001-01-01T00:00+14:00",
        "1e308",
        "-0",
        "USD tn",
        "price.close",
        "x",
    ]
)
CELL = st.one_of(st.text(max_size=20), ODD)


def answer(raw: bytes, name: str):
    """The rows of a file, or the sentence."""
    try:
        opened = looked_at(name, f".{name}", io.BufferedReader(io.BytesIO(raw)))
        read = read_jsonl if opened.kind == "jsonl" else read_csv
        rows = [row for _, _, row in read(opened, CHECKER).rows]
    except ReadError as error:
        return [str(error)]
    return [row.reason if isinstance(row, BadRow) else row for row in rows]


def check(rows):
    for row in rows:
        if isinstance(row, str):
            assert row
            assert row.isprintable(), row
        else:
            assert Fact(**row.model_dump()) == row


@pytest.mark.parametrize("name", ["csv", "jsonl"])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=st.binary(max_size=300))
def test_any_bytes(name, raw):
    check(answer(raw, name))


@settings(max_examples=80, deadline=None)
@given(changed=st.dictionaries(st.integers(0, 9), CELL, min_size=1, max_size=3))
def test_any_cells(changed):
    cells = [changed.get(place, cell) for place, cell in enumerate(GOOD)]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    check(answer(f"{','.join(COLUMNS)}\n{quoted}\n".encode("utf-8", "replace"), "csv"))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), ODD),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=3,
)


@settings(max_examples=80, deadline=None)
@given(
    changed=st.dictionaries(
        st.sampled_from([*COLUMNS, "reason", "x"]), JSON, min_size=1, max_size=3
    )
)
def test_any_objects(changed):
    row = {**dict(zip(COLUMNS, GOOD, strict=True)), **changed}
    check(answer(json.dumps(row).encode(), "jsonl"))
