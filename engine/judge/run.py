"""The run: one evaluation of the whole rule base for one asset and day.

In: a knowledge base, a rule book and a question. Out: a `Run`, whose id is the hash of the question
and of everything its answer depends on: the same question to the same facts is the same run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.evaluation.said import SaidVerdict, judge_said
from engine.extension import ALONE
from engine.judge.conflicts import Conflict, conflicts
from engine.judge.findings import Finding, findings
from engine.judge.infer import Inference
from engine.judge.judgement import Judgement, judge
from engine.judge.planes import arrays_of
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from kb.assets import Asset
from kb.catalog import Catalog
from kb.clock import day_date, moment_number
from kb.frozen import dataclass
from kb.listed import listed
from kb.panel import Panel, build_tracks
from kb.store import FOREVER, KnowledgeBase
from kb.visible import Observing

CLOSE, A_YEAR = "price.close", 365
NAMED = 5  # assets that are named to one who asked about another


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

    @property
    def key(self) -> tuple[str, int, int]:
        """What the id of a run holds of it: all but where a replay stops."""
        return self.asset, self.as_of, self.known_at


@dataclass(frozen=True)
class Run:
    """A question and everything that was found out about it: the judgement of one day.

    catalog  as it applies to the asset
    panel    the facts as they were read, nothing computed
    """

    id: str
    question: Question
    book: RuleBook
    catalog: Catalog
    asset: Asset
    facts_digest: str
    panel: Panel
    evaluation: Evaluation
    judgement: Judgement

    def __repr__(self) -> str:
        asked = self.question
        return f"<run {self.id[:8]} of {asked.asset}, {day_date(asked.as_of)}>"

    @property
    def inference(self) -> Inference:
        """What both evaluators agree on, and the firings behind it."""
        return self.judgement.inference

    @property
    def note(self) -> str:
        """What every document of the run says of how it was judged, where that is not usual."""
        return ALONE if self.inference.alone else ""

    @cached_property
    def said(self) -> tuple[SaidVerdict, ...]:
        """What documents state, against what was measured at their date; no finding needs it."""
        return judge_said(self.book, self.panel, self.catalog)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where sources disagree."""
        return conflicts(self.panel, self.catalog)

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
    asset, until = kb.asset(asset), FOREVER if known_at is None else known_at
    day = kb.last_day(asset, known_at=until) if as_of is None else as_of
    if day is None or not kb.spoken_of(asset):
        kind = "price" if day is None else "fact"
        raise NothingToJudge(f"there is no {kind} of {asset!r} here; {_instead(kb, asset)}")
    return Question(asset, day, end_of_day(day) if known_at is None else known_at)


def _instead(kb: KnowledgeBase, asset: str) -> str:
    """What to do where nothing can be asked of an asset."""
    others = [each for each in kb.priced() if each != asset]
    if not others:
        return "add facts with `downdraft add FILE`, or try `downdraft brief --example`"
    there = listed(others, NAMED)
    return f"there are closes of {there}, so pass --asset, or add facts with `downdraft add FILE`"


def refuse_too_early(kb: KnowledgeBase, asked: Question) -> None:
    """A day before the first fact is NothingToJudge: there is nothing it could be judged on."""
    first = kb.first_day(asked.asset)
    if first is not None and asked.as_of < first:
        problem = f"the first fact that {asked.asset!r} is judged by is of {day_date(first)}"
        raise NothingToJudge(f"{problem}; ask for that day or a later one")


def end_of_day(day: int) -> int:
    """The last second of a day, UTC."""
    return moment_number(day_date(day))


def load_panel(
    kb: Observing,
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
    asset = asset_of(panel, catalog)
    book, catalog = for_asset(book, asked.asset), catalog.of(asset)
    evaluation = evaluate_book(book, panel, catalog)
    return Run(
        id=content_id(asked.key, facts_digest, book.hash, book.engine),
        question=asked,
        book=book,
        catalog=catalog,
        asset=asset,
        facts_digest=facts_digest,
        panel=panel,
        evaluation=evaluation,
        judgement=judge(book, arrays_of(book, evaluation)),
    )


def content_id(question: Sequence[object], *depends: str) -> str:
    """The hash of a question and of all that its answer depends on: facts, pages and code."""
    return hashlib.sha256("\n".join(map(str, (*question, *depends))).encode()).hexdigest()


def asset_of(panel: Panel, catalog: Catalog, row: int = -1) -> Asset:
    """The asset as the catalogue declares it, else as the closes seen from one day make it look."""
    told = panel.said(CLOSE, int(panel.days[row]), int(panel.known_at[row]))
    closes = max(told, key=len, default=None)
    days = closes.as_of[-A_YEAR:] if closes else np.empty(0, dtype=np.int32)
    return catalog.asset(panel.asset, days)
