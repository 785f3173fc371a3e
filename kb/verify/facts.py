"""Batches against their facts: the chain of batches, and the digest of each taken anew.

The facts stream by in chunks, so a base of any size is checked in the same memory.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kb.chain import GENESIS, batch_link
from kb.clock import NO_TARGET, day_date
from kb.content import CHUNK, Columns, Digest, Named
from kb.verify.problem import Problem, same

Progress = Callable[[int], None]

_BATCHES = """SELECT id, digest, rows, last_fact, label, added_at, previous, chain FROM batch
    ORDER BY id"""
_FACTS = """SELECT id, batch_id, strand_id, as_of, known_at, span, value, unit_id, note FROM fact
    WHERE id BETWEEN ? AND ? ORDER BY id"""
_STRANDS = """SELECT strand.id, series.name, source.name, strand.asset, strand.target FROM strand
    LEFT JOIN series ON series.id = strand.series_id
    LEFT JOIN source ON source.id = strand.source_id"""


class _Batch(NamedTuple):
    id: int
    digest: str
    rows: int
    last_fact: int
    label: str
    added_at: int
    previous: str
    chain: str

    def link(self) -> str:
        return batch_link(self.previous, self.digest, self.rows, self.label, self.added_at)


class _Retake:
    """The digest of a batch taken anew from its stored rows."""

    def __init__(self, strands: dict[int, Named], units: dict[int, str]) -> None:
        self._strands, self._units = strands, units
        self._strand_places: dict[int, int] = {}
        self._unit_places: dict[int, int] = {}
        self._digest = Digest()
        self.broken = False

    def take(self, rows: Sequence[tuple[object, ...]]) -> None:
        """The next rows; what no fact can hold breaks the digest."""
        _, _, strands, as_of, known_at, spans, values, units, notes = zip(*rows, strict=True)
        try:
            columns = Columns(
                _placed(strands, self._strand_places), list(as_of), list(known_at), list(spans),
                _placed(units, self._unit_places), list(map((0.0).__add__, values)), list(notes),
            )  # fmt: skip
            self._digest.take(columns)
        except (struct.error, TypeError, ValueError):
            self.broken = True

    def digest(self) -> str:
        """The digest of all rows taken."""
        strands = [self._strands[number] for number in self._strand_places]
        return self._digest.of(strands, [self._units[number] for number in self._unit_places])


def _placed(numbers: Sequence[int], places: dict[int, int]) -> list[int]:
    return [places.setdefault(number, len(places)) for number in numbers]


class FactCheck:
    """One pass over all batches and facts of a base."""

    def __init__(self, connection: sqlite3.Connection, progress: Progress | None = None) -> None:
        self._connection = connection
        self._progress = progress
        self._units_used: set[int] = set()

    def problems(self) -> Iterator[Problem]:
        """Batches that break the chain, and facts that are not those of their batch."""
        strands, units = self._names()
        previous, first = GENESIS, 1
        for row in self._connection.execute(_BATCHES):
            batch = _Batch(*row)
            broken = list(_link_problems(batch, previous))
            yield from broken
            end = _whole(batch.last_fact) if broken else first + batch.rows - 1
            if end != batch.last_fact:
                yield Problem("batch", str(batch.id), f"its facts end at {end}, not where it says")
            yield from self._facts(batch, first, end, _Retake(strands, units))
            previous, first = batch.chain, max(end + 1, first)
        yield from self._left_over(first)
        yield from self._unused(units)

    def _names(self) -> tuple[dict[int, Named], dict[int, str]]:
        strands = {
            number: (series, source, asset, _iso(target))
            for number, series, source, asset, target in self._connection.execute(_STRANDS)
        }
        return strands, dict(self._connection.execute("SELECT id, name FROM unit").fetchall())

    def _facts(self, batch: _Batch, first: int, end: int, retake: _Retake) -> Iterator[Problem]:
        following, gap = first, False
        rows = self._connection.execute(_FACTS, (first, end))
        while chunk := rows.fetchmany(CHUNK):
            missing, *_ = [n for n, row in enumerate(chunk, following) if row[0] != n] or [0]
            if missing and not gap:
                yield Problem("fact", str(missing), f"is missing from batch {batch.id}")
            gap = gap or bool(missing)
            yield from _strayed(chunk, batch.id)
            retake.take(chunk)
            self._units_used.update(row[7] for row in chunk)
            following += len(chunk)
            if self._progress:
                self._progress(following - 1)
        if following <= end and not gap:
            yield Problem("fact", str(following), f"is missing from batch {batch.id}")
        elif not gap and (retake.broken or not same(batch.digest, retake.digest)):
            yield _altered(batch, first, end)

    def _left_over(self, first: int) -> Iterator[Problem]:
        query = "SELECT id FROM fact WHERE id >= ? OR id < 1 ORDER BY id LIMIT 1"
        for (row,) in self._connection.execute(query, (first,)):
            yield Problem("fact", str(row), "is of no batch that was written")

    def _unused(self, units: dict[int, str]) -> Iterator[Problem]:
        for number in sorted(units.keys() - self._units_used)[:1]:
            yield Problem("unit", str(number), "no fact uses it")


def _link_problems(batch: _Batch, previous: str) -> Iterator[Problem]:
    row = str(batch.id)
    if batch.previous != previous:
        yield Problem("batch", row, "does not follow the batch before it in the chain")
    elif not same(batch.chain, batch.link):
        yield Problem("batch", row, "its link is not that of what it says")


def _strayed(rows: Sequence[tuple[int, ...]], batch: int) -> Iterator[Problem]:
    """The first fact that says it is of another batch."""
    for row in rows:
        if row[1] != batch:
            yield Problem("fact", str(row[0]), f"says batch {row[1]} and lies in batch {batch}")
            return


def _altered(batch: _Batch, first: int, end: int) -> Problem:
    """A batch has one digest: it says that a fact was altered, not which of them."""
    one = "this fact" if first == end else "one of these facts"
    label = f" ({batch.label})" if batch.label else ""
    what = f"{one} of batch {batch.id}{label}, or a name it uses, is not as it was added"
    return Problem("fact", str(first) if first == end else f"{first} to {end}", what)


def _iso(target: int) -> str | None:
    try:
        return None if target == NO_TARGET else day_date(target).isoformat()
    except (OverflowError, TypeError, ValueError):
        return f"no day: {target}"


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0
