"""What a base holds, counted: a base in, its source series and what each batch brought out."""

from __future__ import annotations

from typing import NamedTuple

from kb.store import KnowledgeBase, StoreError

_COUNTED = """SELECT series.name, source.name, strand.asset, count(*), min(as_of), max(as_of)
    FROM {} JOIN series ON series.id = series_id
    JOIN source ON source.id = source_id WHERE {} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
# CROSS JOIN, so that the facts of other assets are passed over.
_OF_ASSET = "strand CROSS JOIN fact ON strand.id = strand_id", "strand.asset IN (?, '')"
_OF_BATCH = "fact JOIN strand ON strand.id = strand_id", "batch_id = ?"
_BATCH = "SELECT id, digest, rows, last_fact, label, added_at, chain FROM batch WHERE id = ?"


class Holding(NamedTuple):
    """What one source says of one series: how many facts, of which days, since 1970-01-01."""

    series: str
    source: str
    asset: str
    facts: int
    first: int
    last: int


class Batch(NamedTuple):
    """A row of `batch`; added_at in unix seconds."""

    id: int
    digest: str
    rows: int
    last_fact: int
    label: str
    added_at: int
    chain: str


def holdings(kb: KnowledgeBase, asset: str) -> list[Holding]:
    """What each source says of each series, of an asset or of all."""
    found = kb.rows(_COUNTED.format(*_OF_ASSET), asset)
    return [Holding(*row) for row in found]


def brought(kb: KnowledgeBase, batch: int) -> list[Holding]:
    """What a batch brought."""
    return [Holding(*row) for row in kb.rows(_COUNTED.format(*_OF_BATCH), batch)]


def withdrawn_by(kb: KnowledgeBase, batch: int) -> list[int]:
    """The facts that a batch takes back."""
    query = "SELECT fact_id FROM withdrawal WHERE batch_id = ? ORDER BY fact_id"
    return [number for (number,) in kb.rows(query, batch)]


def batch_of(kb: KnowledgeBase, number: int) -> Batch:
    """A batch by its number; StoreError where there is none."""
    found = kb.rows(_BATCH, number)
    if not found:
        raise StoreError(f"there is no batch {number} in this base")
    return Batch(*found[0])
