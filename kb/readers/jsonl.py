"""jsonl in, facts out: one JSON object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, FactError
from kb.readers.opening import Opened, read_on
from kb.readers.table import REASON, BadRow, Numbered, Table, at_least_one, cells_of, unknown_column

ARRAY = (
    "is one JSON array; facts come one object a line: take out the brackets and the commas "
    "between the objects, or read it with a map: `downdraft add FILE --map`"
)


class KeyTwice(ValueError):
    """An object of JSON that says two things under one name."""


def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; raises KeyTwice, where other readers take the last of two values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise KeyTwice(f"the key {twice[:40]!r} stands in it twice; keep the one that is right")
    return found


_read = json.JSONDecoder(object_pairs_hook=no_key_twice).decode


def read_jsonl(file: Opened, checker: Checker) -> Table:
    """The rows of a jsonl file; ReadError when it is not text."""
    return Table(file.name, COLUMNS, at_least_one(_rows(file, checker), file.name))


def _rows(file: Opened, checker: Checker) -> Iterator[Numbered]:
    line = 0
    with read_on(file.name, lambda: line):
        for line, text in enumerate(file.text(), start=1):
            if line == 1 and text.lstrip().startswith("["):
                raise ReadError(f"{file.name} {ARRAY}")
            if text.strip():
                yield _fact_or_not(line, text.strip(), checker)


def _fact_or_not(line: int, text: str, checker: Checker) -> Numbered:
    try:
        raw = _object(text)
        return line, cells_of(raw), checker.fact(raw)
    except FactError as error:
        try:
            cells = cells_of(_object(text))
        except FactError:
            cells = [text]
        return line, cells, BadRow(line, str(error), text)


def _object(text: str) -> dict[str, object]:
    try:
        raw = _read(text)
    except KeyTwice as twice:
        raise FactError(str(twice)) from None
    except (ValueError, RecursionError) as error:
        raise FactError(f"the line is not JSON ({error}); write one object a line") from None
    if not isinstance(raw, dict):
        raise FactError('the line is not an object; write one such as {"series": …} a line')
    raw.pop(REASON, None)
    stray = [key for key in raw if key not in COLUMNS]
    if stray:
        raise FactError(unknown_column(stray[0]))
    return raw
