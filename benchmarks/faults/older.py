"""A base as it was before the parts of runs were packed: one of today in, its copy of then out."""

from __future__ import annotations

import re
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from kb import chain, schema
from kb.packed import unpack
from kb.run_entries import RUNS

PACKED = 5
"""The version that packed them."""
_PARTS = ("finding", "premise", "sentence")


def make_older_base(path: Path, base: Path) -> Path:
    """A copy of a base without histories as the version before held it, hashes and all."""
    shutil.copy(base, path)
    make_older(path, PACKED - 1)
    return path


def make_older(path: Path, version: int) -> None:
    """Take the tables, columns and migrations of every later version out of a base.

    Before version 4 no fact says how its known_at is known: those of the base are to be such.
    """
    connection = sqlite3.connect(path)
    if version < PACKED:
        connection.execute("DROP TRIGGER run_refuses_update")
        _unpack(connection)
        _link_again(connection)
    newer = (each for later in schema.VERSIONS[: version - 1 : -1] for each in reversed(later))
    for statement in newer:
        for kind, name in re.findall(r"CREATE (TABLE|INDEX) (\w+)", statement):
            connection.execute(f"DROP {kind} {name}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", statement):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    names = [f"m{number:03}%" for number in range(version + 1, schema.NEWEST + 1)]
    connection.executemany(
        "DELETE FROM _sqlite_migrations WHERE name LIKE ?", [(name,) for name in names]
    )
    connection.execute(f"PRAGMA user_version = {version}")
    schema.install_triggers(connection)
    connection.commit()
    connection.close()


def _unpack(connection: sqlite3.Connection) -> None:
    """The parts of runs in the tables that they had."""
    for statement in schema.INITIAL:
        if statement.startswith(tuple(f"CREATE TABLE {name} (" for name in _PARTS)):
            connection.execute(statement)
    query = "SELECT id, parts FROM run JOIN run_record ON run_n = n"
    for run, parts in connection.execute(query).fetchall():
        rows = unpack(parts)
        premises = [(n, *row) for n, row in enumerate(rows["premises"])]
        for table, own in zip(_PARTS, (rows["findings"], premises, rows["sentences"]), strict=True):
            placed = [(run, *row) for row in own]
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", placed)


def _link_again(connection: sqlite3.Connection) -> None:
    """Every run under the hash that it had when it did not name its batch's link."""
    previous = chain.GENESIS
    for n, stored in list(RUNS.numbered(connection)):
        rows = RUNS.parts(connection, n)
        proof = RUNS.proof(replace(stored, batch_chain=""), rows)
        content = " ".join([proof, *stored.content.split(" ")[1:]])
        link = chain.link("run", previous, stored.id, content, stored.written_at)
        connection.execute(
            "UPDATE run SET content = ?, previous = ?, chain = ? WHERE n = ?",
            (content, previous, link, n),
        )
        previous = link
