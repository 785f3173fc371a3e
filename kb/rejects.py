"""The rows of a file that are not facts: counted, the first of them named, all of them written
beside the file where that is wanted."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from kb.errors import StoreError
from kb.guarded import FACTS, what_is_there
from kb.readers.table import REASON, Cells, Table

NAMED_LINES = 20


class RowsRejected(StoreError):
    """Rows that are not facts: the message names the lines and says why; nothing was added."""


class Rejects:
    """Collects rejected rows, in a `with` block that encloses the transaction.

    They go to a draft first, which takes the name `path` only once all of it is on disk, and loses
    it again when the transaction fails after all.
    """

    def __init__(self, table: Table, path: Path | None) -> None:
        self.count = 0
        self.conflicts = 0
        self.complaints: list[str] = []
        self.written: Path | None = None
        self._table = table
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._file and self._path:
            with suppress(OSError):
                self._file.close()
            with suppress(OSError):
                _draft(self._path).unlink(missing_ok=True)
        if error and self.written:
            with suppress(OSError):
                self.written.unlink()

    def add(self, line: int, cells: Cells, reason: str) -> None:
        """Count a row, keep its sentence if it is among the first, write the row down."""
        self.count += 1
        if len(self.complaints) < NAMED_LINES:
            self.complaints.append(f"{self._table.name} line {line}: {reason}")
        if self._path:
            with _in_words(self._path):
                self._file = self._file or self._begin(self._path)
                csv.writer(self._file).writerow([*self._arranged(cells), reason])

    def put_in_place(self) -> None:
        """Give the draft its name, once all of it is on disk."""
        if self._file and self._path:
            with _in_words(self._path):
                self._file.flush()
                os.fsync(self._file.fileno())
                _draft(self._path).replace(self._path)
            self.written = self._path

    def message(self, dry_run: bool) -> str:
        """The first sentences in full, the others counted."""
        rows = "1 row is not a fact" if self.count == 1 else f"{self.count:,} rows are not facts"
        more = self.count - len(self.complaints)
        return "\n  ".join(
            [
                f"{self._table.name}: {rows}, nothing {'would be' if dry_run else 'was'} added; "
                "correct the file, or pass --keep-good to add the other rows",
                *self.complaints,
                *([f"and {more:,} more"] if more else []),
            ]
        )

    def _begin(self, path: Path) -> TextIO:
        if path.is_dir():
            raise IsADirectoryError("a folder has that name")
        lost = what_is_there(path)
        if lost not in ("", FACTS):
            raise FileExistsError(f"{lost} has that name")
        file = _draft(path).open("w", encoding="utf-8", newline="")
        csv.writer(file).writerow([*(c for c in self._table.columns if c != REASON), REASON])
        return file

    def _arranged(self, cells: Cells) -> list[str]:
        """The cells without an earlier reason, as many as the header has at least."""
        columns = self._table.columns
        kept = [
            cell
            for place, cell in enumerate(cells)
            if place >= len(columns) or columns[place] != REASON
        ]
        return kept + [""] * (len(columns) - (REASON in columns) - len(kept))


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror or error}), so nothing was added; "
            "make its folder writable, or leave out --keep-good"
        ) from None
