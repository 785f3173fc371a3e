"""The links of a chained table: the last one written, and the one that a batch adds."""

from __future__ import annotations

import sqlite3
import time

from kb import chain


def write_link(
    connection: sqlite3.Connection, number: int, digest: str, rows: int, label: str,
    checksums: bytes,
) -> None:  # fmt: skip
    """Write the row of a batch, of so many facts or of withdrawals alone, and its checksums."""
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM fact").fetchone()
    previous, added_at = last_link(connection, "batch"), int(time.time())
    connection.execute(
        "INSERT INTO batch (id, digest, rows, last_fact, label, added_at, previous, chain) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, digest, rows, last, label, added_at, previous,
            chain.link("batch", previous, digest, rows, label, added_at),
        ),
    )  # fmt: skip
    connection.execute("INSERT INTO mark VALUES (?, ?)", (number, checksums))


def last_link(connection: sqlite3.Connection, table: str) -> str:
    """The last link of a chained table."""
    key = "id" if table in ("batch", "request") else "n"
    found = connection.execute(f"SELECT chain FROM {table} ORDER BY {key} DESC LIMIT 1").fetchone()
    return str(found[0]) if found else chain.GENESIS
