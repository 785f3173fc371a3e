"""The facts of a base a stretch at a time: the same rows whether or not they go in few bits."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from kb.packed_rows import COLUMNS, stretches
from kb.visible import STORED

PLAIN = (7, 20_000, 20_000 * 86_400 + 86_399, 1, 2, -1.5, 3)
UNUSUAL = {
    "a day before 1970": (7, -20_000, 86_399, 1, 2, 0.1, 0),
    "known three hundred years later": (7, 20_000, 2**34 + 20_000 * 86_400, 1, 2, 0.1, 1),
    "a span of many years": (7, 20_000, 20_000 * 86_400, 2**14, 2, 0.1, 1),
    "one of many units": (7, 20_000, 20_000 * 86_400, 1, 2**12, 0.1, 1),
}


@pytest.fixture
def base():
    """A table of facts, and a way of adding one under a row id."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE TABLE fact (id INTEGER PRIMARY KEY, strand_id, as_of, known_at, span, unit_id, "
        "value REAL, publication)"
    )

    def add(*rows):
        connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        plain = connection.execute(f"SELECT {COLUMNS} FROM fact ORDER BY id").fetchall()
        return connection, np.array(plain, dtype=STORED)

    return add


@pytest.mark.parametrize("row", [PLAIN, *UNUSUAL.values()], ids=["a plain one", *UNUSUAL])
def test_a_fact_is_read_as_it_is_stored(base, row):
    connection, plain = base((1, *PLAIN), (2, *row), (3, *PLAIN))
    assert np.concatenate(list(stretches(connection, 0, 3))).tobytes() == plain.tobytes()


def test_a_missing_row_leaves_a_gap(base):
    connection, plain = base((1, *PLAIN), (3, *PLAIN))
    found = np.concatenate(list(stretches(connection, 0, 3)))
    assert found["id"].tolist() == [1, 3]
    assert found.tobytes() == plain.tobytes()


@pytest.mark.parametrize("odd", [None, "a word", 2**40])
def test_what_is_no_such_number_is_refused(base, odd):
    connection, _ = base((1, *PLAIN))
    connection.execute("UPDATE fact SET as_of = ?", (odd,))
    with pytest.raises((TypeError, ValueError, OverflowError)):
        list(stretches(connection, 0, 1))
