"""Files in, facts out: csv, jsonl and parquet, row by row and never a whole file at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike

from kb.errors import ReadError
from kb.facts import Checker
from kb.readers.csv import read_csv
from kb.readers.jsonl import read_jsonl
from kb.readers.opening import STDIN, Opened, opened
from kb.readers.table import BadRow, Row, Table

__all__ = ["STDIN", "BadRow", "Row", "Table", "open_table", "read_facts"]


@contextmanager
def open_table(path: str | PathLike[str], checker: Checker) -> Iterator[Table]:
    """The rows of a file ("-" is standard input) with their line numbers and cells.

    raises  ReadError when the file as a whole cannot be read
    """
    with opened(path) as file:
        yield _table(file, checker)


def read_facts(path: str | PathLike[str], checker: Checker) -> Iterator[Row]:
    """Each row of such a file as a Fact, or as a BadRow that says why not."""
    with open_table(path, checker) as table:
        for _, _, row in table.rows:
            yield row


def _table(file: Opened, checker: Checker) -> Table:
    if file.kind == "parquet":
        from kb.readers.parquet import read_parquet  # needs pyarrow, which few have

        return read_parquet(file, checker)
    if file.kind == "xlsx":
        through = f"read it through a map: `downdraft add {file.name} --map`"
        raise ReadError(f"{file.name} is an Excel workbook; save it as csv, or {through}")
    return (read_jsonl if file.kind == "jsonl" else read_csv)(file, checker)
