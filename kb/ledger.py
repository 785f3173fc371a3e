"""The ledger: runs with their findings, premises and sentences in; the same records out.

A run is written once. Runs and rendered documents are each linked in a hash chain; what stands
inside a row is kept as it came, in a shape of the ledger's own (`finding_rows`), whatever documents
show.
"""

from __future__ import annotations

import re

from kb import chain
from kb.errors import StoreError
from kb.links import last_link
from kb.rulebooks import StoredPage
from kb.run_entries import (
    FINDINGS,
    PREMISES,
    RUNS,
    SENTENCES,
    AskedRun,
    RunEntry,
    StoredFinding,
    StoredPremise,
    StoredRun,
    StoredSentence,
)
from kb.store import KnowledgeBase

__all__ = [
    "AskedRun",
    "RunEntry",
    "StoredFinding",
    "StoredPage",
    "StoredPremise",
    "StoredRun",
    "StoredSentence",
    "findings",
    "premises",
    "record_rendering",
    "record_run",
    "rendered_from",
    "renderings",
    "run",
    "runs",
    "sentences",
]  # fmt: skip

_LAST = re.compile(r"last(?:~(\d{1,9}))?")


def record_run(kb: KnowledgeBase, record: RunEntry, pages: tuple[StoredPage, ...] = ()) -> bool:
    """Write a run and its parts; False when it is there already.

    pages  of its rule book, which is kept with it
    """
    return RUNS.write(kb, record, pages)


def runs(kb: KnowledgeBase) -> list[StoredRun]:
    """Every run, the oldest first."""
    return RUNS.all(kb)


def run(kb: KnowledgeBase, name: str) -> StoredRun:
    """The one run whose id begins so; StoreError when there is none, or more than one.

    `last` is the run recorded last, `last~1` the one before it.
    """
    counted = _LAST.fullmatch(name)
    if not counted:
        return RUNS.beginning(kb, name)
    found = RUNS.chosen(kb, "ORDER BY n DESC LIMIT 1 OFFSET ?", int(counted[1] or 0))
    return RUNS.one(found, name)


def findings(kb: KnowledgeBase, run_id: str) -> list[StoredFinding]:
    """The findings of a run, by claim."""
    return [StoredFinding(*row) for row in kb.rows(FINDINGS.query(FINDINGS.fields), run_id)]


def premises(kb: KnowledgeBase, run_id: str) -> list[StoredPremise]:
    """The rules that fired in a run, in order, with what matched."""
    return [StoredPremise(*row) for row in kb.rows(PREMISES.query(PREMISES.fields), run_id)]


def sentences(kb: KnowledgeBase, run_id: str) -> list[StoredSentence]:
    """The sentences of a run, in order."""
    return [StoredSentence(*row) for row in kb.rows(SENTENCES.query(SENTENCES.fields), run_id)]


def renderings(kb: KnowledgeBase, run_id: str) -> dict[str, str]:
    """The sha256 of each document rendered from a run, by format."""
    query = "SELECT format, sha256 FROM rendering WHERE run_id = ? ORDER BY format"
    return dict(kb.rows(query, run_id))


def rendered_from(kb: KnowledgeBase, sha256: str) -> tuple[str, str] | None:
    """The run and the format of the document with this hash; None when it is not from here."""
    query = "SELECT run_id, format FROM rendering WHERE sha256 = ? ORDER BY n LIMIT 1"
    found = kb.rows(query, sha256)
    return (str(found[0][0]), str(found[0][1])) if found else None


def record_rendering(kb: KnowledgeBase, run: str, form: str, sha256: str) -> bool:
    """Write the hash of a rendered document; False when it is there already."""
    with kb.transaction() as opened:
        if not opened.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone():
            raise StoreError(f"there is no run {run!r}; record it before its renderings")
        query = "SELECT sha256 FROM rendering WHERE run_id = ? AND format = ?"
        known = opened.execute(query, (run, form)).fetchone()
        if known is not None:
            _check_same(run, form, known[0], sha256)
            return False
        previous = last_link(opened, "rendering")
        link = chain.link("rendering", previous, run, form, sha256)
        opened.execute(
            "INSERT INTO rendering (run_id, format, sha256, previous, chain) "
            "VALUES (?, ?, ?, ?, ?)",
            (run, form, sha256, previous, link),
        )
    return True


def _check_same(run: str, form: str, known: str, sha256: str) -> None:
    if known != sha256:
        raise StoreError(
            f"run {run[:12]} was rendered as {form} before, with other bytes: the facts, rules "
            "and code are the same, so what the ledger says of earlier runs has changed; pass "
            "--no-ledger to have the document without recording it"
        )
