"""The migrations of a knowledge base file, run by sqlite-utils: an older file in, the newest out.

Importing sqlite-utils takes longer than a briefing's worth of reading, so this module is imported
only when a file is made or is out of date.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kb import schema
from kb.stored_batches import write_checksums

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
def m005_raw(db: Database) -> None:
    """What feeds answered: the bytes, and a row for each request."""
    schema.apply(db.conn, 5)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending; each migration reinstalls the triggers in its own transaction."""
    migrations.apply(Database(connection, execute_plugins=False))
