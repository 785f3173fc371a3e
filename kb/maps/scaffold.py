"""A map to fill in, from the first rows of a table: a file in, YAML out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

import yaml

from kb.errors import ReadError
from kb.maps.cells import Cell, number_reader, read_day, text_of
from kb.maps.library import ready_maps
from kb.maps.model import DayColumn, Map
from kb.maps.tables import RowsElsewhere, raw_table
from kb.marked_yaml import read_marked
from kb.readers.opening import opened

LOOKED_AT = 20
FORMS = ("iso", "epoch", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d %b %Y", "%Y%m%d")
SERIES, UNIT = "SERIES", "UNIT"
_PLAIN = {"date": {"column": 1}, "columns": [{"column": 1, "series": SERIES, "unit": UNIT}]}


def scaffold(path: str) -> str:
    """A map of a csv, JSON or xlsx file, with what is left to fill in written in capitals.

    A column that a ready map reads is filled in as there. raises ReadError
    """
    try:
        table, names, rows = _looked_at(path)
    except RowsElsewhere as there:
        table, names, rows = _looked_at(path, there.path)
    day, form = _day_column(rows)
    head: dict[str, object] = {"source": "NAME"}
    if table.json_path:
        head["json_path"] = table.json_path
    if table.skip:
        head["skip"] = table.skip
    if table.header is False:
        head["header"] = False
    calls = [name if table.header else n for n, name in enumerate(names, start=1)]
    head["date"] = {"column": calls[day], "format": form}
    known = _known_columns()
    lines = [
        known.get(str(call), {"column": call, "series": SERIES, "unit": UNIT})
        for place, call in enumerate(calls)
        if place != day and call != ""
    ]
    parts = [f"{key}: {_flow(value)}" for key, value in head.items()]
    columns = [f"  - {_flow(line)}" for line in lines]
    return "\n".join([_ABOUT, *parts, "columns:", *columns, ""])


_ABOUT = """\
# Write what stands in capitals and take out the columns that you do not want.
# `downdraft add --template` lists the series; how cells are written (missing, negative, decimal,
# thousands) and all else that a map may say: docs/maps.md."""


def _flow(value: object) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=1_000)
    return text.removesuffix("\n").removesuffix("\n...")


def _looked_at(path: str, json_path: str = "") -> tuple[Map, Sequence[str], list[Sequence[Cell]]]:
    """How the table begins, the names of its columns, and its first rows."""
    plain = Map.model_validate({**_PLAIN, "header": False, "json_path": json_path})
    with opened(path) as file:
        raw = raw_table(file, plain)
        rows = [cells for _, cells in islice(raw.lines, LOOKED_AT)]
        if raw.names is not None:
            return plain.model_copy(update={"header": True}), raw.names, rows
        if not rows:
            raise ReadError(f"{file.name} holds no rows to make a map of")
    filled = [sum(bool(text_of(cell)) for cell in cells) for cells in rows]
    start = filled.index(max(filled))
    first = [text_of(cell) for cell in rows[start]]
    if any(map(_is_number, first)):
        return plain, first, rows[start:]
    update = {"header": True, "skip": start}
    return plain.model_copy(update=update), first, rows[start + 1 :]


def _is_number(text: str) -> bool:
    with suppress(ValueError):
        return bool(_number(text))
    return False


_number = number_reader(Map.model_validate(_PLAIN))


def _day_column(rows: Sequence[Sequence[Cell]]) -> tuple[int, str]:
    """The first column that holds days, and how they are written; the first of all for none."""
    for cells in rows[:1]:
        for place, cell in enumerate(cells):
            for form in FORMS:
                with suppress(ValueError):
                    read_day(cell, DayColumn(column=("1",), format=form))
                    return place, form
    return 0, "iso"


def _known_columns() -> dict[str, dict[str, object]]:
    """Columns that the ready maps read, as they are written there."""
    trees = (read_marked(text)[0] for text in ready_maps().values())
    plain = {"column", "series", "unit"}
    return {
        str(name): {"column": name, "series": column["series"], "unit": column["unit"]}
        for tree in trees
        for column in tree["columns"]
        if set(column) - {"optional"} == plain
        for name in _several(column["column"])
    }


def _several(given: object) -> list[object]:
    return given if isinstance(given, list) else [given]
