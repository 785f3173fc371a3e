"""Files in, facts out: csv, jsonl and parquet, row by row and never a whole file at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from os import PathLike

from kb.catalog import Catalog, catalog
from kb.facts import Checker
from kb.readers.csv import read_csv
from kb.readers.jsonl import read_jsonl
from kb.readers.opening import STDIN, Opened, opened
from kb.readers.table import BadRow, Row, Table

__all__ = ["STDIN", "BadRow", "Row", "Table", "open_table", "read_facts"]


def read_facts(
    path: str | PathLike[str],
    *,
    source: str | None = None,
    asset: str = "btc",
    today: date | None = None,
) -> Iterator[Row]:
    """Each row of a file ("-" is standard input) as a Fact, or as a BadRow that says why not.

    source, asset  for rows that name none
    today          the last day a fact may speak of; by default today, UTC
    raises         ReadError when the file as a whole cannot be read
    """
    with open_table(path, source=source, asset=asset, today=today) as table:
        for _, _, row in table.rows:
            yield row


@contextmanager
def open_table(
    path: str | PathLike[str],
    *,
    source: str | None = None,
    asset: str = "btc",
    today: date | None = None,
    known: Catalog | None = None,
) -> Iterator[Table]:
    """The rows of a file with their line numbers and cells, while the block lasts."""
    checker = Checker(known or catalog(), default_source=source, default_asset=asset, today=today)
    with opened(path) as file:
        yield _table(file, checker)


def _table(file: Opened, checker: Checker) -> Table:
    if file.kind == "parquet":
        from kb.readers.parquet import read_parquet  # needs pyarrow, which few have

        return read_parquet(file, checker)
    return (read_jsonl if file.kind == "jsonl" else read_csv)(file, checker)
