"""From an answered run and its briefing to the ledger's own rows."""

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
from engine.ledger.forms import form_of, written_by
from engine.pages.book import RuleBook
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
from kb.store import KnowledgeBase


def write_run(kb: KnowledgeBase, briefing: Briefing) -> bool:
    """Write a run with its rule book, findings, premises and sentences; False when it is there."""
    return record_run(kb, record_of(briefing), pages_of(briefing.run.book))


def pages_of(book: RuleBook) -> tuple[StoredPage, ...]:
    """The texts of a rule book, as they are kept with what was judged by it."""
    texts = sorted(book.texts.items())
    return tuple(StoredPage(page_hash(name, text), name, text) for name, text in texts)


def write_rendering(kb: KnowledgeBase, run_id: str, form: str, document: str) -> None:
    """Keep the hash of a rendered document, so that a file can be traced to its run.

    One that the code of today writes otherwise than the code by which the run was recorded is kept
    beside that, under today's version.
    """
    sha256, today = _sha256(document), document_version()
    if ledger.renderings(kb, run_id).get(form) != sha256:
        by = "" if written_by(ledger.run(kb, run_id)) == today else today
        record_rendering(kb, run_id, str(form_of(form)._replace(by=by)), sha256)


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
        StoredPremise(firing.concludes.partition(":")[2], firing.rule, _json(firing.premises))
        for firing in run.inference.firings(0)
    )


def _sentences(briefing: Briefing) -> tuple[StoredSentence, ...]:
    return tuple(
        StoredSentence(int(each.id[1:]), each.claim, each.text, _json(
            [{"kind": ref.kind, "name": ref.name} for ref in each.refs]
        ))
        for each in briefing.sentences
    )  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
