"""A base as it was before the parts of runs were packed: one of today in, its copy of then out."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from kb import chain, schema
from kb.packed import unpack
from kb.run_entries import RUNS

_PARTS = ("finding", "premise", "sentence")
_BACK = (
    "DROP TABLE run_record", "DROP INDEX run_of_day", "DROP INDEX rendering_of",
    "ALTER TABLE run DROP COLUMN batch_chain", "ALTER TABLE history DROP COLUMN batch_chain",
    "DELETE FROM _sqlite_migrations WHERE name LIKE 'm005%'", "PRAGMA user_version = 4",
)  # fmt: skip


def make_older_base(path: Path, base: Path) -> Path:
    """A copy of a base without histories as schema version 4 held it, hashes and all."""
    shutil.copy(base, path)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER run_refuses_update")
    _unpack(connection)
    _link_again(connection)
    for statement in _BACK:
        connection.execute(statement)
    schema.install_triggers(connection)
    connection.commit()
    connection.close()
    return path


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
