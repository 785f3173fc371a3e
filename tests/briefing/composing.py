"""The parts of a composed briefing without their marks."""

from __future__ import annotations

from engine.briefing.parts import Briefing, TableRow
from engine.words.cite import Refs, bind
from kb.store import KnowledgeBase
from tests.desk import (
    book_of,
    composed,
)


def plain(marked: str, refs: Refs) -> str:
    return bind(marked, refs).text


def rows(desk: Briefing, part: str) -> list[tuple[str, ...]]:
    """The cells of a part's rows and their citations, without marks."""
    table: tuple[TableRow, ...] = getattr(desk, part)
    refs = desk.marker.writer.refs
    return [tuple(plain(cell, refs) for cell in (*row.cells, row.cite)) for row in table]


def part_of(part: str, given: list, **changed: str) -> list[tuple[str, ...]]:
    """A part of the briefing of other facts or pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return rows(composed(base, book_of(**changed)), part)
