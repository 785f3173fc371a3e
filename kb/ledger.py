"""The ledger: runs with their findings, premises and sentences in; the same records out.

A run is written once. Runs and rendered documents are each linked in a hash chain; what stands
inside a row is kept as it came, in a shape of the ledger's own (`rows`), whatever documents show.
"""

from __future__ import annotations

import re
import sqlite3
import time

from kb import chain
from kb.batches import last_link
from kb.errors import StoreError, in_words
from kb.run_records import (
    FindingRecord,
    PageRecord,
    PremiseRecord,
    RunRecord,
    SentenceRecord,
    StoredRun,
)
from kb.store import KnowledgeBase

__all__ = [
    "FindingRecord", "PageRecord", "PremiseRecord", "RunRecord", "SentenceRecord", "StoredRun",
    "findings", "premises", "record_rendering", "record_run", "rendered_from",
    "renderings", "rulebook", "run", "runs", "sentences",
    "write_rulebook",
]  # fmt: skip

_LAST = re.compile(r"last(?:~(\d{1,9}))?")
_RUN = (
    "id, asset, as_of, known_at, batch, facts_digest, rulebook, engine, content, written_at, "
    "previous, chain"
)


def record_run(kb: KnowledgeBase, record: RunRecord, pages: tuple[PageRecord, ...] = ()) -> bool:
    """Write a run and its parts; False when it is there already. New renderings are added.

    pages  of its rule book, which is kept with it
    """
    with kb.transaction() as opened:
        new = not _exists(opened, "run", "id", record.id)
        if new and pages:
            write_rulebook(opened, record.rulebook, pages)
        if new:
            _write_run(opened, record)
        for form, sha256 in sorted(record.renderings.items()):
            _write_rendering(opened, record.id, form, sha256)
    return new


def record_rendering(kb: KnowledgeBase, run: str, form: str, sha256: str) -> bool:
    """Write the hash of a rendered document; False when it is there already."""
    with kb.transaction() as opened:
        return _write_rendering(opened, run, form, sha256)


def runs(kb: KnowledgeBase) -> list[StoredRun]:
    """Every run, the oldest first."""
    with in_words(kb.name):
        return [
            StoredRun(*row) for row in kb.connection.execute(f"SELECT {_RUN} FROM run ORDER BY n")
        ]


def run(kb: KnowledgeBase, name: str) -> StoredRun:
    """The one run whose id begins so; StoreError when there is none, or more than one.

    `last` is the run recorded last, `last~1` the one before it.
    """
    which, values = _called(name)
    with in_words(kb.name):
        found = kb.connection.execute(f"SELECT {_RUN} FROM run {which}", values).fetchall()
    if not found or not name:
        raise StoreError(f"there is no run {name!r}; `downdraft runs` lists them")
    if len(found) > 1:
        raise StoreError(f"more than one run begins with {name!r}; write more of its id")
    return StoredRun(*found[0])


def _called(name: str) -> tuple[str, tuple[str | int, ...]]:
    counted = _LAST.fullmatch(name)
    if counted:
        return "ORDER BY n DESC LIMIT 1 OFFSET ?", (int(counted[1] or 0),)
    return "WHERE substr(id, 1, ?) = ? ORDER BY n LIMIT 2", (len(name), name)


def findings(kb: KnowledgeBase, run_id: str) -> list[FindingRecord]:
    """The findings of a run, by claim."""
    query = "SELECT claim, status, reason, json FROM finding WHERE run_id = ? ORDER BY claim"
    with in_words(kb.name):
        return [FindingRecord(*row) for row in kb.connection.execute(query, (run_id,))]


def premises(kb: KnowledgeBase, run_id: str) -> list[PremiseRecord]:
    """The rules that fired in a run, in order, with what matched."""
    query = "SELECT claim, rule, premises FROM premise WHERE run_id = ? ORDER BY n"
    with in_words(kb.name):
        return [PremiseRecord(*row) for row in kb.connection.execute(query, (run_id,))]


def sentences(kb: KnowledgeBase, run_id: str) -> list[SentenceRecord]:
    """The sentences of a run, in order."""
    query = "SELECT n, claim, text, refs FROM sentence WHERE run_id = ? ORDER BY n"
    with in_words(kb.name):
        return [SentenceRecord(*row) for row in kb.connection.execute(query, (run_id,))]


def renderings(kb: KnowledgeBase, run_id: str) -> dict[str, str]:
    """The sha256 of each document rendered from a run, by format."""
    query = "SELECT format, sha256 FROM rendering WHERE run_id = ? ORDER BY format"
    with in_words(kb.name):
        return dict(kb.connection.execute(query, (run_id,)).fetchall())


def rendered_from(kb: KnowledgeBase, sha256: str) -> tuple[str, str] | None:
    """The run and the format of the document with this hash; None when it is not from here."""
    query = "SELECT run_id, format FROM rendering WHERE sha256 = ? ORDER BY n LIMIT 1"
    with in_words(kb.name):
        found = kb.connection.execute(query, (sha256,)).fetchone()
    return None if found is None else (str(found[0]), str(found[1]))


def rulebook(kb: KnowledgeBase, book: str) -> list[PageRecord]:
    """The pages of a rule book, in its order; StoreError when it is not kept here."""
    query = """SELECT page.hash, page.name, page.text FROM rulebook, json_each(rulebook.pages) AS n
        JOIN page ON page.hash = n.value WHERE rulebook.hash = ? ORDER BY n.key"""
    with in_words(kb.name):
        if not _exists(kb.connection, "rulebook", "hash", book):
            raise StoreError(f"rule book {book[:12]} is not kept in {kb.name}")
        return [PageRecord(*row) for row in kb.connection.execute(query, (book,))]


def _exists(opened: sqlite3.Connection, table: str, key: str, value: str) -> bool:
    found = opened.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", (value,)).fetchone()
    return found is not None


def write_rulebook(opened: sqlite3.Connection, book: str, pages: tuple[PageRecord, ...]) -> bool:
    """Keep the pages of a rule book with a run or a history; False when they are there.

    opened  the transaction in which that is written
    """
    if _exists(opened, "rulebook", "hash", book):
        return False
    opened.executemany("INSERT INTO page VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING", pages)
    listed = chain.canonical([page.hash for page in pages])
    opened.execute("INSERT INTO rulebook VALUES (?, ?)", (book, listed))
    return True


def _write_run(opened: sqlite3.Connection, record: RunRecord) -> None:
    previous, content, now = last_link(opened, "run"), record.content(), int(time.time())
    link = chain.run_link(previous, record.id, content, now)
    opened.execute(
        f"INSERT INTO run ({_RUN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id, record.asset, record.as_of, record.known_at, record.batch,
            record.facts_digest, record.rulebook, record.engine, content, now, previous, link,
        ),
    )  # fmt: skip
    own = record.id
    opened.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?)", [(own, *part) for part in record.findings]
    )
    opened.executemany(
        "INSERT INTO premise VALUES (?, ?, ?, ?, ?)",
        [(own, n, *part) for n, part in enumerate(record.premises)],
    )
    opened.executemany(
        "INSERT INTO sentence VALUES (?, ?, ?, ?, ?)", [(own, *part) for part in record.sentences]
    )


def _write_rendering(opened: sqlite3.Connection, run_id: str, form: str, sha256: str) -> bool:
    if not _exists(opened, "run", "id", run_id):
        raise StoreError(f"there is no run {run_id!r}; record it before its renderings")
    known = opened.execute(
        "SELECT sha256 FROM rendering WHERE run_id = ? AND format = ?", (run_id, form)
    ).fetchone()
    if known is not None and known[0] == sha256:
        return False
    if known is not None:
        raise StoreError(
            f"run {run_id[:12]} was rendered as {form} before, with other bytes: the facts, rules "
            "and code are the same, so what the ledger says of earlier runs has changed; pass "
            "--no-ledger to have the document without recording it"
        )
    previous = last_link(opened, "rendering")
    link = chain.rendering_link(previous, run_id, form, sha256)
    opened.execute(
        "INSERT INTO rendering (run_id, format, sha256, previous, chain) VALUES (?, ?, ?, ?, ?)",
        (run_id, form, sha256, previous, link),
    )
    return True
