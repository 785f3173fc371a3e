"""What is recorded of a history: the engine fills these in, `kb.histories` keeps them.

A record of a part has a column's name for each of its fields, and its key in front.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kb import chain
from kb.run_records import row_digits

Row = tuple[Any, ...]


class SpellRecord(NamedTuple):
    """A claim's outcome over days on which it and its causes stayed; `causes` is JSON."""

    claim: str
    first: int
    last: int
    status: str
    reason: str
    causes: str


class VectorDays(NamedTuple):
    """Days on which a chapter had one truth vector."""

    chapter: str
    first: int
    last: int
    vector: int


class VectorRecord(NamedTuple):
    """What was given to a chapter's rules; `truths` is JSON."""

    chapter: str
    vector: int
    truths: str


class FiredRecord(NamedTuple):
    """A rule that fired on a vector, the n-th; `claim` it concludes on, `premises` are JSON."""

    chapter: str
    vector: int
    n: int
    claim: str
    rule: str
    premises: str


class Part(NamedTuple):
    """Where the records of one kind are kept; the first `key` fields tell its rows apart."""

    table: str
    fields: tuple[str, ...]
    key: int

    @property
    def query(self) -> str:
        """The rows of the history numbered ?, by their key."""
        columns, order = ", ".join(self.fields), ", ".join(self.fields[: self.key])
        return f"SELECT {columns} FROM {self.table} WHERE history_n = ? ORDER BY {order}"

    def rows(self, connection: sqlite3.Connection, n: int) -> list[Row]:
        """The rows of a history as they are stored."""
        return connection.execute(self.query, (n,)).fetchall()


FINDINGS = Part("history_finding", SpellRecord._fields, key=2)
DAYS = Part("history_day", VectorDays._fields, key=2)
VECTORS = Part("history_vector", VectorRecord._fields, key=2)
PREMISES = Part("history_premise", FiredRecord._fields, key=3)
PARTS = {"findings": FINDINGS, "days": DAYS, "vectors": VECTORS, "premises": PREMISES}


@dataclass(frozen=True)
class HistoryRecord:
    """Every day from `first` to `last`, days since 1970-01-01."""

    id: str
    asset: str
    first: int
    last: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    findings: tuple[SpellRecord, ...] = ()
    days: tuple[VectorDays, ...] = ()
    vectors: tuple[VectorRecord, ...] = ()
    premises: tuple[FiredRecord, ...] = ()

    def parts(self) -> dict[str, Sequence[Row]]:
        """Its parts by their names, each by its key."""
        return {name: sorted(getattr(self, name)) for name in PARTS}

    def proof(self) -> str:
        """The hash of all that is recorded."""
        return chain.hash_of({**vars(self), **self.parts()})

    def content(self) -> str:
        """The proof, and behind it a few digits for each row, which name one altered later."""
        return " ".join([self.proof(), *map(row_digits, self.parts().values())])


@dataclass(frozen=True)
class StoredHistory:
    """A history as a list shows it."""

    id: str
    asset: str
    first: int
    last: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    content: str
    written_at: int
    previous: str
    chain: str
