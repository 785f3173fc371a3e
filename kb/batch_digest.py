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

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from kb.chain import hash_of
from kb.checksums import ROW, name_checksum, row_checksums
from kb.fact_cells import LONGEST_SPAN, FactError
from kb.fact_columns import FactColumns, Frame, Longs, Places, SourceSeries
from kb.publication import PUBLICATIONS

CHUNK = 10_000

SpeltSeries = tuple[str, str, str, str | None]  # a source series, its target as an ISO date
_PLACES = {name: place for place, name in enumerate(PUBLICATIONS)}


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

    def name(self, series: Iterable[SpeltSeries], units: Iterable[str]) -> None:
        """The source series and units that the next rows are the first to name."""
        new_series, new_units = list(series), list(units)
        self.series += new_series
        self.units += new_units
        self._series_checksums += map(name_checksum, new_series)
        self._unit_checksums += map(name_checksum, new_units)

    def take(self, packed: bytes, notes: list[str], published: bytes) -> None:
        """The next rows: packed as ROW, their notes, and a byte each for how they are known."""
        self._numbers.update(packed)
        self._publications.update(published)
        self._recorded = self._recorded or any(published)
        self._checksums += row_checksums(
            packed, notes, published, self._series_checksums, self._unit_checksums
        )
        if any(notes):
            for place, note in enumerate(notes, start=self.rows):
                if note:  # a note has no line break, so lines cannot be mistaken
                    self._notes.update(f"{place} {note}\n".encode())
        self.rows += len(notes)

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


class Coded(NamedTuple):
    """A chunk of facts as whole numbers; series (source series) and units are places."""

    series: Longs
    spans: Longs
    units: Longs
    publications: Longs


class BatchContent:
    """What rows say, gathered chunk by chunk."""

    def __init__(self) -> None:
        self._series: Places[SourceSeries] = Places()
        self._units: Places[str] = Places()
        self._frames: Longs = np.empty((len(Coded._fields), 0), dtype=np.int64)
        self._digest = RowDigest()

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return self._digest.rows

    def take(self, facts: FactColumns) -> Coded:
        """The next facts, which join the digest; all chunks come of one reader."""
        self._learn(facts)
        coded = Coded(*self._frames[:, facts.frames])
        rows = np.empty(len(facts), dtype=ROW)
        rows["series"], rows["span"], rows["unit"] = coded.series, coded.spans, coded.units
        rows["as_of"], rows["known_at"] = facts.as_of, facts.known_at
        rows["value"] = facts.values.view(np.uint64)
        published = coded.publications.astype(np.uint8).tobytes()
        self._digest.take(rows.tobytes(), facts.notes, published)
        return coded

    def _learn(self, facts: FactColumns) -> None:
        """Give the series and units that these facts are the first to name their places."""
        more = len(facts.met) - self._frames.shape[1]
        self._frames = np.pad(self._frames, ((0, 0), (0, more)), constant_values=-1)
        unmet = facts.frames[self._frames[0, facts.frames] < 0]
        for place in dict.fromkeys(unmet.tolist()):
            frame = facts.met[place]
            _refuse_span(frame)
            series, unit = self._series[frame.source_series], self._units[frame.unit]
            self._frames[:, place] = series, frame.span, unit, _PLACES[frame.publication]
        known = self._digest
        known.name(map(_spelt, self.series(len(known.series))), self.units(len(known.units)))

    def series(self, start: int) -> list[SourceSeries]:
        """The source series named so far, from place `start` on."""
        return self._series.since(start)

    def units(self, start: int) -> list[str]:
        """The units named so far, from place `start` on."""
        return self._units.since(start)

    def digest(self) -> str:
        """The digest of all that was taken."""
        return self._digest.digest()

    def checksums(self) -> bytes:
        """The checksums of all that was taken, to find one that was altered later."""
        return self._digest.checksums()


def _refuse_span(frame: Frame) -> None:
    """Refuse a span that a model made unchecked may have: cut to 32 bits it would be another."""
    if not 1 <= frame.span <= LONGEST_SPAN:
        problem = f"span {frame.span} is not a number of days from 1 to {LONGEST_SPAN}"
        raise FactError(f"{frame.series} of {frame.source}: {problem}")


def _spelt(one: SourceSeries) -> SpeltSeries:
    series, source, asset, target = one
    return series, source, asset, None if target is None else target.isoformat()
