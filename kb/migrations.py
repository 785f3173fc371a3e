"""The migrations of a knowledge base file, run by sqlite-utils: an older file in, the newest out.

Importing sqlite-utils takes longer than a briefing's worth of reading, so this module is imported
only when a file is made or is out of date.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kb import schema
from kb.packed import pack_runs
from kb.stored_batches import write_checksums

MUCH = 1_000  # pages that are worth the time

migrations = Migrations("downdraft")


@migrations()
def m001_initial(db: Database) -> None:
    """Facts, their source series and batches; runs, their findings, premises and sentences."""
    schema.apply(db.conn, 1)


@migrations()
def m002_histories(db: Database) -> None:
    """Histories with their findings, and the truth vectors and premises behind them."""
    schema.apply(db.conn, 2)


@migrations()
def m003_marks(db: Database) -> None:
    """Checksums of the facts of every batch, those already there too."""
    schema.apply(db.conn, 3)
    write_checksums(db.conn)


@migrations()
def m004_known_when(db: Database) -> None:
    """How each known_at is known, and facts that were taken back."""
    schema.apply(db.conn, 4)


@migrations()
def m005_packed(db: Database) -> None:
    """The parts of a run in one value; runs bound to the batches that they saw."""
    schema.apply(db.conn, 5, pack_runs)


@migrations()
def m006_raw(db: Database) -> None:
    """What feeds answered: the bytes, and a row for each request."""
    schema.apply(db.conn, 6)


@migrations()
def m007_received(db: Database) -> None:
    """What came from other bases, under the links of their chains."""
    schema.apply(db.conn, 7)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending; each migration reinstalls the triggers in its own transaction."""
    migrations.apply(Database(connection, execute_plugins=False))
    _shrink(connection)


def _shrink(connection: sqlite3.Connection) -> None:
    """Give back the room of tables that went; the base is sound where there is no room for that."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    if free > MUCH and free > pages // 4:
        with suppress(sqlite3.Error):
            connection.execute("VACUUM")
