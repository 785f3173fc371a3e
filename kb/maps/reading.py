"""A vendor's table through its map: rows of cells in; out a fact a mapped cell, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from typing import NamedTuple

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker
from kb.listed import listed
from kb.maps.cells import Cell, number_reader, read_day, read_known_at, text_of
from kb.maps.header import Header
from kb.maps.model import Column, Map, Told
from kb.maps.tables import Line, RawTable, raw_table
from kb.readers.opening import opened
from kb.readers.table import BadRow, Numbered, Table, at_least_one

NAMED = 12  # columns that are named where they are not read
Tell = Callable[[Sequence[Cell]], str]
"""What gives the asset, the source or the target of a row."""


@contextmanager
def open_mapped(path: str | PathLike[str], table: Map, checker: Checker) -> Iterator[Table]:
    """The facts of a table with their line numbers, as `kb.readers.open_table` gives those of ours.

    raises  ReadError when the file cannot be read, or lacks a column that the map names
    """
    with opened(path) as file:
        found = mapped(file.name, raw_table(file, table), table, checker)
        yield replace(found, rows=at_least_one(found.rows, file.name))


def mapped(name: str, raw: RawTable, table: Map, checker: Checker) -> Table:
    """The facts of a table that is read already, of which there may be none.

    raises  ReadError when it lacks a column that the map names
    """
    rows = _Rows(Header(name, raw.names), table, checker)
    return Table(name, COLUMNS, rows.facts(raw.lines), rows.remarks)


class _Mapped(NamedTuple):
    """A mapped column, where all stands that its value rests on, and what marks a gap there."""

    column: Column
    value: int
    minus: int | None
    over: int | None
    all: tuple[int, ...]
    asset: Tell
    source: Tell
    target: Tell
    missing: frozenset[str]


class _Rows:
    """The rows of a table, and how much was passed over among them."""

    def __init__(self, header: Header, table: Map, checker: Checker) -> None:
        self._header, self._table, self._checker = header, table, checker
        self._plain = number_reader(table)
        self._day = header.needed(table.date.column)
        self._known_at = header.needed(table.known_at.column) if table.known_at else None
        self._only = [(header.needed((name,)), text) for name, text in table.only.items()]
        self._mapped = [each for column in table.columns if (each := self._place(column))]
        self._gaps = self._others = 0
        if not self._mapped:
            raise ReadError(f"{header.file} has no column that the map names; {header.known()}")
        sources = [each.column.source or table.source for each in self._mapped]
        if not checker.default_source and not all(sources):
            raise ReadError(f"{header.file}: say `source:` in the map, or pass --source")

    def facts(self, lines: Iterator[Line]) -> Iterator[Numbered]:
        """Every mapped cell that holds a value, row by row."""
        width, ignored = len(self._header.names or ()), self._table.ignore
        for line, cells in lines:
            if ignored and text_of(cells[0]).startswith(ignored):
                continue
            if width and len(cells) != width and (len(cells) < width or any(cells[width:])):
                problem = f"the row has {len(cells)} cells and the header {width}; mend it"
                yield _bad(line, f"{problem}, or name it under `ignore` in the map")
            elif all(_at(cells, place) == text for place, text in self._only):
                yield from self._row(line, cells)
            else:
                self._others += 1

    def remarks(self) -> tuple[str, ...]:
        """What was passed over, a clause each."""
        gaps, others, unread = self._gaps, self._others, self._header.unread(self._table)
        clauses = {
            f"values missing and passed over: {gaps:,}": gaps,
            f"rows about something else (`only` in the map): {others:,}": others,
            f"columns not read: {listed(unread, NAMED)}": unread,
        }
        return tuple(clause for clause, there in clauses.items() if there)

    def _row(self, line: int, cells: Sequence[Cell]) -> Iterator[Numbered]:
        table, known_at = self._table, ""
        try:
            day = read_day(cells[self._day], table.date)
            if table.known_at and self._known_at is not None:
                known_at = read_known_at(cells[self._known_at], table.known_at)
        except ValueError as error:
            yield _bad(line, str(error), as_of=_at(cells, self._day))
            return
        for mapped in self._mapped:
            if any(_at(cells, place) in mapped.missing for place in mapped.all):
                self._gaps += 1
            else:
                yield self._fact(line, cells, mapped, day, known_at)

    def _fact(
        self, line: int, cells: Sequence[Cell], mapped: _Mapped, day: str, known_at: str
    ) -> Numbered:
        column = mapped.column
        row = [
            column.series, mapped.asset(cells), mapped.target(cells), day, "", known_at,
            _at(cells, mapped.value), column.unit, mapped.source(cells), column.note,
        ]  # fmt: skip
        try:
            row[_VALUE] = self._value(cells, mapped)
            return line, row, self._checker.row(*row)
        except ValueError as error:  # FactError is one
            reason = f"{self._header.called(mapped.value)}: {error}"
            return line, row, BadRow(line, reason, str(row))

    def _value(self, cells: Sequence[Cell], mapped: _Mapped) -> str:
        """The value of a mapped column, as written where nothing is to be worked out."""
        value = self._plain(_at(cells, mapped.value))
        if not mapped.column.computed:
            return value
        number = mapped.column.times * float(value)
        if mapped.minus is not None:
            number -= float(self._plain(_at(cells, mapped.minus)))
        if mapped.over is not None:
            over = float(self._plain(_at(cells, mapped.over)))
            if not over:
                raise ValueError(f"{self._header.called(mapped.over)}, the divisor, is nought")
            number /= over
        return repr(number)

    def _place(self, column: Column) -> _Mapped | None:
        """A column with its places; None where the file lacks one of them and may."""
        header, table = self._header, self._table
        if column.optional and None in map(header.place, column.places):
            return None
        return _Mapped(
            column,
            header.needed(column.column),
            header.needed(column.minus) if column.minus else None,
            header.needed(column.over) if column.over else None,
            tuple(map(header.needed, column.places)),
            self._tell(column.asset or table.asset),
            self._tell(column.source or table.source),
            self._tell(column.target or table.target),
            frozenset({"", *table.missing, *column.missing}),
        )

    def _tell(self, told: str | Told) -> Tell:
        if not isinstance(told, Told):
            return lambda _: told
        header, names = self._header, told.names
        place = header.place(told.column) if told.optional else header.needed(told.column)
        if place is None:
            return lambda _: ""
        return lambda cells: names.get(text := _at(cells, place), text)


_VALUE = COLUMNS.index("value")


def _bad(line: int, reason: str, as_of: str = "") -> Numbered:
    """A row of which no fact can be told."""
    cells = [as_of if column == "as_of" else "" for column in COLUMNS]
    return line, cells, BadRow(line, reason, as_of)


def _at(cells: Sequence[Cell], place: int) -> str:
    return text_of(cells[place])
