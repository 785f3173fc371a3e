"""Facts out of the pages of a file are what SQLite gives, or are left to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.packed_rows import by_sqlite
from kb.table_pages import table_pages

COLUMNS = "id, batch_id, strand_id, as_of, known_at, span, value, unit_id, note"
DAY = 86_400
PLAIN = (1, 300, 20_000, 20_000 * DAY + DAY - 1, 1, -1.5, 2, "")


def table(path, *, page=4096):
    """An open base whose only table is that of facts, as older bases have it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {page}")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE fact (id INTEGER PRIMARY KEY, batch_id INTEGER, strand_id INTEGER, "
        "as_of INTEGER, known_at INTEGER, span INTEGER, value REAL, unit_id INTEGER, note TEXT)"
    )
    return connection


def add(connection, rows, *, publication=False):
    columns = f"{COLUMNS}, publication" if publication else COLUMNS
    marks = ", ".join("?" * len(columns.split(",")))
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO fact ({columns}) VALUES ({marks})", rows)
    connection.execute("COMMIT")


def with_publication(connection):
    connection.execute("ALTER TABLE fact ADD COLUMN publication INTEGER NOT NULL DEFAULT 0")


def both(path, first, last):
    """The bytes of a stretch out of pages, None where they are left to SQLite, and those of it."""
    with closing(sqlite3.connect(path)) as connection, table_pages(str(path)) as pages:
        assert pages is not None
        found = pages.stretch(first, last)
        theirs = np.concatenate(list(by_sqlite(connection, first, last)))
        return found and found.rows.tobytes(), theirs.tobytes()


NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.1, 127.0, 128.0, -32_768.0, 8_388_608.0, 1e300]),
    st.integers(-(2**50), 2**50).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
)
SMALL = st.one_of(st.sampled_from([0, 1, 127, 128, 2**15, 2**23, 2**31 - 1]), st.integers(0, 2000))
FACTS = st.tuples(
    SMALL, SMALL, SMALL, st.integers(-(2**33), 2**33), SMALL, NUMBERS, SMALL,
    st.one_of(st.just(""), st.text("aß€", max_size=90)),
)  # fmt: skip


@pytest.mark.parametrize("page", [1024, 65_536])
@settings(max_examples=20, deadline=None, suppress_health_check=[*HealthCheck])
@given(facts=st.lists(FACTS, min_size=1, max_size=60), cut=st.integers(0, 59))
def test_a_stretch_is_what_sqlite_gives(tmp_path_factory, page, facts, cut):
    path = tmp_path_factory.mktemp("pages") / "base.db"
    older = min(cut, len(facts))
    with closing(table(path, page=page)) as connection:
        add(connection, [(n, *fact) for n, fact in enumerate(facts[:older], 1)])
        with_publication(connection)
        newer = [(n, *fact, n % 4) for n, fact in enumerate(facts[older:], older + 1)]
        add(connection, newer, publication=True)
    first = min(cut, len(facts) - 1)
    for asked in ((0, len(facts)), (first, len(facts)), (0, first)):
        ours, theirs = both(path, *asked)
        assert ours == theirs


def test_a_table_of_many_pages_is_read_from_its_root(tmp_path):
    path = tmp_path / "base.db"
    with closing(table(path, page=512)) as connection:
        with_publication(connection)
        rows = ((n, *PLAIN[:5], n / 7, *PLAIN[6:], n % 3) for n in range(1, 30_001))
        add(connection, rows, publication=True)
    for asked in ((0, 30_000), (1, 2), (7_999, 21_003), (29_999, 30_000)):
        ours, theirs = both(path, *asked)
        assert ours == theirs


def test_it_tells_whether_any_has_a_note(tmp_path):
    path = tmp_path / "base.db"
    with closing(table(path)) as connection:
        with_publication(connection)
        add(connection, [(1, *PLAIN), (2, *PLAIN[:-1], "seen"), (3, *PLAIN)])
    with table_pages(str(path)) as pages:
        noted = [pages.stretch(first, first + 1).noted for first in range(3)]
    assert noted == [False, True, False]


ODD = {
    "a missing row": [(1, *PLAIN), (3, *PLAIN)],
    "a number that is none": [(1, 1, 1, None, *PLAIN[3:]), (2, *PLAIN), (3, *PLAIN)],
    "more than goes in": [(1, 1, 2**40, *PLAIN[2:]), (2, *PLAIN), (3, *PLAIN)],
    "a note of many pages": [(1, *PLAIN[:-1], "long " * 900), (2, *PLAIN), (3, *PLAIN)],
    "a note that is no text": [(1, *PLAIN[:-1], b"raw"), (2, *PLAIN), (3, *PLAIN)],
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_what_is_not_as_expected_is_left_to_sqlite(tmp_path, rows):
    path = tmp_path / "base.db"
    with closing(table(path)) as connection:
        with_publication(connection)
        add(connection, rows)
    with table_pages(str(path)) as pages:
        assert pages.stretch(0, 3) is None


def test_a_file_with_changes_in_a_log_is_left_to_sqlite(tmp_path):
    path = tmp_path / "base.db"
    with closing(table(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with_publication(connection)
        with table_pages(str(path)) as pages:
            assert pages is None
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        add(connection, [(1, *PLAIN)])
        with table_pages(str(path)) as pages:
            assert pages is None


def test_what_is_written_while_it_is_read_does_not_touch_the_pages(tmp_path):
    path = tmp_path / "base.db"
    with closing(table(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with_publication(connection)
        add(connection, [(n, *PLAIN) for n in range(1, 200)])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with table_pages(str(path)) as pages:
            before = pages.stretch(0, 199).rows.tobytes()
            connection.execute("UPDATE fact SET value = 7")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            assert pages.stretch(0, 199).rows.tobytes() == before


def test_no_base_and_one_in_memory_have_no_pages(tmp_path):
    for file in ("", str(tmp_path / "none.db")):
        with table_pages(file) as pages:
            assert pages is None
