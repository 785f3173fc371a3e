"""The file and its schema: pages, tables, triggers, references and row numbers of a base."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import cache

from kb.connection import make_in_memory
from kb.history_entries import HistoryEntry
from kb.schema import TABLES
from kb.verify.problem import FILE, SCHEMA, Problem

SHOWN = 10
# What SQLite and sqlite-utils keep for themselves; no answer depends on it.
_NOT_OURS = re.compile(r"sqlite_stat\d|(idx_)?_sqlite_migrations\w*")
_NUMBERED = {
    "series": "id", "source": "id", "unit": "id", "strand": "id", "batch": "id", "run": "n",
    "run_record": "run_n",
    "rendering": "n", "history": "n", "withdrawal": "id",
    "body": "id", "request": "id", "received": "id",
}  # fmt: skip
_ODD = "SELECT {key} FROM {table} WHERE {key} NOT BETWEEN 1 AND (SELECT count(*) FROM {table})"
_GAP = """SELECT place FROM (SELECT {key} AS number, row_number() OVER (ORDER BY {key}) AS place
    FROM {table}) WHERE number <> place LIMIT 1"""
_USED_BY = {
    "series": ("id", "SELECT 1 FROM strand WHERE series_id = series.id", "strand"),
    "source": ("id", "SELECT 1 FROM strand WHERE source_id = source.id", "strand"),
    "strand": ("id", "SELECT 1 FROM fact WHERE strand_id = strand.id", "fact"),
    "body": ("sha256", "SELECT 1 FROM request WHERE request.sha256 = body.sha256", "request"),
    "rulebook": (
        "hash",
        "SELECT rulebook FROM run WHERE rulebook = rulebook.hash UNION ALL "
        "SELECT rulebook FROM history WHERE rulebook = rulebook.hash UNION ALL "
        "SELECT rulebook FROM received WHERE rulebook = rulebook.hash",
        "run or history",
    ),
}
_KEYS = {part.table: (part.of, *part.key) for part in HistoryEntry.PARTS.values()}
_IN_COLUMN = re.compile(r" in (\w+)(?:\.\w+)?$")


def file_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What SQLite itself finds: damaged pages, indexes that disagree, values of a wrong type."""
    for (found,) in connection.execute(f"PRAGMA integrity_check({SHOWN})"):
        if found != "ok":
            named = _IN_COLUMN.search(found)
            table = named[1] if named and named[1] in TABLES else FILE
            yield Problem(table, "", f"SQLite's integrity check says: {_in_a_line(found)}")


def _in_a_line(found: str) -> str:
    """What SQLite found, a damage a line under the name it has for the file, as one sentence."""
    lines = [line for line in found.splitlines() if not line.startswith("***")]
    return "; ".join(lines) or found


def schema_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Tables, indexes, triggers and views that are missing, altered or not ours."""
    expected, found = _expected(), _schema(connection)
    for name in [*expected, *(name for name in found if name not in expected)]:
        kind = (expected.get(name) or found[name])[0]
        if name not in found:
            yield Problem(SCHEMA, name, f"this {kind} is missing")
        elif name not in expected:
            yield Problem(SCHEMA, name, f"this {kind} is none of a knowledge base's")
        elif found[name] != expected[name]:
            yield Problem(SCHEMA, name, f"this {kind} is not as downdraft makes it")


def _schema(connection: sqlite3.Connection) -> dict[str, tuple[str, str, str | None]]:
    rows = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_master")
    return {name: (kind, of, sql) for name, kind, of, sql in rows if not _NOT_OURS.fullmatch(name)}


@cache
def _expected() -> dict[str, tuple[str, str, str | None]]:
    connection = make_in_memory()
    try:
        return _schema(connection)
    finally:
        connection.close()


def reference_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows that refer to a row which is not there; the first of each table and how many more."""
    first: dict[tuple[str, str], str] = {}
    count: Counter[tuple[str, str]] = Counter()
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        if (table, parent) not in first:
            first[table, parent] = _orphan(connection, table) if rowid is None else str(rowid)
        count[table, parent] += 1
    for (table, parent), row in first.items():
        more = f", and {count[table, parent] - 1:,} more like it" * (count[table, parent] > 1)
        yield Problem(table, row, f"refers to a {parent} that is not there{more}")


def _orphan(connection: sqlite3.Connection, table: str) -> str:
    """The key of the first row that is of no run or history, in a table without row ids."""
    if table not in _KEYS:
        return ""
    keys = _KEYS[table]
    query = f"SELECT {', '.join(keys)} FROM {table} WHERE {keys[0]} NOT IN (SELECT n FROM history)"
    found = connection.execute(f"{query} LIMIT 1").fetchone()
    return " ".join([str(found[0])[:12], *map(str, found[1:])]) if found else ""


def numbering_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows are numbered without gaps from 1: a number left out is a row taken out."""
    for table, key in _NUMBERED.items():
        found = connection.execute(_ODD.format(table=table, key=key)).fetchone()
        found = found or connection.execute(_GAP.format(table=table, key=key)).fetchone()
        if found:
            yield Problem(table, str(found[0]), "this row is missing or has another number")


def unused_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Names, source series and rule books that nothing uses; each is written with its use."""
    for table, (key, use, user) in _USED_BY.items():
        query = f"SELECT {key} FROM {table} WHERE NOT EXISTS ({use}) LIMIT 1"
        for (row,) in connection.execute(query):
            yield Problem(table, str(row)[:12], f"no {user} uses it")
