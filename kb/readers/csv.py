"""csv in, facts out. The header names the columns, in any order; a row that fails is kept whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Protocol, TypeVar

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, FactError
from kb.readers.opening import Opened, read_on
from kb.readers.table import REASON, BadRow, Numbered, Table, at_least_one, unknown_column

T = TypeVar("T")
_Pick = Callable[[list[str]], tuple[str, ...]]


class LineReader(Protocol):
    """What `csv.reader` returns."""

    @property
    def line_num(self) -> int:
        """How many lines were read."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


WIDE = (
    "has neither a column 'series' nor a column 'value', so it is a table of its own form: read it "
    "through a map (`downdraft add --maps` lists the ready ones, `downdraft add FILE --map` prints "
    "one to fill in), or write a row for each value"
)
_REQUIRED = {
    "series": "what was measured",
    "as_of": "the day it speaks of",
    "value": "the number",
    "unit": "every value needs its unit, such as 'USD bn' or '%'",
}


def read_csv(file: Opened, checker: Checker) -> Table:
    """The rows of a csv file; ReadError when its header or its quoting is wrong."""
    reader = csv.reader(file.text(), strict=True)
    columns = _header(reader, file.name, checker)
    rows = whole(_rows(reader, columns, checker), reader, file.name)
    return Table(file.name, columns, at_least_one(rows, file.name))


def _header(reader: LineReader, name: str, checker: Checker) -> tuple[str, ...]:
    first = next(whole((cells for cells in reader if any(cells)), reader, name), [])
    columns = tuple(cell.strip().lower() for cell in first)
    if not columns:
        raise ReadError(f"{name} is empty; `downdraft add --template` prints a file to start from")
    if columns[0].startswith("sep="):
        raise ReadError(f"{name} begins with a line 'sep=' for Excel, no header; take it out")
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise ReadError(f"{name} does not separate its columns by commas; save it with commas")
    if not {"series", "value"} & set(columns):
        raise ReadError(f"{name} {WIDE}")
    if "" in columns:
        where = "ends in" if columns[-1] == "" else "has"
        commas = "take out the commas that stand for nothing, in every row"
        raise ReadError(f"the header of {name} {where} columns without a name; {commas}")
    _check_columns(columns, name)
    if "source" not in columns and not checker.default_source:
        raise ReadError(f"{name} names no source; add a column 'source' or pass --source")
    return columns


def _check_columns(columns: tuple[str, ...], name: str) -> None:
    for column in columns:
        if column not in COLUMNS and column != REASON:
            raise ReadError(f"{name}: {unknown_column(column)}")
        if columns.count(column) > 1:
            raise ReadError(f"{name} has the column {column!r} twice; keep one")
    for column, meaning in _REQUIRED.items():
        if column not in columns:
            raise ReadError(f"{name} has no column {column!r} ({meaning}); add it")


def _rows(reader: LineReader, columns: tuple[str, ...], checker: Checker) -> Iterator[Numbered]:
    width, check = len(columns), checker.row
    # A column that the file lacks reads the empty cell that is put behind every row.
    pick: _Pick = itemgetter(*(columns.index(c) if c in columns else width for c in COLUMNS))
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) == width:
            try:
                yield line, cells, check(*pick([*cells, ""]))
            except FactError:
                if any(cells):
                    yield _second_look(line, cells, pick, checker)
        elif any(cells):
            yield line, cells, BadRow(line, _wrong_width(len(cells), width), as_line(cells))
        line = reader.line_num + 1


def _second_look(line: int, cells: list[str], pick: _Pick, checker: Checker) -> Numbered:
    """Blanks around a cell are forgiven, but looked for only where something is wrong."""
    try:
        return line, cells, checker.row(*pick([*(cell.strip() for cell in cells), ""]))
    except FactError as error:
        return line, cells, BadRow(line, str(error), as_line(cells))


def _wrong_width(found: int, width: int) -> str:
    advice = (
        'a text with a comma in it, such as 1,234.5, needs quotes: "1,234.5"'
        if found > width
        else "leave a cell empty, but keep its comma"
    )
    return f"the row has {found} cells and the header {width}; {advice}"


def as_line(cells: list[str]) -> str:
    """Cells as one line of csv."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def whole(rows: Iterator[T], reader: LineReader, name: str) -> Iterator[T]:
    """The same rows; what stops the reader altogether becomes a ReadError."""
    try:
        with read_on(name, lambda: reader.line_num):
            yield from rows
    except csv.Error as error:
        advice = "a quote is opened and not closed" if _unclosed(str(error)) else str(error)
        raise ReadError(f"{name} line {reader.line_num}: {advice}; mend the quotes") from None


def _unclosed(error: str) -> bool:
    return "field limit" in error or "unexpected end" in error
