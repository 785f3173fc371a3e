"""The parts of runs as tables, to be altered by a clumsy hand that knows how they are packed."""

from __future__ import annotations

import re
import sqlite3

from kb.packed import pack, unpack
from kb.run_entries import RunEntry

OF_PARTS = re.compile(r"(?:UPDATE|DELETE FROM|INSERT INTO) (?:finding|premise|sentence) ")
"""How a statement begins that is about the parts of runs."""


def alter_parts(connection: sqlite3.Connection, *statements: str) -> None:
    """Carry out statements on tables finding, premise and sentence, and pack their rows again.

    The triggers of `run_record` are to be off.
    """
    runs = connection.execute("SELECT n, id FROM run ORDER BY n").fetchall()
    for part in RunEntry.PARTS.values():
        columns = ["run_id", *(["n"] if part.numbered else []), *part.fields]
        connection.execute(f"CREATE TEMP TABLE {part.table} ({', '.join(columns)})")
    for n, run in runs:
        rows = unpack(_packed(connection, n))
        for name, part in RunEntry.PARTS.items():
            for key, row in zip(part.keys_of(rows[name]), rows[name], strict=True):
                values = (run, *(key if part.numbered else ()), *row)
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO temp.{part.table} VALUES ({marks})", values)
    for statement in statements:
        connection.execute(statement)
    for n, run in runs:
        parts = {
            name: connection.execute(
                f"SELECT {', '.join(part.fields)} FROM temp.{part.table} WHERE run_id = ? "
                f"ORDER BY {', '.join(part.key)}",
                (run,),
            ).fetchall()
            for name, part in RunEntry.PARTS.items()
        }
        if parts != unpack(_packed(connection, n)):
            update = "UPDATE run_record SET parts = ? WHERE run_n = ?"
            connection.execute(update, (pack(parts), n))
    for part in RunEntry.PARTS.values():
        connection.execute(f"DROP TABLE temp.{part.table}")


def _packed(connection: sqlite3.Connection, n: int) -> bytes:
    query = "SELECT parts FROM run_record WHERE run_n = ?"
    packed: bytes = connection.execute(query, (n,)).fetchone()[0]
    return packed
