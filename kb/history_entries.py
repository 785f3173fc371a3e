"""What is recorded of a history: the engine fills these in, `kb.histories` writes and reads them.

What did not change from day to day is one row, so that years take some thousands of them.
"""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar, NamedTuple

from kb.entries import Entry, Kind, Part, Written
from kb.frozen import dataclass


class StoredStretch(NamedTuple):
    """A claim's outcome over days on which it and its causes stayed; `causes` is JSON."""

    claim: str
    first: int
    last: int
    status: str
    reason: str
    causes: str


class StoredVectorDays(NamedTuple):
    """Days on which a chapter had one truth vector."""

    chapter: str
    first: int
    last: int
    vector: int


class StoredVector(NamedTuple):
    """What was given to a chapter's rules; `truths` is JSON."""

    chapter: str
    vector: int
    truths: str


class StoredFiring(NamedTuple):
    """A rule that fired on a vector, the n-th; `claim` it concludes on, `premises` are JSON."""

    chapter: str
    vector: int
    n: int
    claim: str
    rule: str
    premises: str


FINDINGS = Part("history_finding", "history_n", StoredStretch._fields, ("claim", "first"))
DAYS = Part("history_day", "history_n", StoredVectorDays._fields, ("chapter", "first"))
VECTORS = Part("history_vector", "history_n", StoredVector._fields, ("chapter", "vector"))
PREMISES = Part("history_premise", "history_n", StoredFiring._fields, ("chapter", "vector", "n"))


@dataclass(frozen=True)
class AskedHistory:
    """What a history is the answer to: every day from `first` to `last`, days since 1970-01-01.

    batch_chain  the link of the last batch that it saw; "" where that was not kept yet
    """

    id: str
    asset: str
    first: int
    last: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    batch_chain: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class HistoryEntry(Entry, AskedHistory):
    """Many days judged at once."""

    findings: tuple[StoredStretch, ...] = ()
    days: tuple[StoredVectorDays, ...] = ()
    vectors: tuple[StoredVector, ...] = ()
    premises: tuple[StoredFiring, ...] = ()

    PARTS: ClassVar = {
        "findings": FINDINGS, "days": DAYS, "vectors": VECTORS, "premises": PREMISES,
    }  # fmt: skip


@dataclass(frozen=True)
class StoredHistory(Written, AskedHistory):
    """A history as a list shows it."""


HISTORIES = Kind("history", HistoryEntry, StoredHistory)
