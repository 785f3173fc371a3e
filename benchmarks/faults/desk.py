"""A base to plant faults in: a few series with their history, two recorded runs."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

from benchmarks.faults.calling import call
from kb import schema
from kb.packed import unpack

AS_OF = "2025-11-17"
_BEFORE = ("finding", "premise", "sentence")


def make_base(folder: Path, *packs: str) -> Path:
    """A base at `folder`/desk.db with built-in facts and two runs.

    raises  RuntimeError where a sound base cannot even be made
    """
    path = folder / "desk.db"
    chosen = ",".join(packs or ("essay", "published"))
    for command in (
        ("init", "--with", chosen),
        ("brief", "--as-of", "2025-11-14", "--format", "md"),
        ("brief", "--as-of", AS_OF, "--format", "md"),
    ):
        said = call([*command, "--db", str(path)])
        if said.code not in (0, 3):
            raise RuntimeError(f"{' '.join(command)} left with {said.code}: {said.err}")
    return path


def write_rows(path: Path, rows: int) -> Path:
    """A file of facts: daily closes of assets that nobody knows."""
    lines = ["series,asset,as_of,value,unit"]
    for n in range(rows):
        asset, day = divmod(n, 365)
        lines.append(
            f"price.close,a{asset},{date(2023, 1, 1) + timedelta(day)},{100 + n % 7},USD/coin"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def make_older_base(path: Path, base: Path) -> Path:
    """A copy of a base as it was before the parts of runs were packed, schema version 4."""
    shutil.copy(base, path)
    connection = sqlite3.connect(path)
    kept = connection.execute("SELECT id, parts FROM run JOIN run_record ON run_n = n").fetchall()
    for statement in schema.INITIAL:
        if any(
            f"CREATE TABLE {name} (" in statement for name in ("finding", "premise", "sentence")
        ):
            connection.execute(statement)
    for run, parts in kept:
        rows = unpack(parts)
        premises = [(n, *row) for n, row in enumerate(rows["premises"])]
        for table, own in (
            ("finding", rows["findings"]), ("premise", premises), ("sentence", rows["sentences"]),
        ):  # fmt: skip
            placed = [(run, *row) for row in own]
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", placed)
    for statement in (
        "DROP TABLE run_record", "DROP INDEX run_of_day", "DROP INDEX rendering_of",
        "ALTER TABLE run DROP COLUMN batch_chain", "ALTER TABLE history DROP COLUMN batch_chain",
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm005%'", "PRAGMA user_version = 4",
    ):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path
