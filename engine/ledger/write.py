"""From an answered run and its briefing to the ledger's own rows.

A document is recorded as `md`, `md since RUN`, and `by VERSION` where other code wrote it. A run is
written once, with the version of the code that wrote its sentences. Where that code has changed
since and the code that judges has not, the same run is rendered in other bytes: those are kept
beside the first ones, under the version that wrote them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

from engine.briefing.compose import compose
from engine.briefing.numbers_found import row_of
from engine.briefing.parts import Briefing
from engine.evaluation.said import by_claim
from engine.fingerprint import document_version
from engine.judge.run import Run
from engine.ledger.forms import form_of
from engine.pages.book import RuleBook
from engine.words.sentences import Sentence
from kb import ledger
from kb.chain import page_hash
from kb.ledger import (
    RunEntry,
    StoredFinding,
    StoredPage,
    StoredPremise,
    StoredRun,
    StoredSentence,
    record_rendering,
    record_run,
)
from kb.run_entries import SHORT
from kb.store import KnowledgeBase


def judged_by(run: StoredRun) -> str:
    """The version of the code that judged a run."""
    return run.engine.partition("/")[0]


def written_by(run: StoredRun) -> str:
    """The version of the code that wrote its sentences; "" where an older ledger knew but one."""
    return run.engine.partition("/")[2]


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""As the ledger keeps values."""


def write_run(kb: KnowledgeBase, briefing: Briefing) -> bool:
    """Write a run with its rule book, findings, premises and sentences; False when it is there."""
    return record_run(kb, record_of(briefing), pages_of(briefing.run.book))


def pages_of(book: RuleBook) -> tuple[StoredPage, ...]:
    """The texts of a rule book, as they are kept with what was judged by it."""
    texts = sorted(book.texts.items())
    return tuple(StoredPage(page_hash(name, text), name, text) for name, text in texts)


def sha256_of(document: str | bytes) -> str:
    """The hash by which a document is known."""
    content = document.encode() if isinstance(document, str) else document
    return hashlib.sha256(content).hexdigest()


def write_rendering(kb: KnowledgeBase, run_id: str, form: str, document: str | bytes) -> None:
    """Keep the hash of a rendered document, so that a file can be traced to its run.

    One that the code of today writes otherwise than the code by which the run was recorded is kept
    beside that, under today's version; one that says the same after more requests is kept already.
    """
    sha256, today, asked = sha256_of(document), document_version(), form_of(form)
    known = ((form_of(text), kept) for text, kept in ledger.renderings(kb, run_id).items())
    if not any(kept == sha256 and each[:2] == asked[:2] for each, kept in known):
        by = "" if written_by(ledger.run(kb, run_id)) == today else today
        record_rendering(kb, run_id, str(asked._replace(by=by)), sha256)


def record_of(briefing: Briefing) -> RunEntry:
    """Everything that the ledger keeps of a run."""
    run = briefing.run
    asked = run.question
    return RunEntry(
        run.id, asked.asset, asked.as_of, asked.known_at, asked.batch or 0, run.facts_digest,
        run.book.hash, run.book.recorded_engine, tuple(_findings(run)), _premises(run),
        _sentences(briefing),
    )  # fmt: skip


def sentences_of(kb: KnowledgeBase, run: Run, stored: StoredRun | None) -> Sequence[StoredSentence]:
    """The sentences of a briefing: as the ledger has them, composed where no run is recorded."""
    if stored:
        return ledger.sentences(kb, stored.id)
    return record_of(compose(run, kb)).sentences


def _findings(run: Run) -> Iterator[StoredFinding]:
    said = by_claim(run.said)
    for page in run.book.pages:
        found, row = run.findings[page.claim], row_of(run, page, said.get(page.claim, ()))
        yield StoredFinding(page.claim, found.status, found.reason or "", row.as_json())


def _premises(run: Run) -> tuple[StoredPremise, ...]:
    return tuple(
        StoredPremise(firing.concludes.partition(":")[2], firing.rule, as_json(firing.premises))
        for firing in run.inference.firings(0)
    )


def _sentences(briefing: Briefing) -> tuple[StoredSentence, ...]:
    return tuple(
        StoredSentence(int(each.id[1:]), each.claim, each.text, as_json(list(_refs(each))))
        for each in briefing.sentences
    )


def _refs(said: Sentence) -> Iterator[dict[str, str]]:
    """What a sentence rests on, marked where it stands on the front page alone."""
    for ref in said.refs:
        yield {"kind": ref.kind, "name": ref.name} | (SHORT if said.short else {})
