"""The ledger of histories: many days judged at once go in whole, and any day of them comes out.

A history is written once, in one transaction, and linked in a hash chain of its own. What did not
change from day to day is one row, so that years take some thousands of them.
"""

from __future__ import annotations

import sqlite3
import time
from itertools import starmap

from kb import chain
from kb.batches import last_link
from kb.errors import StoreError, in_words
from kb.history_records import (
    DAYS,
    FINDINGS,
    PARTS,
    PREMISES,
    VECTORS,
    FiredRecord,
    HistoryRecord,
    SpellRecord,
    StoredHistory,
    VectorDays,
    VectorRecord,
)
from kb.ledger import write_rulebook
from kb.run_records import PageRecord
from kb.store import KnowledgeBase

__all__ = [
    "FiredRecord", "HistoryRecord", "SpellRecord", "StoredHistory", "VectorDays", "VectorRecord",
    "findings_of", "histories", "history", "premises_on", "record_history",
    "recorded",
]  # fmt: skip

_HISTORY = (
    "id, asset, first, last, batch, facts_digest, rulebook, engine, content, written_at, "
    "previous, chain"
)
_FIRED = """SELECT p.chapter, p.vector, p.n, p.claim, p.rule, p.premises FROM history_day AS d
    JOIN history_premise AS p USING (history_n, chapter, vector)
    WHERE d.history_n = ? AND ? BETWEEN d.first AND d.last AND p.claim = ? ORDER BY p.n"""


def record_history(
    kb: KnowledgeBase, record: HistoryRecord, pages: tuple[PageRecord, ...] = ()
) -> bool:
    """Write a history with all its parts in one transaction; False when it is there already.

    pages  of its rule book, which is kept with it
    """
    with kb.transaction() as opened:
        there = opened.execute("SELECT 1 FROM history WHERE id = ?", (record.id,)).fetchone()
        if there is None and pages:
            write_rulebook(opened, record.rulebook, pages)
        if there is None:
            _write(opened, record)
    return there is None


def histories(kb: KnowledgeBase) -> list[StoredHistory]:
    """Every history, the oldest first."""
    with in_words(kb.name):
        rows = kb.connection.execute(f"SELECT {_HISTORY} FROM history ORDER BY n")
        return [StoredHistory(*row) for row in rows]


def history(kb: KnowledgeBase, id_prefix: str) -> StoredHistory:
    """The one history whose id begins so; StoreError when there is none, or more than one."""
    found = [stored for stored in histories(kb) if stored.id.startswith(id_prefix)]
    if not found or not id_prefix:
        raise StoreError(f"there is no history {id_prefix!r}; `downdraft runs` lists them")
    if len(found) > 1:
        raise StoreError(f"more than one history begins with {id_prefix!r}; write more of its id")
    return found[0]


def recorded(kb: KnowledgeBase, history_id: str) -> HistoryRecord:
    """A whole history as it was recorded."""
    stored = history(kb, history_id)
    with in_words(kb.name):
        return _record(kb.connection, stored)


def findings_of(kb: KnowledgeBase, history_id: str, claim: str) -> list[SpellRecord]:
    """The findings of one claim of a history, the earliest first."""
    query = f"SELECT * FROM ({FINDINGS.query}) WHERE claim = ?"
    with in_words(kb.name):
        rows = kb.connection.execute(query, (_number(kb, history_id), claim))
        return [SpellRecord(*row) for row in rows]


def premises_on(kb: KnowledgeBase, history_id: str, claim: str, day: int) -> list[FiredRecord]:
    """The rules that decided a claim on a day of a history, with the premises that matched."""
    with in_words(kb.name):
        rows = kb.connection.execute(_FIRED, (_number(kb, history_id), day, claim))
        return [FiredRecord(*row) for row in rows]


def _record(opened: sqlite3.Connection, stored: StoredHistory) -> HistoryRecord:
    (n,) = opened.execute("SELECT n FROM history WHERE id = ?", (stored.id,)).fetchone()
    return HistoryRecord(
        stored.id, stored.asset, stored.first, stored.last, stored.batch, stored.facts_digest,
        stored.rulebook, stored.engine,
        findings=tuple(starmap(SpellRecord, FINDINGS.rows(opened, n))),
        days=tuple(starmap(VectorDays, DAYS.rows(opened, n))),
        vectors=tuple(starmap(VectorRecord, VECTORS.rows(opened, n))),
        premises=tuple(starmap(FiredRecord, PREMISES.rows(opened, n))),
    )  # fmt: skip


def _number(kb: KnowledgeBase, history_id: str) -> int:
    found = kb.connection.execute("SELECT n FROM history WHERE id = ?", (history_id,)).fetchone()
    if found is None:
        raise StoreError(f"there is no history {history_id!r}; `downdraft runs` lists them")
    return int(found[0])


def _write(opened: sqlite3.Connection, record: HistoryRecord) -> None:
    previous, content, now = last_link(opened, "history"), record.content(), int(time.time())
    link = chain.history_link(previous, record.id, content, now)
    written = opened.execute(
        f"INSERT INTO history ({_HISTORY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id, record.asset, record.first, record.last, record.batch, record.facts_digest,
            record.rulebook, record.engine, content, now, previous, link,
        ),
    )  # fmt: skip
    for name, part in PARTS.items():
        places = ", ".join("?" * (1 + len(part.fields)))
        rows = [(written.lastrowid, *row) for row in getattr(record, name)]
        opened.executemany(f"INSERT INTO {part.table} VALUES ({places})", rows)
