"""A stored batch hashed again: rows of `fact` in, their digest and checksums out.

The rows stream by in chunks, so a batch of any size takes the same memory.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from kb.batch_digest import CHUNK, RowDigest, SpeltSeries
from kb.clock import NO_TARGET, day_date

Row = tuple[Any, ...]
# As kb.checksums.ROW, but strict: a damaged value that is of another type is no number.
_pack = struct.Struct("<iiqiid").pack
FACT_ROW = "id, batch_id, strand_id, as_of, known_at, span, value, unit_id, note, publication"
UNIT = FACT_ROW.split(", ").index("unit_id")
_ROWS = "SELECT {columns} FROM fact WHERE id BETWEEN ? AND ? ORDER BY id"
_BEFORE_RECORDED = FACT_ROW.replace("publication", "0")
_SOURCE_SERIES = """SELECT strand.id, series.name, source.name, asset, target FROM strand
    LEFT JOIN series ON series.id = strand.series_id
    LEFT JOIN source ON source.id = strand.source_id ORDER BY strand.id"""


class StoredNames:
    """What row ids of source series and units stand for; one that is not there is said so."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.spelt: dict[int, SpeltSeries] = {
            number: (series, source, asset, _iso(target))
            for number, series, source, asset, target in connection.execute(_SOURCE_SERIES)
        }
        self.units: dict[int, str] = dict(connection.execute("SELECT id, name FROM unit"))

    def series(self, number: int) -> SpeltSeries:
        """A source series by its row id."""
        return self.spelt.get(number, ("", "", "", f"no strand {number}"))

    def unit(self, number: int) -> str:
        """A unit by its row id."""
        return self.units.get(number, f"no unit {number}")


class StoredBatch:
    """The digest and checksums of stored rows that go by.

    unfit  the first row that holds what no fact can; the digest is not to be had then
    """

    def __init__(self, names: StoredNames) -> None:
        self._names = names
        self._series: dict[int, int] = {}
        self._units: dict[int, int] = {}
        self._digest = RowDigest()
        self.unfit: int | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """The next rows."""
        if self.unfit is None:
            try:
                self._take(rows)
            except (struct.error, OverflowError, TypeError, ValueError):
                self.unfit = next((row[0] for row in rows if not _can_be_packed(row)), rows[0][0])

    def _take(self, rows: Sequence[Row]) -> None:
        _, _, series, as_of, known_at, spans, values, units, notes, publications = map(
            list, zip(*rows, strict=True)
        )
        known = len(self._series), len(self._units)
        placed = _placed(series, self._series), _placed(units, self._units)
        plain = map((0.0).__add__, values)  # SQLite stores -0.0 as 0.0
        packed = b"".join(map(_pack, placed[0], as_of, known_at, spans, placed[1], plain))
        new_series, new_units = list(self._series)[known[0] :], list(self._units)[known[1] :]
        self._digest.name(map(self._names.series, new_series), map(self._names.unit, new_units))
        self._digest.take(packed, notes, bytes(publications))

    def digest(self) -> str:
        """The digest of all rows; ValueError where one of them holds what no fact can."""
        if self.unfit is not None:
            raise ValueError(f"fact {self.unfit} holds what no fact can")
        return self._digest.digest()

    def checksums(self) -> bytes:
        """The checksums of all rows up to the first that is unfit."""
        return self._digest.checksums()


def chunks(
    connection: sqlite3.Connection, first: int, last: int, columns: str = FACT_ROW
) -> Iterator[list[Row]]:
    """The rows of facts between two row ids, in order."""
    rows = connection.execute(_ROWS.format(columns=columns), (first, last))
    while chunk := rows.fetchmany(CHUNK):
        yield chunk


def hashed_again(
    connection: sqlite3.Connection, names: StoredNames, first: int, last: int,
    columns: str = FACT_ROW,
) -> StoredBatch:  # fmt: skip
    """The rows of facts between two row ids, hashed as a batch of their own."""
    stored = StoredBatch(names)
    for chunk in chunks(connection, first, last, columns):
        stored.take(chunk)
    return stored


def write_checksums(connection: sqlite3.Connection) -> None:
    """Write the checksums of every batch of a base that has none, of version 2."""
    names, first = StoredNames(connection), 1
    for batch, last in connection.execute("SELECT id, last_fact FROM batch ORDER BY id").fetchall():
        found = hashed_again(connection, names, first, last, _BEFORE_RECORDED).checksums()
        connection.execute("INSERT INTO mark VALUES (?, ?)", (batch, found))
        first = last + 1


def _placed(numbers: Sequence[int], places: dict[int, int]) -> list[int]:
    return [places.setdefault(number, len(places)) for number in numbers]


def _can_be_packed(row: Row) -> bool:
    """Whether a row can be packed and its note be spelt."""
    _, _, _, as_of, known_at, span, value, _, note, publication = row
    try:
        struct.pack("<iqidB", as_of, known_at, span, value, publication)
        note.encode()
    except (AttributeError, struct.error, TypeError, UnicodeEncodeError):
        return False
    return True


def _iso(target: int) -> str | None:
    try:
        return None if target == NO_TARGET else day_date(target).isoformat()
    except (OverflowError, TypeError, ValueError):
        return f"no day: {target}"
