"""What a base says around the rows that come in: the same source before, between and after them,
and other sources where the same has said nothing before."""

from __future__ import annotations

import sqlite3
from datetime import date
from math import isclose
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.plausible.line import NOTHING, Line
from kb.plausible.past import WINDOW
from kb.plausible.words import ACCEPTED

if TYPE_CHECKING:
    from kb.facts import Fact

Key = tuple[str, str, str, date | None]
"""Series, source, asset and target."""

Longs = NDArray[np.int64]
BETWEEN = 10_000  # rows of a base laid among those of a chunk, at most
_STRANDS = """SELECT strand.id, source.name FROM strand
    JOIN series ON series.id = strand.series_id JOIN source ON source.id = strand.source_id
    WHERE series.name = ? AND strand.asset = ? AND strand.target = ?"""
_ROW = f"""SELECT as_of, value, span, substr(note, 1, {len(ACCEPTED)}) = '{ACCEPTED}' FROM fact
    WHERE id NOT IN (SELECT fact_id FROM withdrawal) AND strand_id = ? AND as_of"""
_BEFORE = f"{_ROW} < ? ORDER BY as_of DESC, known_at DESC LIMIT ?"
_SINCE = f"{_ROW} >= ? ORDER BY as_of, known_at LIMIT ?"
_STORED = """SELECT value FROM fact WHERE strand_id = ? AND as_of = ? AND known_at = ?
    AND span = ?"""

Row = tuple[int, float, int, int]


class Before:
    """Reads a base around rows that are not in it yet."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._connection, self._catalog = connection, catalog

    def laid(self, key: Key, days: Longs, value: NDArray[np.float64]) -> tuple[Line, Longs, Line]:
        """Rows of a chunk, oldest first, among those of the base.

        returns  the line; for each of its facts the place among the rows, -1 for one of the base;
                 and what others say, or the same source later, where it says nothing before
        """
        own, first = self._strands(key).get(key[1]), int(days[0])
        before = [] if own is None else self._rows(_BEFORE, own, first, WINDOW)[::-1]
        since = [] if own is None else self._rows(_SINCE, own, first, BETWEEN)
        rows = before + since
        as_of = np.concatenate([np.array([row[0] for row in rows], dtype=np.int64), days])
        order = np.argsort(as_of, kind="stable")
        places = np.concatenate([np.full(len(rows), -1), np.arange(len(days))])[order]
        held = self._line(key, rows)
        line = Line(
            as_of[order], np.zeros(len(order), dtype=np.int64),
            np.concatenate([held.value, value])[order],
            np.concatenate([held.accepted, np.zeros(len(days), dtype=np.bool_)])[order],
        )  # fmt: skip
        return line, places, NOTHING if before else self._others(key, first, since)

    def stored(self, fact: Fact) -> bool:
        """Whether a fact is in the base already, with the same value."""
        key = (fact.series, fact.source, fact.asset, fact.target)
        strand = self._strands(key).get(fact.source)
        at = (strand, day_number(fact.as_of), int(fact.known_at.timestamp()), fact.span)
        found = self._connection.execute(_STORED, at).fetchone()
        return found is not None and isclose(found[0], fact.value, rel_tol=1e-12)

    def _strands(self, key: Key) -> dict[str, int]:
        """The row ids of what is said of a series, asset and target, by source."""
        series, _, asset, target = key
        about = NO_TARGET if target is None else day_number(target)
        found = self._connection.execute(_STRANDS, (series, asset, about)).fetchall()
        return {source: number for number, source in found}

    def _others(self, key: Key, day: int, own: list[Row]) -> Line:
        """What others say; a document neither holds others to its word nor is held to theirs."""
        rows = own[:WINDOW]
        argues = {name for name, source in self._catalog.sources.items() if source.document}
        for source, strand in self._strands(key).items():
            own_part = any(self._catalog.is_part(key[0], each) for each in (source, key[1]))
            if source != key[1] and not own_part and argues.isdisjoint((source, key[1])):
                rows = rows + self._rows(_BEFORE, strand, day + 1, WINDOW // 2)
                rows = rows + self._rows(_SINCE, strand, day + 1, WINDOW // 2)
        return self._line(key, rows)

    def _line(self, key: Key, rows: list[Row]) -> Line:
        flow = self._catalog.get(key[0]).measure == "flow"
        values = [value / span if flow else value for _, value, span, _ in rows]
        return Line(
            np.array([row[0] for row in rows], dtype=np.int64),
            np.zeros(len(rows), dtype=np.int64),
            np.array(values, dtype=np.float64),
            np.array([row[3] for row in rows], dtype=np.bool_),
        )

    def _rows(self, query: str, strand: int, day: int, most: int) -> list[Row]:
        return self._connection.execute(query, (strand, day, most)).fetchall()
