"""jsonl in, facts out: one JSON object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, FactError
from kb.readers.opening import Opened
from kb.readers.table import REASON, BadRow, Numbered, Table, at_least_one, unknown_column


def read_jsonl(file: Opened, checker: Checker) -> Table:
    """The rows of a jsonl file; ReadError when it is not text."""
    return Table(file.name, COLUMNS, at_least_one(_rows(file, checker), file.name))


def _rows(file: Opened, checker: Checker) -> Iterator[Numbered]:
    line = 0
    try:
        for line, text in enumerate(file.text(), start=1):
            if text.strip():
                yield _row(line, text.strip(), checker)
    except UnicodeDecodeError:
        raise ReadError(
            f"{file.name} is not UTF-8 (in line {line + 1} or after it); save it as UTF-8"
        ) from None
    except OSError as error:
        raise ReadError(f"{file.name} cannot be read on: {error}") from None


def _row(line: int, text: str, checker: Checker) -> Numbered:
    try:
        raw = _object(text)
        return line, _cells(raw), checker.fact(raw)
    except FactError as error:
        try:
            cells = _cells(_object(text))
        except FactError:
            cells = [text]
        return line, cells, BadRow(line, str(error), text)


def _object(text: str) -> dict[str, object]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FactError(f"the line is not JSON ({error}); write one object a line") from None
    if not isinstance(raw, dict):
        raise FactError('the line is not an object; write one such as {"series": …} a line')
    raw.pop(REASON, None)
    stray = [key for key in raw if key not in COLUMNS]
    if stray:
        raise FactError(unknown_column(stray[0]))
    return raw


def _cells(raw: dict[str, object]) -> list[str]:
    return ["" if (cell := raw.get(column)) is None else str(cell) for column in COLUMNS]
