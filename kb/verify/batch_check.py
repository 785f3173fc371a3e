"""Batches against their facts, or what they take back: their chain, and each digest taken anew.

The facts stream by in chunks, so a base of any size is checked in the same memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kb.checksums import altered
from kb.stored_batches import UNIT, StoredBatch, StoredNames, chunks
from kb.taken_back import withdrawal_digest, withdrawal_rows
from kb.verify.links import Chain
from kb.verify.problem import Problem, same

Progress = Callable[[int], None]

_BATCHES = """SELECT id, digest, rows, last_fact, label, added_at, previous, chain FROM batch
    ORDER BY id"""


class _Batch(NamedTuple):
    id: int
    digest: str
    rows: int
    last_fact: int
    label: str
    added_at: int
    previous: str
    chain: str

    @property
    def said(self) -> tuple[str, int, str, int]:
        """What its link is made of, beside the one before."""
        return self.digest, self.rows, self.label, self.added_at


class FactCheck:
    """One pass over all batches and facts of a base."""

    def __init__(self, connection: sqlite3.Connection, progress: Progress | None = None) -> None:
        self._connection = connection
        self._progress = progress
        self._units_used: set[int] = set()

    def problems(self) -> Iterator[Problem]:
        """Batches that break the chain, and facts that are not those of their batch."""
        names, chain, first = StoredNames(self._connection), Chain("batch"), 1
        for row in self._connection.execute(_BATCHES):
            batch = _Batch(*row)
            broken = list(chain.follow(str(batch.id), batch.previous, batch.chain, *batch.said))
            yield from broken
            end = _whole(batch.last_fact) if broken else first + batch.rows - 1
            if end != batch.last_fact:
                yield Problem("batch", str(batch.id), f"its facts end at {end}, not where it says")
            if batch.rows:
                yield from self._facts(batch, first, end, StoredBatch(names))
            else:
                yield from self._taken_back(batch)
            first = max(end + 1, first)
        yield from self._left_over(first)
        yield from self._strangers()
        yield from self._unused(names.units)

    def _facts(self, batch: _Batch, first: int, end: int, stored: StoredBatch) -> Iterator[Problem]:
        following, gap = first, False
        for chunk in chunks(self._connection, first, end):
            missing, *_ = [n for n, row in enumerate(chunk, following) if row[0] != n] or [0]
            if missing and not gap:
                yield Problem("fact", str(missing), f"is missing from batch {batch.id}")
            gap = gap or bool(missing)
            yield from _strayed(chunk, batch.id)
            stored.take(chunk)
            self._units_used.update(row[UNIT] for row in chunk)
            following += len(chunk)
            if self._progress:
                self._progress(following - 1)
        if following <= end and not gap:
            yield Problem("fact", str(following), f"is missing from batch {batch.id}")
        elif not gap:
            yield from self._against_digest(batch, first, end, stored)

    def _against_digest(
        self, batch: _Batch, first: int, end: int, stored: StoredBatch
    ) -> Iterator[Problem]:
        """The digest of a batch against its facts; where they part, the checksums find the fact."""
        mark = self._mark(batch)
        written = mark if isinstance(mark, bytes) else b""
        now = stored.checksums()
        if same(batch.digest, stored.digest):
            if written != now:
                yield Problem("mark", str(batch.id), "is not that of the facts of this batch")
            return
        places = altered(written, now)
        if stored.unfit is not None:
            places = altered(written[: len(now)], now) or [stored.unfit - first]
        yield _altered(batch, first, end, places)

    def _mark(self, batch: _Batch) -> object:
        """The checksums of a batch; None where their row is gone."""
        query = "SELECT facts FROM mark WHERE batch_id = ?"
        found = self._connection.execute(query, (batch.id,)).fetchone()
        return found[0] if found else None

    def _taken_back(self, batch: _Batch) -> Iterator[Problem]:
        """The withdrawals of a batch without facts against its digest."""
        if self._mark(batch) != b"":
            yield Problem("mark", str(batch.id), "is not that of a batch without facts")
        query = "SELECT min(id), max(id) FROM withdrawal WHERE batch_id = ?"
        first, last = self._connection.execute(query, (batch.id,)).fetchone()
        if first is None:
            yield Problem("batch", str(batch.id), "it holds no fact and takes none back")
        elif not same(batch.digest, withdrawal_digest, withdrawal_rows(self._connection, batch.id)):
            row = str(first) if first == last else f"{first} to {last}"
            yield Problem("withdrawal", row, f"is not as it was written in batch {batch.id}")

    def _strangers(self) -> Iterator[Problem]:
        """Withdrawals that no batch wrote."""
        query = """SELECT id FROM withdrawal
            WHERE batch_id NOT IN (SELECT id FROM batch WHERE rows = 0) ORDER BY id"""
        for (row,) in self._connection.execute(query):
            yield Problem("withdrawal", str(row), "is of no batch that takes facts back")

    def _left_over(self, first: int) -> Iterator[Problem]:
        query = "SELECT id FROM fact WHERE id >= ? OR id < 1 ORDER BY id LIMIT 1"
        for (row,) in self._connection.execute(query, (first,)):
            yield Problem("fact", str(row), "is of no batch that was written")

    def _unused(self, units: dict[int, str]) -> Iterator[Problem]:
        for number in sorted(units.keys() - self._units_used)[:1]:
            yield Problem("unit", str(number), "no fact uses it")


def _strayed(rows: Sequence[tuple[int, ...]], batch: int) -> Iterator[Problem]:
    """The first fact that says it is of another batch."""
    for row in rows:
        if row[1] != batch:
            yield Problem("fact", str(row[0]), f"says batch {row[1]} and lies in batch {batch}")
            return


def _altered(batch: _Batch, first: int, end: int, places: Sequence[int]) -> Problem:
    label = f" ({batch.label})" if batch.label else ""
    of = f"batch {batch.id}{label}"
    if not places:
        row = str(first) if first == end else f"{first} to {end}"
        return Problem("fact", row, f"something of {of} is not as it was added")
    more = f", and {len(places) - 1:,} more of {of} like it" if len(places) > 1 else f"; {of}"
    what = f"it, or a name it uses, is not as it was added{more}"
    return Problem("fact", str(first + places[0]), what)


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0
