"""A batch taken anew from its stored rows: rows of `fact` in, their digest and marks out.

The rows stream by in chunks, so a batch of any size takes the same memory.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from kb.clock import NO_TARGET, day_date
from kb.content import CHUNK, Columns, Digest, Named

Row = tuple[Any, ...]
FACT_ROW = "id, batch_id, strand_id, as_of, known_at, span, value, unit_id, note"
UNIT = FACT_ROW.split(", ").index("unit_id")
_ROWS = f"SELECT {FACT_ROW} FROM fact WHERE id BETWEEN ? AND ? ORDER BY id"
_STRANDS = """SELECT strand.id, series.name, source.name, strand.asset, strand.target FROM strand
    LEFT JOIN series ON series.id = strand.series_id
    LEFT JOIN source ON source.id = strand.source_id"""


class Names:
    """What the row ids of strands and units stand for; a name that is not there stands for none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._strands: dict[int, Named] = {
            number: (series, source, asset, _iso(target))
            for number, series, source, asset, target in connection.execute(_STRANDS)
        }
        self.units: dict[int, str] = dict(connection.execute("SELECT id, name FROM unit"))

    def strand(self, number: int) -> Named:
        """A strand by its row id."""
        return self._strands.get(number, ("", "", "", f"no strand {number}"))

    def unit(self, number: int) -> str:
        """A unit by its row id."""
        return self.units.get(number, f"no unit {number}")


class Retake:
    """The digest and marks of rows that go by.

    unfit  the first row that holds what no fact can; the digest is not to be had then
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._strands: dict[int, int] = {}
        self._units: dict[int, int] = {}
        self._digest = Digest()
        self.unfit: int | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """The next rows."""
        if self.unfit is None:
            try:
                self._take(rows)
            except (struct.error, OverflowError, TypeError, ValueError):
                self.unfit = next((row[0] for row in rows if not _fits(row)), rows[0][0])

    def _take(self, rows: Sequence[Row]) -> None:
        _, _, strands, as_of, known_at, spans, values, units, notes = map(
            list, zip(*rows, strict=True)
        )
        known = len(self._strands), len(self._units)
        columns = Columns(
            _placed(strands, self._strands), as_of, known_at, spans, _placed(units, self._units),
            list(map((0.0).__add__, values)), notes,
        )  # fmt: skip
        new_strands, new_units = list(self._strands)[known[0] :], list(self._units)[known[1] :]
        self._digest.take(
            columns, map(self._names.strand, new_strands), map(self._names.unit, new_units)
        )

    def digest(self) -> str:
        """The digest of all rows; ValueError where one of them holds what no fact can."""
        if self.unfit is not None:
            raise ValueError(f"fact {self.unfit} holds what no fact can")
        return self._digest.digest()

    def marks(self) -> bytes:
        """The marks of all rows up to the first that is unfit."""
        return self._digest.marks()


def chunks(connection: sqlite3.Connection, first: int, last: int) -> Iterator[list[Row]]:
    """The rows of facts between two row ids, in order."""
    rows = connection.execute(_ROWS, (first, last))
    while chunk := rows.fetchmany(CHUNK):
        yield chunk


def mark_batches(connection: sqlite3.Connection) -> None:
    """Write the marks of batches that have none."""
    names, first = Names(connection), 1
    for batch, last in connection.execute("SELECT id, last_fact FROM batch ORDER BY id").fetchall():
        retake = Retake(names)
        for chunk in chunks(connection, first, last):
            retake.take(chunk)
        connection.execute("INSERT INTO mark VALUES (?, ?)", (batch, retake.marks()))
        first = last + 1


def _placed(numbers: Sequence[int], places: dict[int, int]) -> list[int]:
    return [places.setdefault(number, len(places)) for number in numbers]


def _fits(row: Row) -> bool:
    """Whether a row can be packed and its note be spelt."""
    _, _, _, as_of, known_at, span, value, _, note = row
    try:
        struct.pack("<iqid", as_of, known_at, span, value)
        note.encode()
    except (AttributeError, struct.error, TypeError, UnicodeEncodeError):
        return False
    return True


def _iso(target: int) -> str | None:
    try:
        return None if target == NO_TARGET else day_date(target).isoformat()
    except (OverflowError, TypeError, ValueError):
        return f"no day: {target}"
