"""Facts as a program holds them: rows, or a frame of pandas or polars, in; rows of cells out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

DATES = ("as_of", "target")

Row = Mapping[str, object]


def rows_of(given: Iterable[Row] | Any) -> Iterator[dict[str, object]]:
    """The rows of a frame or of a sequence of mappings, each value as a fact takes it.

    raises  TypeError for what is neither
    """
    for row in _plain_rows(given):
        if not isinstance(row, Mapping):
            raise TypeError(f"a row is a {type(row).__name__}; give mappings of columns to values")
        yield {str(name): _plain(str(name), value) for name, value in row.items()}


def _plain_rows(given: Any) -> Iterable[Any]:
    if hasattr(given, "iter_rows"):  # polars
        rows: Iterable[Any] = given.iter_rows(named=True)
        return rows
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # pandas
        records: Iterable[Any] = given.to_dict("records")
        return records
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise TypeError("give rows as mappings, or a data frame; a file is added by its path")
    return given


def _plain(name: str, value: Any) -> object:
    """A value without what only frames have: scalars of numpy; NaN and NaT are no value.

    These two alone differ from themselves.
    """
    if hasattr(value, "item") and not isinstance(value, date):
        value = value.item()
    if value is None or value != value or str(value) == "<NA>":
        return None
    if isinstance(value, datetime) and name in DATES:
        return _day(name, value)
    return value.isoformat() if isinstance(value, datetime) else value


def _day(name: str, value: datetime) -> str:
    """The day of a moment that stands for one, as frames hold days."""
    if value.time() != time():
        raise ValueError(f"{name} is {value.isoformat()}, a moment and no day; give a date")
    return value.date().isoformat()
