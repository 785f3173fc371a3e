"""The marks of batches: a connection in, the checksums that were written of their facts out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.damage import damaged
from kb.frozen import dataclass

_MARKS = """SELECT batch.id, rows, last_fact, label, facts FROM batch
    LEFT JOIN mark ON mark.batch_id = batch.id"""
_THESE = "batch.id IN (SELECT value FROM json_each(?))"
_BEHIND = "last_fact > ?"


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
    """The batches with these row ids that are there, with their checksums, the oldest first."""
    return _read(connection, _THESE, json.dumps(list(ids)))


def marked_behind(connection: sqlite3.Connection, fact: int) -> list[Marked]:
    """Every batch that ends behind a fact, with its checksums, the oldest first."""
    return _read(connection, _BEHIND, fact)


def _read(connection: sqlite3.Connection, which: str, value: str | int) -> list[Marked]:
    found = connection.execute(f"{_MARKS} WHERE {which} ORDER BY batch.id", (value,))
    return [_marked(*row) for row in found]


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
        raise damaged(f"mark {number}: it is missing, or not that of the facts of its batch")
    return Marked(number, last - rows + 1, last, label, facts)
