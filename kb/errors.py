"""What can go wrong with a knowledge base, each as one sentence that says what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = 1 << 20


class StoreError(Exception):
    """The base cannot be made, opened, read or written; the message says why and what to do."""


class AlteredError(StoreError):
    """What is stored is not what was written; the message says what, and how to find the row."""


class ConflictError(StoreError):
    """Two different values for one fact at one vintage; the message names both."""


class SuspectError(StoreError):
    """A fact that is suspect against its own series; the message says what it is held against."""


class ReadError(StoreError):
    """A file of facts that cannot be read at all; the message names the file and the reason."""


_ADVICE: dict[int, str] = {
    sqlite3.SQLITE_FULL: "the disk is full, nothing was changed; free some space and try again",
    sqlite3.SQLITE_BUSY: "another process is writing to it; wait until it is done and try again",
    sqlite3.SQLITE_LOCKED: "another process is writing to it; wait until it is done and try again",
    sqlite3.SQLITE_READONLY: "it is read-only; make it writable or work on a copy",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check the path and its permissions",
    sqlite3.SQLITE_NOTADB: "it is not a knowledge base; pass another --db or run `downdraft init`",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore it from a backup",
    sqlite3.SQLITE_IOERR: "the disk failed while it was read or written; check the disk",
    sqlite3.SQLITE_CONSTRAINT: "it refuses the change",
}

_NO_TEXT = "Could not decode to UTF-8"


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn an error of SQLite inside the block into a StoreError about the base `name`."""
    try:
        yield
    except UnicodeDecodeError as error:  # of SQLite's own sentence, which quotes what is damaged
        raise AlteredError(f"{name}: {_ADVICE[sqlite3.SQLITE_CORRUPT]}") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_CORRUPT or str(error).startswith(_NO_TEXT):
            raise AlteredError(f"{name}: {_ADVICE[sqlite3.SQLITE_CORRUPT]}") from error
        if code == sqlite3.SQLITE_IOERR and _is_full(name):
            code = sqlite3.SQLITE_FULL
        advice = _ADVICE.get(code)
        if advice is None or code == sqlite3.SQLITE_CONSTRAINT:
            advice = f"{advice or 'SQLite reports an error'}: {error}"
        raise StoreError(f"{name}: {advice}") from error


def _is_full(name: str) -> bool:
    """Whether the disk of a base has no room left for even a small write."""
    import shutil  # it takes with it what packs and unpacks archives

    try:
        return shutil.disk_usage(Path(name).resolve().parent).free < ROOM
    except OSError:
        return False
