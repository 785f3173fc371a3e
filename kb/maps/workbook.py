"""A sheet of an Excel workbook, row by row, by way of openpyxl where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from io import BytesIO
from typing import Any

from kb.errors import ReadError
from kb.maps.cells import Cell
from kb.readers.opening import Opened

Line = tuple[int, list[Cell]]


def read_sheet(file: Opened, sheet: str) -> Iterator[Line]:
    """The rows of the sheet of that name, of the first for "", as texts and days.

    Cells of formulas hold what the workbook last worked out. raises ReadError
    """
    try:
        openpyxl = import_module("openpyxl")
    except ImportError:
        raise ReadError(
            f"{file.name} is an Excel workbook, which needs openpyxl: "
            "`pip install downdraft[xlsx]`, or save it as csv"
        ) from None
    try:
        stream = file.stream if file.stream.seekable() else BytesIO(file.stream.read())
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # it raises whatever zipfile and its parsers do
        raise ReadError(f"{file.name} cannot be read as a workbook: {error}") from None
    return _rows(_chosen(book, sheet, file.name))


def _chosen(book: Any, sheet: str, name: str) -> Any:
    if sheet and sheet not in book.sheetnames:
        raise ReadError(f"{name} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
    return book[sheet] if sheet else book.worksheets[0]


def _rows(sheet: Any) -> Iterator[Line]:
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield line, [_cell(value) for value in cells]


def _cell(value: object) -> Cell:
    """A number as one would type it: spreadsheets keep 15 digits of it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)
