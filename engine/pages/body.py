"""The Markdown under the front matter: title, reading, sections; its tables in `case_tables`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.pages.case_tables import Place, is_table, read_cases
from engine.pages.errors import PageError
from engine.pages.page import IN_DETAIL, IN_SHORT, Case, Section, part_of


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
    place = Place(file, rows, first_line)
    for row in range(heads[0][2]):
        if rows[row].strip():
            raise place.wrong(row, "this stands before the title; move it under it")
    parts: list[tuple[str, Section]] = []
    ends = [start for _, _, start, _ in heads[1:]] + [len(rows)]
    for (tag, name, start, after), end in zip(heads, ends, strict=True):
        if tag == "h3" and name in (IN_DETAIL, IN_SHORT):
            name = part_of(parts[-1][0].partition(",")[0], name)
        chunk = "\n".join(rows[after:end])
        blank = chunk[: len(chunk) - len(chunk.lstrip())].count("\n")
        lines = first_line + after + blank, first_line + start
        parts.append((name, Section(chunk.strip(), *lines)))
    title, reading = parts[0]
    sections = tuple(part for part in parts[1:] if not is_table(part[0]))
    cases = read_cases(tokens, heads, place)
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
