"""A table as a vendor has it, whatever its kind: the names of its columns and its rows of cells
out, row by row where the kind of file allows it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from kb.errors import ReadError
from kb.maps.cells import Cell
from kb.maps.model import Map
from kb.readers.csv import whole
from kb.readers.jsonl import no_key_twice
from kb.readers.opening import Opened, read_on

Line = tuple[int, Sequence[Cell]]
LOOKED_AT = 100  # objects of a stream whose keys are taken for those of all


class RowsElsewhere(ReadError):
    """A JSON answer that is no list; `path` is where in it a list of rows lies."""

    def __init__(self, problem: str, path: str) -> None:
        super().__init__(problem)
        self.path = path


class RawTable(NamedTuple):
    """A table before its map is laid over it.

    names  of its columns, in the order of the cells; None where columns have numbers only
    lines  the number of each row in the file, and its cells; blank rows are left out
    """

    names: Sequence[str] | None
    lines: Iterator[Line]


def raw_table(file: Opened, table: Map) -> RawTable:
    """The table of a csv, JSON, jsonl or xlsx file; raises ReadError where it has none."""
    if file.kind == "jsonl":
        return _of_json(file, table)
    lines = _sheet(file, table) if file.kind == "xlsx" else _csv(file, table)
    return _headed(file, table, (line for line in lines if any(map(_filled, line[1]))))


def _filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _headed(file: Opened, table: Map, lines: Iterator[Line]) -> RawTable:
    """Its names are those of the map or of the first row after those that are skipped."""
    lines = (line for line in lines if line[0] > table.skip)
    first = next(lines, None)
    if first is None:
        raise ReadError(f"{file.name} holds no rows; check `skip` in the map")
    if table.header is True:
        return RawTable([str(cell).strip() for cell in first[1]], lines)
    lines = chain([first], lines)
    if table.header is False:
        return RawTable(None, lines)
    if len(first[1]) > len(table.header):
        problem = f"has {len(first[1])} columns, and `header` in the map names {len(table.header)}"
        raise ReadError(f"{file.name} {problem}; name them all")
    return RawTable(table.header[: len(first[1])], lines)


def _csv(file: Opened, table: Map) -> Iterator[Line]:
    reader = csv.reader(file.text(table.encoding), delimiter=table.delimiter, strict=True)

    def numbered() -> Iterator[Line]:
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1

    return whole(numbered(), reader, file.name)


def _sheet(file: Opened, table: Map) -> Iterator[Line]:
    from kb.maps.workbook import read_sheet  # needs openpyxl, which few have

    return read_sheet(file, table.sheet)


def _of_json(file: Opened, table: Map) -> RawTable:
    text = file.text(table.encoding)
    line = 0
    with read_on(file.name, lambda: line):
        first = next((row for row in text if row.strip()), "")
        try:  # one object a line, or one answer over all of them
            opening = _loads(first)
        except ValueError:
            opening = None
        second = next((row for row in text if row.strip()), "")
        if (
            isinstance(opening, dict)
            and not table.json_path
            and (second or not any(_lists(opening)))
        ):
            return _objects(file.name, _streamed(file.name, first, second, text))
        rows = _rows_at(file.name, _parsed(file.name, first + second + text.read()), table)
    if rows and all(isinstance(row, list) for row in rows):
        names = table.header if isinstance(table.header, tuple) else None
        return RawTable(names, ((n, [_cell(c) for c in row]) for n, row in enumerate(rows, 1)))
    return _objects(file.name, enumerate(rows, 1))


def _streamed(name: str, first: str, second: str, text: Iterator[str]) -> Iterator[tuple[int, Any]]:
    line = 0
    with read_on(name, lambda: line):
        for line, row in enumerate(chain([first, second], text), start=1):
            if row.strip():
                yield line, _parsed(f"{name} line {line}", row)


def _loads(text: str) -> Any:
    """JSON with its numbers as they are written, and no key twice."""
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=no_key_twice)


def _parsed(where: str, text: str) -> Any:
    try:
        return _loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{where} is not JSON: {error}") from None


def _rows_at(name: str, answer: Any, table: Map) -> list[Any]:
    for key in filter(None, table.json_path.split(".")):
        if not isinstance(answer, dict) or key not in answer:
            raise ReadError(f"{name} holds nothing at {table.json_path!r}; mend `json_path`")
        answer = answer[key]
    if not isinstance(answer, list):
        there = next(_lists(answer), None)
        if there and not table.json_path:
            raise RowsElsewhere(f"{name} has its rows elsewhere; write `json_path: {there}`", there)
        raise ReadError(f"{name} holds no list of rows at {table.json_path!r}; mend `json_path`")
    return answer


def _lists(answer: Any, above: str = "") -> Iterator[str]:
    """Where lists of rows lie in a JSON answer."""
    for key, value in answer.items() if isinstance(answer, dict) else ():
        if isinstance(value, list) and value and isinstance(value[0], list | dict):
            yield f"{above}{key}"
        yield from _lists(value, f"{above}{key}.")


def _objects(name: str, rows: Iterator[tuple[int, Any]]) -> RawTable:
    """Objects as rows; their columns are all the keys of the first ones."""
    numbered = ((n, _flattened(_object(name, n, row))) for n, row in rows)
    start = list(islice(numbered, LOOKED_AT))
    keys = list(dict.fromkeys(key for _, row in start for key in row))
    every = chain(start, numbered)
    return RawTable(keys, ((n, [row.get(key, "") for key in keys]) for n, row in every))


def _object(name: str, n: int, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise ReadError(f"{name}: row {n} is {str(row)[:40]!r} and not an object of JSON")
    return row


def _flattened(row: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """An object with the keys of those inside it after theirs: totalCirculating.peggedUSD.

    What lies in a list goes by its number, from 1: v.1.
    """
    found: dict[str, str] = {}
    for key, value in row.items():
        if isinstance(value, list) and 0 < len(value) <= LOOKED_AT:
            value = {str(n): each for n, each in enumerate(value, start=1)}
        if isinstance(value, dict):
            found |= _flattened(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = _cell(value)
    return found


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
