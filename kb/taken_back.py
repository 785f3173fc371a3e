"""Withdrawals as they are stored: the rows of a batch that takes facts back in, its digest out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kb.chain import hash_of

Row = tuple[int, int, str]
"""A withdrawal as it is hashed: the row id of the fact, since when in seconds, and why."""

_ROWS = "SELECT fact_id, known_at, why FROM withdrawal WHERE batch_id = ? ORDER BY id"


def withdrawal_digest(rows: Iterable[Row]) -> str:
    """The digest of a batch that holds no fact and takes some back."""
    return hash_of(["withdrawals", list(rows)])


def withdrawal_rows(connection: sqlite3.Connection, batch: int) -> list[Row]:
    """The withdrawals of a batch, in their order."""
    return connection.execute(_ROWS, (batch,)).fetchall()
