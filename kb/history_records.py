"""What is recorded of a history: the engine fills these in, `kb.histories` keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kb import chain

PARTS = ("findings", "days", "vectors", "premises")


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


@dataclass(frozen=True)
class HistoryRecord:
    """Every day from `first` to `last`, days since 1970-01-01; parts sorted by their key."""

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

    def content(self) -> str:
        """The hash of all that is recorded."""
        parts = {name: sorted(getattr(self, name)) for name in PARTS}
        return chain.hash_of({**vars(self), **parts})


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
