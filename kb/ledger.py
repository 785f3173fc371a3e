"""The ledger: runs with their findings, premises and sentences in; the same records out.

A run is written once. Runs and rendered documents are each linked in a hash chain; what stands
inside a row is kept as it came, in a shape of the ledger's own (`finding_rows`), whatever documents
show.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kb import chain
from kb.errors import StoreError, in_words
from kb.links import last_link
from kb.rulebooks import StoredPage
from kb.run_entries import (
    RUNS,
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
    "Parts",
    "RunEntry",
    "StoredFinding",
    "StoredPage",
    "StoredPremise",
    "StoredRun",
    "StoredSentence",
    "findings",
    "last_run",
    "newest_runs",
    "parts",
    "premises",
    "record_rendering",
    "record_run",
    "rendered_from",
    "renderings",
    "run",
    "run_before",
    "run_count",
    "runs",
    "sentences",
]  # fmt: skip

_NTH_LAST = "ORDER BY n DESC LIMIT 1 OFFSET ?"
_BEFORE = """WHERE asset = ? AND as_of < ? AND known_at <= ?
    AND n < ifnull((SELECT n FROM run WHERE id = ?), 9223372036854775807)
    ORDER BY as_of DESC, n DESC LIMIT 1"""
_LAST = re.compile(r"last(?:~(\d{1,9}))?")


def record_run(kb: KnowledgeBase, record: RunEntry, pages: tuple[StoredPage, ...] = ()) -> bool:
    """Write a run and its parts; False when it is there already.

    pages  of its rule book, which is kept with it
    """
    return RUNS.write(kb, record, pages)


def runs(kb: KnowledgeBase, after: int = 0, until: int = 2**62) -> list[StoredRun]:
    """Every run, the oldest first; only those recorded after so many, until there were so many."""
    return RUNS.chosen(kb, "WHERE n > ? AND n <= ? ORDER BY n", after, until)


def newest_runs(kb: KnowledgeBase, count: int) -> list[StoredRun]:
    """The runs recorded last, the oldest of them first."""
    return RUNS.chosen(kb, "ORDER BY n DESC LIMIT ?", count)[::-1]


def run_count(kb: KnowledgeBase) -> int:
    """How many runs are recorded."""
    return int(kb.rows("SELECT ifnull(max(n), 0) FROM run")[0][0])


def run(kb: KnowledgeBase, name: str, *, checked: bool = True) -> StoredRun:
    """The one run whose id begins so; StoreError when there is none, or more than one.

    `last` is the run recorded last, `last~1` the one before it.

    checked  whether it must be as it was written, here and below; AlteredError where it is not
    """
    counted = _LAST.fullmatch(name)
    if not counted:
        found = RUNS.beginning(kb, name)
    else:
        found = RUNS.one(RUNS.chosen(kb, _NTH_LAST, int(counted[1] or 0)), name)
    _parts(kb, found.id, checked)
    return found


def last_run(kb: KnowledgeBase, **asked: str | int) -> StoredRun | None:
    """The run recorded last whose fields are these; None where there is none.

    asked  any of asset, as_of, known_at and rulebook
    """
    same = " AND ".join(f"{name} = ?" for name in asked)
    return _checked(kb, RUNS.chosen(kb, f"WHERE {same} ORDER BY n DESC LIMIT 1", *asked.values()))


def run_before(
    kb: KnowledgeBase, asset: str, as_of: int, known_at: int, run_id: str
) -> StoredRun | None:
    """The run recorded last of the latest day before `as_of` that knew no more; None for none.

    run_id  only what was recorded before this run, where that is recorded
    """
    return _checked(kb, RUNS.chosen(kb, _BEFORE, asset, as_of, known_at, run_id))


def _checked(kb: KnowledgeBase, found: list[StoredRun]) -> StoredRun | None:
    """The first run of a list, its parts looked through."""
    for each in found:
        _parts(kb, each.id)
        return each
    return None


class Parts(NamedTuple):
    """All that is recorded of a run beside its row."""

    findings: list[StoredFinding]
    premises: list[StoredPremise]
    sentences: list[StoredSentence]


def parts(kb: KnowledgeBase, run_id: str) -> Parts:
    """The parts of a run, read at once; AlteredError where they are not what was written."""
    rows = _parts(kb, run_id)
    return Parts(
        [StoredFinding(*row) for row in rows["findings"]],
        [StoredPremise(*row) for row in rows["premises"]],
        [StoredSentence(*row) for row in rows["sentences"]],
    )


def findings(kb: KnowledgeBase, run_id: str, *, checked: bool = True) -> list[StoredFinding]:
    """The findings of a run, by claim."""
    return [StoredFinding(*row) for row in _parts(kb, run_id, checked)["findings"]]


def premises(kb: KnowledgeBase, run_id: str, *, checked: bool = True) -> list[StoredPremise]:
    """The rules that fired in a run, in order, with what matched."""
    return [StoredPremise(*row) for row in _parts(kb, run_id, checked)["premises"]]


def sentences(kb: KnowledgeBase, run_id: str, *, checked: bool = True) -> list[StoredSentence]:
    """The sentences of a run, in order."""
    return [StoredSentence(*row) for row in _parts(kb, run_id, checked)["sentences"]]


def _parts(
    kb: KnowledgeBase, run_id: str, checked: bool = True
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the parts of a run, by part, none where there is no such run.

    raises  AlteredError where they are not what was written
    """
    found = kb.rows("SELECT n FROM run WHERE id = ?", run_id)
    if not found:
        return {name: [] for name in RunEntry.PARTS}
    with in_words(kb.name):
        if not checked:
            return RUNS.parts(kb.connection, found[0][0])
        [stored] = RUNS.chosen(kb, "WHERE n = ?", found[0][0])
        return RUNS.checked(kb.connection, stored)


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
