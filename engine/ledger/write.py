"""From an answered run and its briefing to the ledger's rows, as canonical JSON."""

from __future__ import annotations

import hashlib
import json

from engine.briefing.export import findings_out
from engine.briefing.parts import Briefing
from engine.fingerprint import document_version
from engine.judge.run import Run
from engine.ledger.forms import form_of, written_by
from engine.pages.book import RuleBook
from kb import ledger
from kb.chain import page_hash
from kb.ledger import (
    FindingRecord,
    PageRecord,
    PremiseRecord,
    RunRecord,
    SentenceRecord,
    record_rendering,
    record_run,
)
from kb.store import KnowledgeBase


def write_run(kb: KnowledgeBase, briefing: Briefing) -> bool:
    """Write a run with its rule book, findings, premises and sentences; False when it is there."""
    return record_run(kb, record_of(briefing), pages_of(briefing.run.book))


def pages_of(book: RuleBook) -> tuple[PageRecord, ...]:
    """The texts of a rule book, as they are kept with what was judged by it."""
    texts = sorted(book.texts.items())
    return tuple(PageRecord(page_hash(name, text), name, text) for name, text in texts)


def write_rendering(kb: KnowledgeBase, run_id: str, form: str, document: str) -> None:
    """Keep the hash of a rendered document, so that a file can be traced to its run.

    One that the code of today writes otherwise than the code by which the run was recorded is kept
    beside that, under today's version.
    """
    sha256, today = _sha256(document), document_version()
    if ledger.renderings(kb, run_id).get(form) != sha256:
        by = "" if written_by(ledger.run(kb, run_id)) == today else today
        record_rendering(kb, run_id, str(form_of(form)._replace(by=by)), sha256)


def record_of(briefing: Briefing) -> RunRecord:
    """Everything that the ledger keeps of a run."""
    run = briefing.run
    asked = run.question
    return RunRecord(
        id=run.id,
        asset=asked.asset,
        as_of=asked.as_of,
        known_at=asked.known_at,
        batch=asked.batch or 0,
        facts_digest=run.facts_digest,
        rulebook=run.book.hash,
        engine=run.book.recorded_engine,
        findings=_findings(briefing),
        premises=_premises(run),
        sentences=_sentences(briefing),
    )


def _findings(briefing: Briefing) -> tuple[FindingRecord, ...]:
    return tuple(
        FindingRecord(found.claim, found.status, found.reason or "", found.model_dump_json())
        for found in findings_out(briefing)
    )


def _premises(run: Run) -> tuple[PremiseRecord, ...]:
    return tuple(
        PremiseRecord(firing.concludes.partition(":")[2], firing.rule, _json(firing.premises))
        for firing in run.inference.firings(0)
    )


def _sentences(briefing: Briefing) -> tuple[SentenceRecord, ...]:
    return tuple(
        SentenceRecord(
            int(sentence.id[1:]),
            sentence.claim,
            sentence.text,
            _json([{"kind": ref.kind, "name": ref.name} for ref in sentence.refs]),
        )
        for sentence in briefing.sentences
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
