"""Stretches of facts out of the pages of a base, believed where they are what checksums say.

In: a connection; out: for two row ids the facts between them, or nothing, and SQLite is asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kb.errors import StoreError
from kb.intact import NameChecksums, first_odd, name_checksums
from kb.marks import MarksInOrder
from kb.stored_batches import StoredNames
from kb.table_pages import Stretch, TablePages, table_pages

WORTH = 2_000
"""Facts from which looking into the file takes less time than it saves."""
_NOTES = "SELECT id - ?1 - 1, note FROM fact WHERE note <> '' AND id > ?1 AND id <= ?2 ORDER BY id"
_UNFIT = (StoreError, sqlite3.Error, IndexError, OverflowError, TypeError, ValueError)


class CheckedPages:
    """The pages of the facts, with the checksums and names that they are held against.

    pages  None where none can be had
    names  None to read them from the base
    """

    def __init__(
        self, connection: sqlite3.Connection, pages: TablePages | None,
        names: NameChecksums | None,
    ) -> None:  # fmt: skip
        self._connection, self._pages = connection, None
        with suppress(*_UNFIT):
            if pages is not None:
                self._names = names or _names(connection)
                self._marks = MarksInOrder(connection)
                self._pages = pages

    @classmethod
    @contextmanager
    def opened(
        cls, connection: sqlite3.Connection, facts: int, names: NameChecksums | None = None
    ) -> Iterator[CheckedPages]:
        """Those of a base as it is when the block begins, where so many facts are worth it."""
        file = connection.execute("PRAGMA database_list").fetchone()[2]
        with table_pages(file if facts >= WORTH else "") as pages:
            yield cls(connection, pages, names)

    def stretch(self, first: int, last: int) -> Stretch | None:
        """The facts behind the first so many up to another; None where SQLite is to be asked."""
        found = self._pages.stretch(first, last) if self._pages else None
        with suppress(*_UNFIT):
            if found is not None:
                noted = self._notes(first, last) if found.noted else []
                marks = self._marks.between(first, last)
                if first_odd(found.rows, marks, noted, self._names) is None:
                    return found
        return None

    def _notes(self, first: int, last: int) -> list[tuple[int, str]]:
        return self._connection.execute(_NOTES, (first, last)).fetchall()


def _names(connection: sqlite3.Connection) -> NameChecksums:
    stored = StoredNames(connection)
    return name_checksums(stored.spelt, stored.units)
