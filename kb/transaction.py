"""Writing to a base: all of a change or none of it, and no word of one that is not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.connection import BUSY_SECONDS, Standing, standing
from kb.errors import StoreError, in_words


@contextmanager
def whole(opened: sqlite3.Connection, name: str, file: Standing) -> Iterator[sqlite3.Connection]:
    """Committed at the end of the block, undone when it raises.

    file    what stood at the path `name` when the base was opened
    raises  StoreError where it cannot be written, where another file has come to stand there, and
            where somebody stopped it just after it was committed
    """
    ending = False
    with in_words(name):
        opened.execute("BEGIN IMMEDIATE")
        try:
            yield opened
            ending = opened.in_transaction
            if ending:
                opened.execute("COMMIT")
        except BaseException as error:
            if opened.in_transaction:
                opened.execute("ROLLBACK")
            elif ending and isinstance(error, KeyboardInterrupt):
                raise StoreError(f"{name}: stopped, but the change was made") from error
            raise
    if standing(Path(name)) != file:
        raise StoreError(
            f"{name} was removed or replaced while it was written to; what was written is not in "
            "the file that has this name now"
        )


@contextmanager
def patience(opened: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Wait only so long for other writers inside the block."""
    opened.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
    try:
        yield
    finally:
        opened.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_SECONDS)}")
