"""The run: one evaluation of the whole rule base for one asset and day.

In: a knowledge base, a rule book and a question. Out: a `Run`, whose id is the hash of the question
and of everything its answer depends on: the same question to the same facts is the same run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.evaluation.said import SaidVerdict, judge_said
from engine.judge.conflicts import Conflict, conflicts
from engine.judge.findings import Finding, findings
from engine.judge.infer import Inference
from engine.judge.judgement import Judgement, judge
from engine.judge.planes import arrays_of
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from kb.catalog import Catalog
from kb.clock import day_date, moment_number
from kb.fact_cells import asset as asset_key
from kb.panel import Panel, build_tracks
from kb.store import KnowledgeBase


class NothingToJudge(LookupError):
    """There is no fact the question could be answered from."""


@dataclass(frozen=True)
class Question:
    """An asset, a day, and when the facts had to be known by.

    as_of     days since 1970-01-01
    known_at  unix seconds, UTC
    batch     only facts of batches up to this one; None for all there are
    """

    asset: str
    as_of: int
    known_at: int
    batch: int | None = None


@dataclass(frozen=True)
class Run:
    """A question and everything that was found out about it: the judgement of one day."""

    id: str
    question: Question
    book: RuleBook
    catalog: Catalog
    facts_digest: str
    evaluation: Evaluation
    judgement: Judgement
    said: tuple[SaidVerdict, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def inference(self) -> Inference:
        """What both evaluators agree on, and the firings behind it."""
        return self.judgement.inference

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """What became of every claim, with its lines and what it lacks."""
        return findings(self.judgement, self.evaluation, 0)

    @cached_property
    def headline(self) -> str | None:
        """The first headline page that holds."""
        tried = self.book.order.headline
        return next((c for c in tried if self.judgement.finding(c, 0)[0] == "holds"), None)


def question(
    kb: KnowledgeBase, asset: str, as_of: int | None = None, known_at: int | None = None
) -> Question:
    """Fill in a question: the last day with a price, known to the end of the day asked about."""
    asset = asset_key(asset)
    day = _last_priced_day(kb, asset, known_at) if as_of is None else as_of
    if not kb.spoken_of(asset):
        raise _nothing(f"no fact of {asset!r}")
    return Question(asset, day, end_of_day(day) if known_at is None else known_at)


def end_of_day(day: int) -> int:
    """The last second of a day, UTC."""
    return moment_number(day_date(day))


def _last_priced_day(kb: KnowledgeBase, asset: str, known_at: int | None) -> int:
    day = kb.last_day(asset) if known_at is None else kb.last_day(asset, known_at=known_at)
    if day is None:
        raise _nothing(f"no price of {asset!r}")
    return day


def _nothing(what: str) -> NothingToJudge:
    what_to_do = "add facts with `downdraft add FILE`, or try `downdraft brief --example`"
    return NothingToJudge(f"there is {what} here; {what_to_do}")


def load_panel(
    kb: KnowledgeBase,
    book: RuleBook,
    catalog: Catalog,
    asked: Question,
    series: Sequence[str] | None = None,
    *,
    taken_back: bool = False,
) -> Panel:
    """The panel of one day with the series named, by default every one the rule book reads.

    taken_back  with the facts withdrawn by then, which days before the withdrawal saw
    """
    seen = kb.observations(
        asked.asset,
        as_of=asked.as_of,
        known_at=asked.known_at,
        batch=asked.batch,
        series=book.series if series is None else series,
        taken_back=taken_back,
    )
    tracks = build_tracks(catalog, seen)
    days = np.array([asked.as_of], dtype=np.int32)
    return Panel(asked.asset, days, np.array([asked.known_at], dtype=np.int64), tracks)


def answer(kb: KnowledgeBase, book: RuleBook, catalog: Catalog, asked: Question) -> Run:
    """Evaluate the rule base; raises Disagreement when matcher and reference differ."""
    if asked.batch is None:  # so that a batch that comes in meanwhile is in all of it or in none
        asked = replace(asked, batch=kb.last_batch())
    digest = kb.digest(asked.asset, as_of=asked.as_of, known_at=asked.known_at, batch=asked.batch)
    return judged(load_panel(kb, book, catalog, asked), book, catalog, asked, digest)


def judged(
    panel: Panel, book: RuleBook, catalog: Catalog, asked: Question, facts_digest: str
) -> Run:
    """The run of a panel of one day; `facts_digest` says which facts it stands for."""
    book = for_asset(book, asked.asset)
    evaluation = evaluate_book(book, panel, catalog)
    return Run(
        id=run_id(asked, facts_digest, book.hash, book.engine),
        question=asked,
        book=book,
        catalog=catalog,
        facts_digest=facts_digest,
        evaluation=evaluation,
        judgement=judge(book, arrays_of(book, evaluation)),
        said=judge_said(book, panel, catalog),
        conflicts=conflicts(panel, catalog),
    )


def run_id(asked: Question, facts_digest: str, rulebook: str, engine: str) -> str:
    """The hash of the question and of all that its answer depends on."""
    question = [asked.asset, str(asked.as_of), str(asked.known_at)]
    parts = [*question, facts_digest, rulebook, engine]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
