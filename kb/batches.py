"""Writing facts: one batch, one transaction. Facts stream in by chunks; a receipt comes out.

Rows that are already stored are skipped and counted. Two values for one fact are conflicts, named
one by one, so that a file's reader can say on which line each of them stands.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import isclose

from kb.batch_digest import BatchContent, SourceSeries
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.conflicts import Conflict, two_values
from kb.facts import Fact
from kb.late_facts import late_histories, late_runs, long_known
from kb.links import write_link
from kb.receipt import Receipt
from kb.rounding import rounded_alike
from kb.stored_batches import StoredBatch, StoredNames, hashed_again

SAME = 1e-12  # relative: 1100 USD m and 1.1 USD bn are one value, whatever their last bit

_INSERT = """INSERT INTO fact (batch_id, strand_id, as_of, known_at, span, value, unit_id, note,
    publication) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (strand_id, as_of, known_at, span) DO NOTHING"""

_STORED = """SELECT value, unit.name, batch_id FROM fact JOIN unit ON unit.id = unit_id
    WHERE strand_id = ? AND as_of = ? AND known_at = ? AND span = ?"""

_UNIT = "SELECT id FROM unit WHERE name = ?"

_SOURCE_SERIES = """SELECT id FROM strand
    WHERE series_id = ? AND source_id = ? AND asset = ? AND target = ?"""


class OpenBatch:
    """A batch that is being written; the caller holds the transaction and ends it."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._connection = connection
        self._catalog = catalog
        self._content = BatchContent()
        self._hashed_again: StoredBatch | None = None
        self._series: list[int] = []
        self._units: list[int] = []
        self.number = 1 + _one(connection, "SELECT ifnull(max(id), 0) FROM batch")
        self.first = 1 + _one(connection, "SELECT ifnull(max(id), 0) FROM fact")
        self.added = self.rounded = 0

    @property
    def given(self) -> int:
        """How many facts were given so far."""
        return self._content.rows

    def write(self, facts: Sequence[Fact]) -> list[Conflict]:
        """Add one chunk; the conflicts among it are left out and returned."""
        if not facts:
            return []
        self._hashed_again = None
        columns = self._content.take(facts)
        self._series += map(self._series_id, self._content.series(len(self._series)))
        series = [self._series[place] for place in columns.series]
        keys = series, columns.as_of, columns.known_at, columns.spans
        self._name_units(columns.units, zip(*keys, strict=True))
        units = [self._units[place] for place in columns.units]
        said = columns.values, units, columns.notes, columns.publications
        rows = zip(repeat(self.number), *keys, *said, strict=False)
        inserted = self._connection.executemany(_INSERT, rows).rowcount
        self.added += inserted
        if inserted == len(facts):
            return []
        return list(self._conflicts(facts, zip(*keys, strict=True)))

    def _name_units(self, places: Sequence[int], keys: Iterable[tuple[int, ...]]) -> None:
        """The row ids of the units; one that is not stored gets its row with its first new fact.

        A fact that is there already, spelt in another unit, leaves no unit behind that nobody uses.
        """
        named = self._content.units(len(self._units))
        self._units += [_found(self._connection, _UNIT, (unit,)) for unit in named]
        if all(self._units):
            return
        met: set[tuple[int, ...]] = set()
        for place, key in zip(places, keys, strict=True):
            if not self._units[place] and key not in met and not self._stored(key):
                self._units[place] = self._name("unit", self._content.units(place)[0])
            met.add(key)

    def _stored(self, key: tuple[int, ...]) -> bool:
        return self._connection.execute(_STORED, key).fetchone() is not None

    def _series_id(self, one: SourceSeries) -> int:
        """The row id of a source series; its row is made when it is first met."""
        series, source, asset, about = one
        target = NO_TARGET if about is None else day_number(about)
        row = (self._name("series", series), self._name("source", source), asset, target)
        self._connection.execute("INSERT OR IGNORE INTO strand VALUES (NULL, ?, ?, ?, ?)", row)
        return _one(self._connection, _SOURCE_SERIES, row)

    def _name(self, table: str, name: str) -> int:
        self._connection.execute(f"INSERT OR IGNORE INTO {table} VALUES (NULL, ?)", (name,))
        return _one(self._connection, f"SELECT id FROM {table} WHERE name = ?", (name,))

    def _conflicts(
        self, facts: Sequence[Fact], keys: Iterable[tuple[int, ...]]
    ) -> Iterator[Conflict]:
        for place, (fact, key) in enumerate(zip(facts, keys, strict=True)):
            value, spelt, batch = self._connection.execute(_STORED, key).fetchone()
            if isclose(value, fact.value, rel_tol=SAME, abs_tol=0.0):
                continue
            if batch != self.number and rounded_alike(fact, value, spelt, self._catalog):
                self.rounded += 1
            else:
                where = "earlier in this batch" if batch == self.number else f"in batch {batch}"
                yield Conflict(place, two_values(fact, value, spelt, where))

    def _added(self) -> BatchContent | StoredBatch:
        """The rows added; the rows given where all were added, or none."""
        if self.added in (0, self.given):
            return self._content
        if self._hashed_again is None:
            names, last = StoredNames(self._connection), self.first + self.added - 1
            self._hashed_again = hashed_again(self._connection, names, self.first, last)
        return self._hashed_again

    def receipt(self, conflicts: int = 0) -> Receipt:
        """What the batch has done so far."""
        return Receipt(
            batch=self.number if self.added else None,
            added=self.added,
            skipped=self.given - self.added - conflicts,
            digest=self._added().digest(),
            late_for=late_runs(self._connection, self.first) if self.added else (),
            late_histories=late_histories(self._connection, self.first) if self.added else (),
            long_known=long_known(self._connection, self.first, int(time.time())),
            rounded=self.rounded,
        )

    def seal(self, digest: str, label: str) -> None:
        """Write the batch's own row, the next link of the chain, and the checksums of its facts."""
        checksums = self._added().checksums()
        write_link(self._connection, self.number, digest, self.added, label, checksums)


def _one(connection: sqlite3.Connection, query: str, values: tuple[str | int, ...] = ()) -> int:
    return int(connection.execute(query, values).fetchone()[0])


def _found(connection: sqlite3.Connection, query: str, values: tuple[str, ...]) -> int:
    """A row id, 0 where there is none."""
    found = connection.execute(query, values).fetchone()
    return int(found[0]) if found else 0
