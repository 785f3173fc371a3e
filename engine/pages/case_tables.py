"""The tables of a page: `## Given`, the common world of its cases, and `## Cases`, a row a case.

A case says only what it changes. A column that a row leaves blank is as given; what differs in few
cases stands in the column `but`, what few cases expect in the column `gives`, as
`traded = 30 USD bn; holders = ?`. Several pairs of tables may follow each other; a world lasts
until the next is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from engine.pages.errors import PageError
from engine.pages.page import CASES, Case

GIVEN = "Given"
BUT, GIVES = "but", "gives"
_PIPE = re.compile(r"(?<!\\)\|")
_NEXT = re.compile(r";\s*(?=[A-Za-z][A-Za-z0-9_.]*\s*=)")
_NAMED = re.compile(r"([a-z][a-z0-9_.]*)\s*=\s*(\S.*)", re.DOTALL)
_EXAMPLE = "write `name = 30 USD bn; other = ?`"
_Cells = dict[str, tuple[str, int, int]]
"""The cells of one case by name, each with the row it stands on and that of its name."""


@dataclass(frozen=True)
class Place:
    """The page a table stands on: its name in errors, its rows, and the line of the first."""

    file: str
    rows: Sequence[str]
    first_line: int

    def wrong(self, row: int, problem: str) -> PageError:
        """An error about a row."""
        return PageError(self.file, self.first_line + row, problem)


def is_table(heading: str) -> bool:
    """Whether a heading opens one of the tables: Cases, Given, or Given with words behind it."""
    return heading in (CASES, GIVEN) or heading.startswith(f"{GIVEN} ")


def read_cases(
    tokens: list[Token], heads: Sequence[tuple[str, str, int, int]], place: Place
) -> tuple[Case, ...]:
    """Every case of the page, each with all names that some case binds or expects."""
    rows = table_rows(tokens)
    ends = [start for _, _, start, _ in heads[1:]] + [len(place.rows)]
    world: _Cells = {}
    found, titles = list[tuple[str, int, _Cells]](), set[str]()
    for (_, name, start, after), end in zip(heads, ends, strict=True):
        if is_table(name):
            table = [row for row in rows if after <= row[0] < end]
            if name == CASES:
                found += _table(table, world, titles, place, start)
            else:
                world = _world(table, place, start)
    names = tuple(dict.fromkeys(name for _, _, row in found for name in row))
    return tuple(_case(title, line, row, names, place.first_line) for title, line, row in found)


def _case(title: str, line: int, row: _Cells, names: Sequence[str], first_line: int) -> Case:
    cells = tuple((name, row[name][0] if name in row else "") for name in names)
    lines = tuple(
        (name, first_line + at, first_line + named) for name, (_, at, named) in row.items()
    )
    return Case(title, cells, first_line + line, lines)


def _world(table: list[tuple[int, list[str]]], place: Place, start: int) -> _Cells:
    if not table or [cell.strip("`") for cell in table[0][1]] != ["given", "value"]:
        raise place.wrong(start, f"under '{GIVEN}' a table is expected: | given | value |")
    world: _Cells = {}
    for line, (name, cell) in table[1:]:
        _refuse_odd(place, line, 2)
        name = name.strip("`")
        if name in world:
            raise place.wrong(line, f"{name!r} is given here twice; take one out")
        if not cell:
            raise place.wrong(line, f"{name!r} is given nothing; write a number, or ?")
        world[name] = cell, line, line
    return world


def _table(
    table: list[tuple[int, list[str]]], world: _Cells, titles: set[str], place: Place, start: int
) -> Iterator[tuple[str, int, _Cells]]:
    if not table:
        raise place.wrong(start + 1, f"under '{CASES}' a table is expected: | case | ... |")
    (heading, names), *rows = table
    columns = [name.strip("`") for name in names]
    if columns[:1] != ["case"]:
        problem = f"the first column of the cases is 'case', not {columns[0]!r}; rename it"
        raise place.wrong(heading, problem)
    for i, name in enumerate(columns):
        if name in columns[:i]:
            problem = f"the column {name!r} stands here twice; rename one or take it out"
            raise place.wrong(heading, problem)
    for line, cells in rows:
        if cells[0] in titles:
            problem = f"the case {cells[0]!r} stands here twice; rename one or take it out"
            raise place.wrong(line, problem)
        titles.add(cells[0])
        _refuse_odd(place, line, len(columns))
        yield cells[0], line, _case_cells(columns[1:], cells[1:], world, place, heading, line)


def _case_cells(
    columns: list[str], cells: list[str], world: _Cells, place: Place, heading: int, line: int
) -> _Cells:
    """The cells of one case: the world, what its columns say, then what is named one by one."""
    row = dict(world)
    for name, cell in zip(columns, cells, strict=True):
        if name in (BUT, GIVES):
            for each, value in _named_cells(cell, name, place, line):
                row[each] = value, line, line
        elif cell or name not in world:
            row[name] = cell, line, heading
    return row


def _named_cells(cell: str, column: str, place: Place, line: int) -> Iterator[tuple[str, str]]:
    """`traded = 30 USD bn; holders = ?` as names and cells."""
    seen: set[str] = set()
    for part in _NEXT.split(cell.rstrip("; ")) if cell else ():
        match = _NAMED.fullmatch(part.strip())
        if match is None:
            said = f"{part.strip():.60}"
            raise place.wrong(line, f"{column}: {said!r} names nothing; {_EXAMPLE}")
        if match[1] in seen:
            raise place.wrong(line, f"{column}: {match[1]!r} stands here twice; take one out")
        seen.add(match[1])
        yield match[1], match[2].strip()


def _refuse_odd(place: Place, row: int, columns: int) -> None:
    """Markdown drops the cells that a row has too many, and adds those that it lacks."""
    text = place.rows[row].strip().removeprefix("|").removesuffix("|")
    cells = len(_PIPE.findall(text)) + 1
    if cells != columns:
        problem = f"this row has {cells} cells, and the table {columns} columns; write one for each"
        raise place.wrong(row, problem)


def table_rows(tokens: list[Token]) -> list[tuple[int, list[str]]]:
    """The rows of all tables: the row of the text each stands on, and its cells."""
    rows: list[tuple[int, list[str]]] = []
    for token, inside in pairwise(tokens):
        if token.type == "tr_open" and token.map:
            rows.append((token.map[0], []))
        elif token.type in ("td_open", "th_open"):
            rows[-1][1].append(inside.content.strip())
    return rows
