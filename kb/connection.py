"""Connections to a knowledge base file: a path in, a checked SQLite connection out."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

from kb import schema
from kb.errors import StoreError, in_words

BUSY_SECONDS = 60.0
"""How long a writer waits for those before it."""
# Facts of many series arrive day by day, and a snapshot seeks once in each: the index pages they
# touch must stay at hand. Measured on a million rows: a batch goes in twice as fast, a snapshot of
# 2,000 series takes half the time.
CACHE_KIB = 65_536


def make(path: Path) -> sqlite3.Connection:
    """A connection to a new, empty base at `path`."""
    check_free(path)
    with in_words(str(path)):
        connection = _connect(f"file:{quote(str(path))}?mode=rwc")
        connection.execute("PRAGMA journal_mode = WAL")
        _migrate(connection)
    return connection


def check_free(path: Path) -> None:
    """Refuse a path at which no new base can be made."""
    if path.exists():
        raise StoreError(f"{path} is already there; use it, or name another file with --db")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent} is not a folder; make it first, or name another --db")


Standing = tuple[int, int] | None
"""Which file it is that stands at a path: its device and its number."""


def standing(path: Path) -> Standing:
    """Which file stands at a path; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def make_in_memory() -> sqlite3.Connection:
    """A connection to a new, empty base in memory: a copy, which takes a hundredth of the time."""
    connection = _connect(":memory:")
    _empty().backup(connection)
    return connection


@cache
def _empty() -> sqlite3.Connection:
    """What a new base in memory is a copy of: the same statements without the migrations."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN")
    for number in range(1, schema.NEWEST + 1):
        schema.apply(connection, number)
    connection.execute("COMMIT")
    return connection


@contextmanager
def fresh(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new file without anything in it, to copy a base into."""
    connection = _connect(f"file:{quote(str(path.resolve()))}?mode=rwc")
    try:
        yield connection
    finally:
        connection.close()


def of_image(image: bytes) -> sqlite3.Connection:
    """A connection to a base in memory that has the bytes of another one."""
    connection = _connect(":memory:")
    connection.deserialize(image)
    return connection


def copy_of(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A copy in a temporary file without a name, for trying what would come of a change."""
    copied = _connect("")
    connection.backup(copied)
    return copied


def open_existing(path: Path, *, to_read: bool = False) -> tuple[sqlite3.Connection, bool]:
    """A connection to the base at `path`, brought up to date, and whether it can be written.

    A base is written with a log beside it, so its folder must be writable too.

    to_read  nothing is to be written, whoever could
    """
    _check_path(path)
    writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
    writable = writable and not to_read
    with in_words(str(path)):
        connection = _connect_to(path, writable)
        try:
            _check_schema(connection, path, writable)
        except BaseException:
            connection.close()
            raise
    return connection, writable


def open_to_verify(path: Path) -> sqlite3.Connection:
    """A read-only connection to a base in any state; texts that are not UTF-8 are read too."""
    _check_path(path)
    with in_words(str(path)):
        connection = _connect_to(path, writable=False)
        try:
            found = _check_version(connection, path)
            if found < schema.NEWEST:
                raise StoreError(
                    f"{path} has the older schema {found}, and only {schema.NEWEST} can be "
                    f"verified; `downdraft facts --db {path}` brings it up to date, then verify it"
                )
        except BaseException:
            connection.close()
            raise
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def _connect_to(path: Path, writable: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.resolve()))}"
    if writable:
        return _connect(f"{uri}?mode=rw")
    try:
        return _readable(f"{uri}?mode=ro")
    except sqlite3.OperationalError:
        # A base in WAL mode needs a file beside it even to be read. Where the folder is read-only
        # too, nobody can be writing, and SQLite may take the file as it is.
        _refuse_log(path)
        return _readable(f"{uri}?mode=ro&immutable=1")


def _readable(uri: str) -> sqlite3.Connection:
    connection = _connect(uri)
    try:
        schema.version(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _refuse_log(path: Path) -> None:
    """Refuse a base whose last changes stand in a log that cannot be read where it is."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"the last changes of {path} stand in {log.name}, and its folder is read-only; copy "
            "both into a folder that can be written"
        )


def _check_path(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file, such as {path / 'downdraft.db'}")
    if not path.exists():
        raise StoreError(f"{path} does not exist; make it with `downdraft init`, or pass --db")
    if not os.access(path, os.R_OK):
        raise StoreError(f"{path} cannot be read; check its permissions")
    if path.stat().st_size == 0:
        raise StoreError(f"{path} is empty; remove it and make it anew with `downdraft init`")


def _check_version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of a base, which is one this code can read."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise StoreError(f"{path} is a SQLite file but not a knowledge base; pass another --db")
    found = schema.version(connection)
    if found > schema.NEWEST:
        raise StoreError(
            f"{path} was written by a newer downdraft (schema {found}, this one reads up to "
            f"{schema.NEWEST}); upgrade downdraft"
        )
    return found


def _check_schema(connection: sqlite3.Connection, path: Path, writable: bool) -> None:
    found = _check_version(connection, path)
    if found < schema.NEWEST:
        if not writable:
            raise StoreError(
                f"{path} has an older schema and is read-only; open it once where it can be "
                "written: `downdraft facts`"
            )
        _migrate(connection)
    missing = schema.missing_triggers(connection)
    if missing:
        raise StoreError(
            f"{path} has lost its append-only trigger {missing[0]}, so it may have been altered; "
            "restore it from a backup"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    from kb.migrations import migrate  # imports sqlite-utils, which only a new or old file needs

    migrate(connection)


def close(connection: sqlite3.Connection) -> None:
    """Close, rolling back what was not committed."""
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    connection.close()
