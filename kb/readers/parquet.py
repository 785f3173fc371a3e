"""parquet in, facts out, by way of pyarrow where it is installed; the columns are those of csv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from math import isnan
from typing import Any

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, FactError
from kb.readers.opening import Opened
from kb.readers.table import BadRow, Numbered, Table, at_least_one, cells_of, unknown_column

_AT_ONCE = 10_000


def read_parquet(file: Opened, checker: Checker) -> Table:
    """The rows of a parquet file; ReadError when pyarrow is missing or cannot read it."""
    try:
        pyarrow, reader = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise ReadError(
            f"{file.name} is parquet, which needs pyarrow: `pip install pyarrow`, or save it as csv"
        ) from None
    try:
        parquet = reader.ParquetFile(file.stream)
    except (pyarrow.ArrowException, OSError) as error:
        raise ReadError(f"{file.name} cannot be read as parquet: {error}") from None
    for column in parquet.schema_arrow.names:
        if column not in COLUMNS:
            raise ReadError(f"{file.name}: {unknown_column(column)}")
    rows = _rows(parquet, checker)
    return Table(file.name, COLUMNS, at_least_one(rows, file.name))


def _rows(parquet: Any, checker: Checker) -> Iterator[Numbered]:
    groups = parquet.iter_batches(batch_size=_AT_ONCE)
    raws = (raw for group in groups for raw in group.to_pylist())
    for line, raw in enumerate(raws, start=1):
        yield _fact_or_not(line, {name: _plain(name, cell) for name, cell in raw.items()}, checker)


def _fact_or_not(line: int, raw: dict[str, object], checker: Checker) -> Numbered:
    try:
        return line, cells_of(raw), checker.fact(raw)
    except FactError as error:
        return line, cells_of(raw), BadRow(line, str(error), str(raw))


def _plain(name: str, cell: object) -> object:
    """Undo what data frames do: whole days kept as moments, spans with gaps kept as fractions."""
    if isinstance(cell, datetime) and name in ("as_of", "target"):
        midnight = cell == cell.replace(hour=0, minute=0, second=0, microsecond=0)
        return cell.date() if midnight else cell
    if isinstance(cell, float) and name != "value":
        if isnan(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return cell
