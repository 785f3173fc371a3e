"""What facts say, as columns and as a hash: facts in, columns for SQLite and a digest out.

The digest of a batch is taken while its rows stream by: the strands and units in the order in which
they are first named, then every row by their places in those lists, then the notes. It does not
depend on the row ids of a base, so the same rows are the same batch everywhere. It does depend on
the order of the rows: the order is kept in the base too, and a digest that ignored it would have to
hash each row by itself, which takes as long as writing it.

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
from kb.clock import day_number
from kb.facts import Fact
from kb.marks import mark_of, marks_of

CHUNK = 10_000

Strand = tuple[str, str, str, date | None]
Named = tuple[str, str, str, str | None]  # a strand with its target as an ISO date
Thing = TypeVar("Thing")

_STRAND = itemgetter("series", "source", "asset", "target")
_AS_OF, _KNOWN_AT, _SPAN, _VALUE, _UNIT, _NOTE = (
    itemgetter(name) for name in ("as_of", "known_at", "span", "value", "unit", "note")
)
_pack = Struct("<iiqiid").pack  # strand, as_of, known_at, span, unit, value
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
    """A chunk of facts column by column; strands and units are places in the lists of a Content."""

    strands: list[int]
    as_of: list[int]
    known_at: list[int]
    spans: list[int]
    units: list[int]
    values: list[float]
    notes: list[str]


class Digest:
    """The hash and the marks of rows, taken while they stream by."""

    def __init__(self) -> None:
        self.rows = 0
        self.strands: list[Named] = []
        self.units: list[str] = []
        self._strand_marks: list[int] = []
        self._unit_marks: list[int] = []
        self._numbers, self._notes = sha256(), sha256()
        self._marks = bytearray()

    def take(self, columns: Columns, strands: Iterable[Named], units: Iterable[str]) -> None:
        """The next rows, and the strands and units that they are the first to name."""
        packed = b"".join(
            map(
                _pack, columns.strands, columns.as_of, columns.known_at, columns.spans,
                columns.units, columns.values,
            )
        )  # fmt: skip
        self._name(list(strands), list(units))
        self._numbers.update(packed)
        self._marks += marks_of(packed, columns.notes, self._strand_marks, self._unit_marks)
        if any(columns.notes):
            for place, note in enumerate(columns.notes, start=self.rows):
                if note:  # a note has no line break, so lines cannot be mistaken
                    self._notes.update(f"{place} {note}\n".encode())
        self.rows += len(columns.notes)

    def _name(self, strands: list[Named], units: list[str]) -> None:
        self.strands += strands
        self.units += units
        self._strand_marks += map(mark_of, strands)
        self._unit_marks += map(mark_of, units)

    def digest(self) -> str:
        """The digest of all that was taken, 64 hexadecimal digits."""
        parts = [self._numbers.hexdigest(), self._notes.hexdigest()]
        return hash_of(["facts", self.rows, self.strands, self.units, *parts])

    def marks(self) -> bytes:
        """The marks of all rows that were taken."""
        return bytes(self._marks)


class Content:
    """What rows say, gathered chunk by chunk."""

    def __init__(self) -> None:
        self._strands: _Places[Strand] = _Places()
        self._units: _Places[str] = _Places()
        self._days, self._seconds = _Days(), _Seconds()
        self._digest = Digest()

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
            strands=list(map(self._strands.__getitem__, map(_STRAND, fields))),
            as_of=list(map(self._days.__getitem__, map(_AS_OF, fields))),
            known_at=list(map(self._seconds.__getitem__, map(_KNOWN_AT, fields))),
            spans=list(map(_SPAN, fields)),
            units=list(map(self._units.__getitem__, map(_UNIT, fields))),
            # SQLite stores -0.0 as 0.0; adding makes them one here too
            values=list(map((0.0).__add__, map(_VALUE, fields))),
            notes=list(map(_NOTE, fields)),
        )
        known = self._digest
        self._digest.take(
            columns, map(_named, self.strands(len(known.strands))), self.units(len(known.units))
        )
        return columns

    def strands(self, start: int) -> list[Strand]:
        """The strands named so far, from place `start` on."""
        return list(islice(self._strands, start, None))

    def units(self, start: int) -> list[str]:
        """The units named so far, from place `start` on."""
        return list(islice(self._units, start, None))

    def digest(self) -> str:
        """The digest of all that was taken."""
        return self._digest.digest()

    def marks(self) -> bytes:
        """The marks of all that was taken, to find one that was altered later."""
        return self._digest.marks()


def _named(strand: Strand) -> Named:
    series, source, asset, target = strand
    return series, source, asset, None if target is None else target.isoformat()


def content_of(facts: Iterable[Fact]) -> Content:
    """What facts say, in their order."""
    content, stream = Content(), iter(facts)
    while chunk := list(islice(stream, CHUNK)):
        content.take(chunk)
    return content
