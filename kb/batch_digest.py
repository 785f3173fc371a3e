"""What facts say, as columns and as a hash: facts in, columns for SQLite and a digest out.

The digest of a batch is taken while its rows stream by: the source series and units in the order in
which they are first named, then every row by their places in those lists, then the notes. It does
not depend on the row ids of a base, so the same rows are the same batch everywhere. It does depend
on the order of the rows: the order is kept in the base too, and a digest that ignored it would have
to hash each row by itself, which takes as long as writing it.

Facts already in the base are left out one by one, whatever their order, so the batch needs no more.
The digest of the facts a question sees is another one, and does ignore order: see kb/visible.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from struct import Struct
from typing import TypeVar

from kb.chain import hash_of
from kb.checksums import name_checksum, row_checksums
from kb.clock import day_number
from kb.facts import Fact
from kb.publication import PUBLICATIONS

CHUNK = 10_000

SourceSeries = tuple[str, str, str, date | None]
"""What one source says of a series, for an asset and a target: a row of the table `strand`."""

SpeltSeries = tuple[str, str, str, str | None]  # with its target as an ISO date
Thing = TypeVar("Thing")

_SOURCE_SERIES = itemgetter("series", "source", "asset", "target")
_AS_OF, _KNOWN_AT, _SPAN, _VALUE, _UNIT, _NOTE, _PUBLICATION = (
    itemgetter(name)
    for name in ("as_of", "known_at", "span", "value", "unit", "note", "publication")
)
_PLACES = {name: place for place, name in enumerate(PUBLICATIONS)}
_pack = Struct("<iiqiid").pack  # source series, as_of, known_at, span, unit, value
_MANY_MOMENTS = 100_000


class _Places(dict[Thing, int]):
    """The place of each thing in the order in which they are first asked for."""

    def __missing__(self, thing: Thing) -> int:
        self[thing] = len(self)
        return self[thing]


class _Days(dict[date, int]):
    """The day number of each date."""

    def __missing__(self, day: date) -> int:
        self[day] = day_number(day)
        return self[day]


class _Seconds(dict[datetime, int]):
    """The seconds of each moment."""

    def __missing__(self, known_at: datetime) -> int:
        self[known_at] = int(known_at.timestamp())
        return self[known_at]


@dataclass(frozen=True)
class Columns:
    """A chunk of facts by column; series (source series) and units are places in a BatchContent."""

    series: list[int]
    as_of: list[int]
    known_at: list[int]
    spans: list[int]
    units: list[int]
    values: list[float]
    notes: list[str]
    publications: list[int]


class RowDigest:
    """The hash and the checksums of rows, taken while they stream by."""

    def __init__(self) -> None:
        self.rows = 0
        self.series: list[SpeltSeries] = []
        self.units: list[str] = []
        self._series_checksums: list[int] = []
        self._unit_checksums: list[int] = []
        self._numbers, self._notes, self._publications = sha256(), sha256(), sha256()
        self._recorded = False
        self._checksums = bytearray()

    def take(self, columns: Columns, series: Iterable[SpeltSeries], units: Iterable[str]) -> None:
        """The next rows, and the source series and units that they are the first to name."""
        packed = b"".join(
            map(
                _pack, columns.series, columns.as_of, columns.known_at, columns.spans,
                columns.units, columns.values,
            )
        )  # fmt: skip
        self._add_names(list(series), list(units))
        self._numbers.update(packed)
        published = bytes(columns.publications)
        self._publications.update(published)
        self._recorded = self._recorded or any(published)
        self._checksums += row_checksums(
            packed, columns.notes, published, self._series_checksums, self._unit_checksums
        )
        if any(columns.notes):
            for place, note in enumerate(columns.notes, start=self.rows):
                if note:  # a note has no line break, so lines cannot be mistaken
                    self._notes.update(f"{place} {note}\n".encode())
        self.rows += len(columns.notes)

    def _add_names(self, series: list[SpeltSeries], units: list[str]) -> None:
        self.series += series
        self.units += units
        self._series_checksums += map(name_checksum, series)
        self._unit_checksums += map(name_checksum, units)

    def digest(self) -> str:
        """The digest of all that was taken, 64 hexadecimal digits.

        Rows from before it was recorded how a known_at is known keep the digest they had.
        """
        parts = [self._numbers.hexdigest(), self._notes.hexdigest()]
        if self._recorded:
            parts.append(self._publications.hexdigest())
        return hash_of(["facts", self.rows, self.series, self.units, *parts])

    def checksums(self) -> bytes:
        """The checksums of all rows that were taken."""
        return bytes(self._checksums)


class BatchContent:
    """What rows say, gathered chunk by chunk."""

    def __init__(self) -> None:
        self._series: _Places[SourceSeries] = _Places()
        self._units: _Places[str] = _Places()
        self._days, self._seconds = _Days(), _Seconds()
        self._digest = RowDigest()

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return self._digest.rows

    def take(self, facts: Sequence[Fact]) -> Columns:
        """The columns of the next facts, which join the digest. Every loop here runs in C."""
        fields = list(map(vars, facts))
        if len(self._seconds) > _MANY_MOMENTS:
            self._seconds.clear()
        columns = Columns(
            series=list(map(self._series.__getitem__, map(_SOURCE_SERIES, fields))),
            as_of=list(map(self._days.__getitem__, map(_AS_OF, fields))),
            known_at=list(map(self._seconds.__getitem__, map(_KNOWN_AT, fields))),
            spans=list(map(_SPAN, fields)),
            units=list(map(self._units.__getitem__, map(_UNIT, fields))),
            # SQLite stores -0.0 as 0.0; adding makes them one here too
            values=list(map((0.0).__add__, map(_VALUE, fields))),
            notes=list(map(_NOTE, fields)),
            publications=list(map(_PLACES.__getitem__, map(_PUBLICATION, fields))),
        )
        known = self._digest
        self._digest.take(
            columns,
            map(_spelt, self.series(len(known.series))),
            self.units(len(known.units)),
        )
        return columns

    def series(self, start: int) -> list[SourceSeries]:
        """The source series named so far, from place `start` on."""
        return list(islice(self._series, start, None))

    def units(self, start: int) -> list[str]:
        """The units named so far, from place `start` on."""
        return list(islice(self._units, start, None))

    def digest(self) -> str:
        """The digest of all that was taken."""
        return self._digest.digest()

    def checksums(self) -> bytes:
        """The checksums of all that was taken, to find one that was altered later."""
        return self._digest.checksums()


def _spelt(one: SourceSeries) -> SpeltSeries:
    series, source, asset, target = one
    return series, source, asset, None if target is None else target.isoformat()
