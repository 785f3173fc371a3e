"""A history and the ledger's rows: its findings, and per distinct truth vector what fired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, cast

from engine.changes.recorded import recorded_book
from engine.extension import ALONE
from engine.fingerprint import by_one
from engine.judge.causes import Cause
from engine.judge.findings import Status
from engine.judge.history import History, Period
from engine.judge.matcher import ChapterAnswers
from engine.judge.run import content_id
from engine.judge.stretches import Stretch, every_stretch, unchanged
from engine.ledger.write import as_json, pages_of
from engine.measures.reading import Reason
from engine.pages.book import RuleBook
from kb import histories
from kb.histories import (
    HistoryEntry,
    StoredFiring,
    StoredStretch,
    StoredVector,
    StoredVectorDays,
    record_history,
)
from kb.panel import end_of
from kb.store import KnowledgeBase


def write_history(kb: KnowledgeBase, history: History) -> tuple[str, bool]:
    """Write a history with its rule book; its id, and False when it is there already."""
    record = record_of(history, _digest(kb, history.asked))
    return record.id, record_history(kb, record, pages_of(history.judgement.book))


def id_of(kb: KnowledgeBase, history: History) -> str:
    """The id of a history, recorded or not."""
    return _id(history, _digest(kb, history.asked))


def _digest(kb: KnowledgeBase, asked: Period) -> str:
    end = int(end_of(asked.days[-1:])[0])
    return kb.digest(asked.asset, as_of=asked.last, known_at=end, batch=asked.batch)


def _id(history: History, facts_digest: str) -> str:
    asked, book = history.asked, history.judgement.book
    question = ("history", asked.asset, asked.first, asked.last)
    return content_id(question, facts_digest, book.hash, book.engine)


def record_of(history: History, facts_digest: str) -> HistoryEntry:
    """The rows of a history."""
    asked, book = history.asked, history.judgement.book
    chapters = history.judgement.inference.chapters
    return HistoryEntry(
        id=_id(history, facts_digest),
        asset=asked.asset,
        first=asked.first,
        last=asked.last,
        batch=asked.batch,
        facts_digest=facts_digest,
        rulebook=book.hash,
        engine=book.engine,
        findings=tuple(_findings(history)),
        days=tuple(row for chapter in chapters for row in _days(asked, chapter)),
        vectors=tuple(
            StoredVector(chapter.chapter, vector, as_json(given))
            for chapter in chapters
            for vector, given in enumerate(chapter.given)
        ),
        premises=tuple(row for chapter in chapters for row in _premises(chapter)),
    )


def _findings(history: History) -> Iterator[StoredStretch]:
    spelt = cache(as_json)  # the same causes come again and again
    for stretch in every_stretch(history):
        ends, causes = (stretch.first, stretch.last), spelt(stretch.causes)
        yield StoredStretch(stretch.claim, *ends, stretch.status, stretch.reason or "", causes)


def _days(asked: Period, answers: ChapterAnswers) -> Iterator[StoredVectorDays]:
    runs = unchanged(answers.vector_of_day)
    vectors = answers.vector_of_day[[start for start, _ in runs]].tolist()
    for (start, stop), vector in zip(runs, vectors, strict=True):
        yield StoredVectorDays(answers.chapter, asked.first + start, asked.first + stop - 1, vector)


def _premises(answers: ChapterAnswers) -> Iterator[StoredFiring]:
    spelt = cache(as_json)
    for vector in range(len(answers.reports)):
        for n, firing in enumerate(answers.firings(vector)):
            claim = firing.concludes.partition(":")[2]
            premises = spelt(firing.premises)
            yield StoredFiring(answers.chapter, vector, n, claim, firing.rule, premises)


class ReadHistory(NamedTuple):
    """A history as it was recorded.

    note  that one evaluator judged it alone; "" where both did
    """

    id: str
    asked: Period
    book: RuleBook
    stretches: tuple[Stretch, ...]
    note: str = ""


def read_history(kb: KnowledgeBase, id_prefix: str) -> ReadHistory:
    """The one history whose id begins so; StoreError when there is none, or more than one."""
    stored = histories.history(kb, id_prefix)
    return ReadHistory(
        stored.id,
        Period(stored.asset, stored.first, stored.last, stored.batch),
        recorded_book(kb, stored.rulebook),
        tuple(_stretch(row) for row in histories.findings(kb, stored.id)),
        ALONE if by_one(stored.engine) else "",
    )


def _stretch(row: StoredStretch) -> Stretch:
    causes = tuple(Cause(what, why) for what, why in json.loads(row.causes))
    status, reason = cast(Status, row.status), cast(Reason | None, row.reason or None)
    return Stretch(row.claim, row.first, row.last, status, reason, causes)
