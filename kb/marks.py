"""The marks of batches: a connection in, the checksums that were written of their facts out."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.damage import damaged
from kb.errors import AlteredError
from kb.frozen import dataclass

_MARKS = """SELECT batch.id, rows, last_fact, label, facts FROM batch
    LEFT JOIN mark ON mark.batch_id = batch.id
    WHERE batch.id IN (SELECT value FROM json_each(?)) ORDER BY batch.id"""
_WRITTEN = """SELECT batch.id, rows, last_fact, label, ifnull(typeof(facts), ''), length(facts)
    FROM batch LEFT JOIN mark ON mark.batch_id = batch.id ORDER BY batch.id"""
_BETWEEN = "SELECT batch_id, facts FROM mark WHERE batch_id BETWEEN ? AND ? ORDER BY batch_id"


class Written(NamedTuple):
    """A batch that was written; its facts are numbered from `first` to `last`."""

    id: int
    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Marked:
    """A batch with its checksums; its facts are numbered from `first` to `last`."""

    id: int
    first: int
    last: int
    label: str
    facts: bytes

    @cached_property
    def checksums(self) -> NDArray[np.uint32]:
        """Of its facts, in their order."""
        return np.frombuffer(self.facts, dtype="<u4")


def marked_batches(connection: sqlite3.Connection, ids: Collection[int]) -> list[Marked]:
    """The batches with these row ids, with their checksums."""
    found = connection.execute(_MARKS, (json.dumps(list(ids)),))
    return [_marked(*row) for row in found]


class MarksInOrder:
    """The checksums of facts by row id, for whoever goes by them in their order.

    No more of them are at hand than those of a few batches, however large the base is.

    until    the last fact of a batch that is of them
    raises   AlteredError where a batch has not as many of them as facts
    """

    def __init__(self, connection: sqlite3.Connection, until: int = 2**62) -> None:
        self._connection = connection
        self._last: tuple[int, bytes] = 0, b""
        written = [_written(*row) for row in connection.execute(_WRITTEN).fetchall()]
        self.batches = [each for each in written if each.last <= until]

    def between(self, first: int, last: int) -> NDArray[np.uint32]:
        """Those of the facts behind the first so many up to another, none of them of no batch."""
        start, end = (
            bisect_left(self.batches, number, key=lambda each: each.last)
            for number in (first + 1, last)
        )
        parts = [np.empty(0, dtype="<u4")]
        for batch, facts in self._facts(self.batches[start].id, self.batches[end].id):
            own = self.batches[bisect_left(self.batches, batch, key=lambda each: each.id)]
            if len(facts) != 4 * (own.last - own.first + 1):
                raise _not_those(batch)
            marks = np.frombuffer(facts, dtype="<u4")
            parts.append(marks[max(first + 1 - own.first, 0) : last + 1 - own.first])
        return np.concatenate(parts)

    def _facts(self, first: int, last: int) -> list[tuple[int, bytes]]:
        """The checksums of batches, the last of which may be asked for again."""
        if first != last or self._last[0] != first:
            found = self._connection.execute(_BETWEEN, (first, last)).fetchall()
            self._last = found[-1] if found else (0, b"")
            return found
        return [self._last]


class Marks:
    """The checksums of batches, each read once; inside a transaction a batch may be undone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: dict[int, Marked] = {}

    def of(self, ids: Collection[int]) -> list[Marked]:
        """The batches with these row ids that are there, the oldest first."""
        if self._connection.in_transaction:
            return marked_batches(self._connection, ids)
        new = [number for number in ids if number not in self._read]
        if new:
            self._read |= {each.id: each for each in marked_batches(self._connection, new)}
        return [self._read[number] for number in sorted(ids) if number in self._read]


def _marked(number: int, rows: int, last: int, label: str, facts: object) -> Marked:
    if not isinstance(facts, bytes) or len(facts) != 4 * rows:
        raise _not_those(number)
    return Marked(number, last - rows + 1, last, label, facts)


def _written(number: int, rows: int, last: int, label: str, kind: str, length: int) -> Written:
    if kind != "blob" or length != 4 * rows:
        raise _not_those(number)
    return Written(number, last - rows + 1, last, label)


def _not_those(number: int) -> AlteredError:
    return damaged(f"mark {number}: it is missing, or not that of the facts of its batch")
