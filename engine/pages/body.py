"""The Markdown under the front matter: title, reading, sections and the table of cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.pages.errors import PageError
from engine.pages.page import CASES, IN_DETAIL, Case, Section, detail_of

_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Body:
    """The parts of a page's Markdown, section texts as Jinja source."""

    title: str
    reading: Section
    sections: tuple[tuple[str, Section], ...]
    cases: tuple[Case, ...]


def read_body(text: str, file: str, first_line: int) -> Body:
    """Split a page's Markdown at its headings; raises PageError when the title is missing."""
    tokens = _markdown().parse(text)
    heads = _headings(tokens)
    if not heads or heads[0][0] != "h1":
        raise PageError(file, first_line, "the page needs a title: a line that starts with '# '")
    rows = text.split("\n")
    for row in range(heads[0][2]):
        if rows[row].strip():
            raise PageError(
                file, first_line + row, "this stands before the title; move it under it"
            )
    parts: list[tuple[str, Section]] = []
    ends = [start for _, _, start, _ in heads[1:]] + [len(rows)]
    for (tag, name, start, after), end in zip(heads, ends, strict=True):
        if tag == "h3" and name == IN_DETAIL:
            name = detail_of(parts[-1][0])
        chunk = "\n".join(rows[after:end])
        blank = chunk[: len(chunk) - len(chunk.lstrip())].count("\n")
        lines = first_line + after + blank, first_line + start
        parts.append((name, Section(chunk.strip(), *lines)))
    title, reading = parts[0]
    sections = tuple(part for part in parts[1:] if part[0] != CASES)
    cases = _cases(tokens, heads, rows, file, first_line)
    return Body(title, reading, sections, cases)


@cache
def _markdown() -> MarkdownIt:
    """Blocks and tables only: what stands inside a line is read as it is written."""
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _headings(tokens: list[Token]) -> list[tuple[str, str, int, int]]:
    found = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.map:
            found.append((token.tag, inside.content.strip(), token.map[0], token.map[1]))
    return found


def _cases(
    tokens: list[Token],
    heads: list[tuple[str, str, int, int]],
    source: list[str],
    file: str,
    first_line: int,
) -> tuple[Case, ...]:
    start = next((after for _, name, _, after in heads if name == CASES), None)
    if start is None:
        return ()
    rows = [row for row in _table_rows(tokens) if row[0] >= start]
    if not rows:
        raise PageError(
            file, first_line + start, "under 'Cases' a table is expected: | case | ... |"
        )
    columns = [cell.strip("`") for cell in rows[0][1]]
    if columns[:1] != ["case"]:
        raise PageError(
            file,
            first_line + rows[0][0],
            f"the first column of the cases is 'case', not {columns[0]!r}; rename it",
        )
    _refuse_twins(columns, [rows[0][0]] * len(columns), "column", file, first_line)
    titles, lines = [cells[0] for _, cells in rows[1:]], [line for line, _ in rows[1:]]
    _refuse_twins(titles, lines, "case", file, first_line)
    for line, _ in rows[1:]:
        _refuse_odd(source[line], len(columns), file, first_line + line)
    return tuple(
        Case(cells[0], tuple(zip(columns[1:], cells[1:], strict=True)), first_line + line)
        for line, cells in rows[1:]
    )


def _refuse_odd(row: str, columns: int, file: str, line: int) -> None:
    """Markdown drops the cells that a row has too many, and adds those that it lacks."""
    cells = len(_PIPE.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1
    if cells != columns:
        problem = f"this row has {cells} cells, and the table {columns} columns; write one for each"
        raise PageError(file, line, problem)


def _refuse_twins(
    names: list[str], lines: list[int], what: str, file: str, first_line: int
) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            problem = f"the {what} {name!r} stands here twice; rename one or take it out"
            raise PageError(file, first_line + lines[i], problem)


def _table_rows(tokens: list[Token]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for token, inside in pairwise(tokens):
        if token.type == "tr_open" and token.map:
            rows.append((token.map[0], []))
        elif token.type in ("td_open", "th_open"):
            rows[-1][1].append(inside.content.strip())
    return rows
