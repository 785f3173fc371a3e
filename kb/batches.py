"""Writing facts: one batch, one transaction. Facts stream in by chunks; a receipt comes out.

Rows that are already stored are skipped and counted. Two values for one fact are conflicts, named
one by one, so that a file's reader can say on which line each of them stands.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from math import isclose
from operator import itemgetter

from kb import chain
from kb.clock import NO_TARGET, day_number, moment_number
from kb.content import (
    SQL_LANES,
    ContentSum,
    from_lanes,
    halves,
    opening,
    pack,
    sum_of,
)
from kb.facts import Fact
from kb.late import late_runs
from kb.units import UnitError
from kb.units import unit as find_unit

CHUNK = 10_000
SAME = 1e-12  # relative: 1100 USD m and 1.1 USD bn are one value, whatever their last bit

_EPOCH = date(1970, 1, 1).toordinal()
_STRAND = itemgetter("series", "source", "asset", "target", "unit")
_OBSERVED = itemgetter("as_of", "known_at", "span", "value", "unit", "note")
_Strand = tuple[str, str, str, date | None, str]
_Row = tuple[int, int, int, int, int, float, str, str, int, int]
_INSERT = """INSERT INTO fact (batch_id, strand_id, as_of, known_at, span, value, unit, note,
    content_low, content_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (strand_id, as_of, known_at, span) DO NOTHING"""
_STORED = """SELECT value, unit, batch_id FROM fact
    WHERE strand_id = ? AND as_of = ? AND known_at = ? AND span = ?"""


@dataclass(frozen=True)
class Receipt:
    """What a batch did. `batch` is None when every row was already there.

    digest    of the rows added; of the rows given where none was new
    late_for  ids of the recorded runs that would have seen an added fact
    """

    batch: int | None
    added: int
    skipped: int
    digest: str
    late_for: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """A fact of a chunk, by its place there, whose key already holds another value."""

    place: int
    reason: str


class _Strands(dict[_Strand, tuple[int, blake2b]]):
    """Row id and opening hash of a strand in one unit; the strand's row is made when first met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, key: _Strand) -> tuple[int, blake2b]:
        series, source, asset, about, unit = key
        target = NO_TARGET if about is None else day_number(about)
        row = (self._name("series", series), self._name("source", source), asset, target)
        self._connection.execute("INSERT OR IGNORE INTO strand VALUES (NULL, ?, ?, ?, ?)", row)
        found = self._connection.execute(
            "SELECT id FROM strand WHERE series_id = ? AND source_id = ? AND asset = ? "
            "AND target = ?",
            row,
        ).fetchone()
        self[key] = int(found[0]), opening(series, source, asset, target, unit)
        return self[key]

    def _name(self, table: str, name: str) -> int:
        self._connection.execute(f"INSERT OR IGNORE INTO {table} VALUES (NULL, ?)", (name,))
        found = self._connection.execute(f"SELECT id FROM {table} WHERE name = ?", (name,))
        return int(found.fetchone()[0])


class _Seconds(dict[datetime, int]):
    """Seconds of a moment; most rows of a chunk share a few moments."""

    def __missing__(self, known_at: datetime) -> int:
        self[known_at] = int(known_at.timestamp())
        return self[known_at]


class OpenBatch:
    """A batch that is being written; the caller holds the transaction and ends it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._strands = _Strands(connection)
        self.number = 1 + _one(connection, "SELECT ifnull(max(id), 0) FROM batch")
        self.first = 1 + _one(connection, "SELECT ifnull(max(id), 0) FROM fact")
        self.given, self.added = ContentSum(), ContentSum()

    def write(self, facts: Sequence[Fact]) -> list[Conflict]:
        """Add one chunk; the conflicts among it are left out and returned."""
        if not facts:
            return []
        last = _one(self._connection, "SELECT ifnull(max(id), 0) FROM fact")
        contents: list[bytes] = []
        rows = list(self._rows(facts, contents))
        inserted = self._connection.executemany(_INSERT, rows).rowcount
        given = sum_of(b"".join(contents))
        self.given = self.given.plus(given)
        if inserted == len(facts):
            self.added = self.added.plus(given)
            return []
        self.added = self.added.plus(self._sum_after(last))
        return list(self._conflicts(facts))

    def _rows(self, facts: Sequence[Fact], contents: list[bytes]) -> Iterator[_Row]:
        """The rows of a chunk; their contents are put beside."""
        number, strands, seconds, keep = self.number, self._strands, _Seconds(), contents.append
        for fields in map(vars, facts):  # by name, but in C: half the time of ten attributes
            strand, opened = strands[_STRAND(fields)]
            as_of, known_at, span, value, unit, note = _OBSERVED(fields)
            day, known = as_of.toordinal() - _EPOCH, seconds[known_at]
            row = opened.copy()
            row.update(pack(day, span, known, value + 0.0))
            if note:
                row.update(note.encode())
            keep(own := row.digest())
            low, high = halves(own)
            yield number, strand, day, known, span, value, unit, note, low, high

    def _sum_after(self, last: int) -> ContentSum:
        rows, *lanes = self._connection.execute(
            f"SELECT {SQL_LANES} FROM fact WHERE id > ?", (last,)
        ).fetchone()
        return from_lanes(rows, lanes)

    def _conflicts(self, facts: Sequence[Fact]) -> Iterator[Conflict]:
        for place, fact in enumerate(facts):
            strand, _ = self._strands[_STRAND(vars(fact))]
            key = strand, day_number(fact.as_of), moment_number(fact.known_at), fact.span
            value, spelt, batch = self._connection.execute(_STORED, key).fetchone()
            if not isclose(value, fact.value, rel_tol=SAME, abs_tol=0.0):
                where = "earlier in this batch" if batch == self.number else f"in batch {batch}"
                yield Conflict(place, _conflict(fact, value, spelt, where))

    def late_for(self) -> tuple[str, ...]:
        """The recorded runs that would have seen a fact of this batch."""
        return late_runs(self._connection, self.first)

    def receipt(self, conflicts: int = 0) -> Receipt:
        """What the batch has done so far."""
        new = self.added.rows
        return Receipt(
            batch=self.number if new else None,
            added=new,
            skipped=self.given.rows - new - conflicts,
            digest=(self.added if new else self.given).digest(),
            late_for=self.late_for() if new else (),
        )

    def seal(self, label: str) -> None:
        """Write the batch's own row, the next link of the chain."""
        last = _one(self._connection, "SELECT max(id) FROM fact")
        previous = last_link(self._connection, "batch")
        digest, rows, added_at = self.added.digest(), self.added.rows, int(time.time())
        self._connection.execute(
            "INSERT INTO batch (id, digest, rows, last_fact, label, added_at, previous, chain) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.number, digest, rows, last, label, added_at, previous,
                chain.batch_link(previous, digest, rows, label, added_at),
            ),
        )  # fmt: skip


def _conflict(fact: Fact, value: float, spelt: str, where: str) -> str:
    about = f" for {fact.target}" if fact.target else ""
    days = f" over {fact.span} days" if fact.span > 1 else ""
    return (
        f"two values for {fact.series}{about} on {fact.as_of}{days} from {fact.source}, known at "
        f"{fact.known_at:%Y-%m-%dT%H:%M:%SZ}: {shown(value, spelt)} {where} and "
        f"{shown(fact.value, fact.unit)} here; a correction must state a later known_at"
    )


def shown(value: float, spelt: str) -> str:
    """A canonical value in the unit it was given in."""
    try:
        return f"{find_unit(spelt).shown(value):.12g} {spelt}"
    except UnitError:
        return f"{value:.12g}"


def last_link(connection: sqlite3.Connection, table: str) -> str:
    """The last link of a chained table."""
    key = "id" if table == "batch" else "n"
    found = connection.execute(f"SELECT chain FROM {table} ORDER BY {key} DESC LIMIT 1").fetchone()
    return str(found[0]) if found else chain.GENESIS


def _one(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
