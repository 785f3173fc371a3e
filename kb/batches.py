"""Writing facts: one batch, one transaction. Facts stream in by chunks; a receipt comes out.

Rows that are already stored are skipped and counted. Two values for one fact are conflicts, named
one by one, so that a file's reader can say on which line each of them stands.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isclose
from typing import TYPE_CHECKING

import numpy as np

from kb.batch_digest import BatchContent
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.conflicts import Conflict, two_values
from kb.fact_columns import FactColumns, Longs, SourceSeries
from kb.late_facts import late_histories, late_runs, long_known
from kb.links import write_link
from kb.receipt import Receipt
from kb.rounding import rounded_alike
from kb.stored_batches import StoredBatch, StoredNames, hashed_again

if TYPE_CHECKING:
    from kb.facts import Fact

SAME = 1e-12  # relative: 1100 USD m and 1.1 USD bn are one value, whatever their last bit

_INSERT = """INSERT INTO fact ({columns}) VALUES ({values})
    ON CONFLICT (strand_id, as_of, known_at, span) DO NOTHING"""
_KEY = ("strand_id", "as_of", "known_at", "span")

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

    def write(self, facts: FactColumns) -> list[Conflict]:
        """Add one chunk; the conflicts among it are left out and returned."""
        if not len(facts):
            return []
        self._hashed_again = None
        coded = self._content.take(facts)
        self._series += map(self._series_id, self._content.series(len(self._series)))
        keys = np.array(self._series)[coded.series], facts.as_of, facts.known_at, coded.spans
        self._name_units(coded.units, keys)
        said = {"unit_id": np.array(self._units)[coded.units], "publication": coded.publications}
        inserted = self._insert(dict(zip(_KEY, keys, strict=True)) | said, facts)
        self.added += inserted
        if inserted == len(facts):
            return []
        return list(self._conflicts(facts.facts, _rows(keys)))

    def _insert(self, numbers: Mapping[str, Longs], facts: FactColumns) -> int:
        """Write rows, and count those that are new.

        What all rows of a chunk have alike stands in the statement: binding it takes a sixth.
        """
        alike, own = {"batch_id": str(self.number)}, {"value": facts.values.tolist()}
        for name, column in numbers.items():
            if (column == column[0]).all():
                alike[name] = str(column[0])
            else:
                own[name] = column.tolist()
        if any(facts.notes):
            own["note"] = facts.notes
        else:
            alike["note"] = "''"
        values = ", ".join([*alike.values(), *("?" * len(own))])
        query = _INSERT.format(columns=", ".join([*alike, *own]), values=values)
        return self._connection.executemany(query, zip(*own.values(), strict=True)).rowcount

    def _name_units(self, places: Longs, keys: Sequence[Longs]) -> None:
        """The row ids of the units; one that is not stored gets its row with its first new fact.

        A fact that is there already, spelt in another unit, leaves no unit behind that nobody uses.
        """
        named = self._content.units(len(self._units))
        self._units += [_found(self._connection, _UNIT, (unit,)) for unit in named]
        if all(self._units):
            return
        met: set[tuple[int, ...]] = set()
        for place, key in zip(places.tolist(), _rows(keys), strict=True):
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

    def digest(self) -> str:
        """The digest of the rows added; of the rows given where none was."""
        return self._added().digest()

    def receipt(self, conflicts: int = 0) -> Receipt:
        """What the batch has done so far."""
        return Receipt(
            batch=self.number if self.added else None,
            added=self.added,
            skipped=self.given - self.added - conflicts,
            digest=self.digest(),
            late_for=late_runs(self._connection, self.first) if self.added else (),
            late_histories=late_histories(self._connection, self.first) if self.added else (),
            long_known=long_known(self._connection, self.first, int(time.time())),
            rounded=self.rounded,
        )

    def seal(self, digest: str, label: str, added_at: int | None = None) -> None:
        """Write the batch's own row, the next link of the chain, and the checksums of its facts.

        added_at  when, in seconds; None for now
        """
        checksums = self._added().checksums()
        write_link(self._connection, self.number, digest, self.added, label, checksums, added_at)


def _rows(columns: Sequence[Longs]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


def _one(connection: sqlite3.Connection, query: str, values: tuple[str | int, ...] = ()) -> int:
    return int(connection.execute(query, values).fetchone()[0])


def _found(connection: sqlite3.Connection, query: str, values: tuple[str, ...]) -> int:
    """A row id, 0 where there is none."""
    found = connection.execute(query, values).fetchone()
    return int(found[0]) if found else 0
