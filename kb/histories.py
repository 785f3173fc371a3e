"""The ledger of histories: many days judged at once go in whole, and any day of them comes out."""

from __future__ import annotations

from kb.errors import StoreError
from kb.history_entries import (
    FINDINGS,
    HISTORIES,
    HistoryEntry,
    StoredFiring,
    StoredHistory,
    StoredStretch,
    StoredVector,
    StoredVectorDays,
)
from kb.rulebooks import StoredPage
from kb.store import KnowledgeBase

__all__ = [
    "HistoryEntry",
    "StoredFiring",
    "StoredHistory",
    "StoredStretch",
    "StoredVector",
    "StoredVectorDays",
    "findings",
    "findings_of",
    "histories",
    "history",
    "premises_on",
    "record_history",
]  # fmt: skip

_OF_CLAIM = f"SELECT * FROM ({FINDINGS.query(FINDINGS.fields)}) WHERE claim = ?"
_FIRED = """SELECT p.chapter, p.vector, p.n, p.claim, p.rule, p.premises FROM history_day AS d
    JOIN history_premise AS p USING (history_n, chapter, vector)
    WHERE d.history_n = ? AND ? BETWEEN d.first AND d.last AND p.claim = ? ORDER BY p.n"""


def record_history(
    kb: KnowledgeBase, record: HistoryEntry, pages: tuple[StoredPage, ...] = ()
) -> bool:
    """Write a history with all its parts in one transaction; False when it is there already.

    pages  of its rule book, which is kept with it
    """
    return HISTORIES.write(kb, record, pages)


def histories(kb: KnowledgeBase) -> list[StoredHistory]:
    """Every history, the oldest first."""
    return HISTORIES.all(kb)


def history(kb: KnowledgeBase, id_prefix: str) -> StoredHistory:
    """The one history whose id begins so; StoreError when there is none, or more than one."""
    return HISTORIES.beginning(kb, id_prefix)


def findings(kb: KnowledgeBase, history_id: str) -> list[StoredStretch]:
    """The findings of a history, by claim, the earliest first."""
    rows = kb.rows(FINDINGS.query(FINDINGS.fields), _number(kb, history_id))
    return [StoredStretch(*row) for row in rows]


def findings_of(kb: KnowledgeBase, history_id: str, claim: str) -> list[StoredStretch]:
    """The findings of one claim of a history, the earliest first."""
    return [StoredStretch(*row) for row in kb.rows(_OF_CLAIM, _number(kb, history_id), claim)]


def premises_on(kb: KnowledgeBase, history_id: str, claim: str, day: int) -> list[StoredFiring]:
    """The rules that decided a claim on a day of a history, with the premises that matched."""
    rows = kb.rows(_FIRED, _number(kb, history_id), day, claim)
    return [StoredFiring(*row) for row in rows]


def _number(kb: KnowledgeBase, history_id: str) -> int:
    found = kb.rows("SELECT n FROM history WHERE id = ?", history_id)
    if not found:
        raise StoreError(f"there is no history {history_id!r}; `downdraft runs` lists them")
    return int(found[0][0])
