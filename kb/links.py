"""The links of a chained table: the last one written, and the one that a batch adds."""

from __future__ import annotations

import sqlite3
import time

from kb import chain
from kb.damage import damaged

# Each batch continues the one before it, its facts theirs, and no fact follows those of the last.
_BROKEN = f"""SELECT id FROM (
    SELECT id, previous, last_fact - rows AS began,
        lag(chain, 1, '{chain.GENESIS}') OVER chained AS before,
        lag(last_fact, 1, 0) OVER chained AS ended
    FROM batch WINDOW chained AS (ORDER BY id))
    WHERE previous IS NOT before OR began IS NOT ended LIMIT 1"""
_ENDS = """SELECT ifnull((SELECT last_fact FROM batch ORDER BY id DESC LIMIT 1), 0),
    ifnull((SELECT max(id) FROM fact), 0)"""


def write_link(
    connection: sqlite3.Connection, number: int, digest: str, rows: int, label: str,
    checksums: bytes, added_at: int | None = None,
) -> None:  # fmt: skip
    """Write the row of a batch, of so many facts or of withdrawals alone, and its checksums.

    added_at  when, in seconds; None for now
    """
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM fact").fetchone()
    previous = last_link(connection, "batch")
    added_at = int(time.time()) if added_at is None else added_at
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
    key = "id" if table in ("batch", "request", "received") else "n"
    found = connection.execute(f"SELECT chain FROM {table} ORDER BY {key} DESC LIMIT 1").fetchone()
    return str(found[0]) if found else chain.GENESIS


def check_links(connection: sqlite3.Connection) -> None:
    """That no batch is gone: a look at the batches alone, a microsecond or two for each.

    raises  AlteredError naming the first batch that does not continue the one before it
    """
    for (number,) in connection.execute(_BROKEN):
        raise damaged(f"batch {number}: the one before it is gone, or one of them was altered")
    ended, last = connection.execute(_ENDS).fetchone()
    if ended != last:
        raise damaged(f"fact {last}: the last batch ends with fact {ended}")
