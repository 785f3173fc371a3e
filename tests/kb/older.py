"""A base as an older downdraft left it: the newest file in, without what later versions brought."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from kb import schema
from kb.facts import Fact
from kb.packed import unpack

OLDER = range(1, schema.NEWEST)
PACKED = 5


def unrecorded(fact: Fact) -> Fact:
    """A fact as it was before it was recorded how a known_at is known."""
    return fact.model_copy(update={"publication": "unrecorded"})


def make_older(path: Path, version: int) -> None:
    """Take the tables, columns and migrations of every later version out of a base.

    Its facts are to be `unrecorded`, as those of an older base were.
    """
    connection = sqlite3.connect(path)
    if version < PACKED:
        _unpack(connection)
    later = [each for newer in schema.VERSIONS[: version - 1 : -1] for each in reversed(newer)]
    for statement in later:
        for kind, name in re.findall(r"CREATE (TABLE|INDEX) (\w+)", statement):
            connection.execute(f"DROP {kind} {name}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", statement):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    names = [f"m{number:03}%" for number in range(version + 1, schema.NEWEST + 1)]
    connection.executemany(
        "DELETE FROM _sqlite_migrations WHERE name LIKE ?", [(name,) for name in names]
    )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


def _unpack(connection: sqlite3.Connection) -> None:
    """Put the parts of runs into the tables that they had before they were packed."""
    for statement in schema.INITIAL:
        if re.match(r"CREATE TABLE (finding|premise|sentence) ", statement):
            connection.execute(statement)
    query = "SELECT id, parts FROM run JOIN run_record ON run_n = n ORDER BY n"
    for run, content in connection.execute(query).fetchall():
        rows = unpack(content)
        insert = connection.executemany
        insert("INSERT INTO finding VALUES (?, ?, ?, ?, ?)", [(run, *r) for r in rows["findings"]])
        premises = [(run, n, *r) for n, r in enumerate(rows["premises"])]
        insert("INSERT INTO premise VALUES (?, ?, ?, ?, ?)", premises)
        insert(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?)", [(run, *r) for r in rows["sentences"]]
        )
