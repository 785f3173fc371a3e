"""A history: the rule base over a range of days, each as it was known at its end.

In: a knowledge base, a rule book and a range. Out: a `History`, whose judgement is that of a run on
each day. Quantities are worked out for some days at a time; then durable_rules is asked once per
distinct truth vector of a chapter, and held against the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from engine.evaluation.days import evaluate_days
from engine.extension import ALONE
from engine.judge.judgement import Judgement, judge
from engine.judge.planes import LineArrays, arrays_of, joined
from engine.judge.run import NothingToJudge, Question, asset_of, end_of_day, load_panel
from engine.measures.provider import provided_together
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from engine.pages.edges import Node, finding
from engine.pages.page import FactName, Page
from kb.catalog import Catalog
from kb.clock import day_date
from kb.panel import Ints, Panel
from kb.store import KnowledgeBase
from kb.visible import Observing

DAYS_AT_ONCE = 512
"""Days of which all readings and scenarios are held in memory together."""
A_YEAR = 365
ADD_FACTS = "add facts with `downdraft add FILE`"


@dataclass(frozen=True)
class Period:
    """An asset and the days asked about, the last among them; days since 1970-01-01.

    batch  only facts of batches up to this one
    """

    asset: str
    first: int
    last: int
    batch: int

    @property
    def days(self) -> Ints:
        """Every day of it."""
        return np.arange(self.first, self.last + 1, dtype=np.int32)

    @property
    def end(self) -> Question:
        """The same asked about its last day alone: it sees all that any day of it sees."""
        return Question(self.asset, self.last, end_of_day(self.last), self.batch)

    def between(self, first: int, last: int) -> Period:
        """The same for a part of its days."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, eq=False)
class History:
    """What was found out about every day of a period, a row a day, under the whole rule book."""

    asked: Period
    judgement: Judgement

    @property
    def note(self) -> str:
        """What is said of how it was judged, where that is not usual."""
        return ALONE if self.judgement.inference.alone else ""


def period(kb: KnowledgeBase, book: RuleBook, asset: str, first: int | None, last: int) -> Period:
    """A range of days for an asset, on what the base holds now.

    first   None for a year up to the last day, or since the first fact where that is later
    raises  NothingToJudge when there is no fact of the asset, none before `first`, or none at all
    """
    asset, batch = kb.asset(asset), kb.last_batch()
    if not kb.spoken_of(asset):
        raise NothingToJudge(f"there is no fact of {asset!r} here; {ADD_FACTS}")
    seen = load_panel(kb, book, kb.catalog, Period(asset, last, last, batch).end)
    if not seen.tracks:
        raise NothingToJudge(f"the rules read no fact up to {day_date(last)}; {ADD_FACTS}")
    began = min(int(track.as_of.min()) for tracks in seen.tracks.values() for track in tracks)
    first = max(last - A_YEAR + 1, began) if first is None else first
    if not began <= first <= last:
        problem = f"a history cannot begin on {day_date(first)}"
        if first > last:
            after = f"after the last day asked about, {day_date(last)}"
            raise NothingToJudge(f"{problem}, {after}; write an earlier day")
        since = f"the first fact is of {day_date(began)}; write --from {day_date(began)}"
        raise NothingToJudge(f"{problem}; {since}")
    return Period(asset, first, last, batch)


def history(
    kb: Observing,
    book: RuleBook,
    asked: Period,
    progress: Callable[[int], None] | None = None,
) -> History:
    """Evaluate the rule base on every day of a period.

    progress  called with the number of days done so far
    raises    Disagreement when matcher and reference differ
    """
    book = for_asset(book, asked.asset)
    parts, done = [], 0
    for part in planes(kb, deciding(book), asked):
        parts.append(part)
        done += part.truths.days
        if progress:
            progress(done)
    return History(asked, judge(book, joined(parts)))


def planes(kb: Observing, needed: RuleBook, asked: Period) -> Iterator[LineArrays]:
    """What the pages come to, some days at a time; nothing is concluded from it yet.

    needed  the pages as they apply to the asset, with what decides: see `deciding`
    """
    for panel, catalog in days_alike(kb, needed, asked):
        yield arrays_of(needed, evaluate_days(needed, panel, catalog))


def panels(kb: Observing, book: RuleBook, asked: Period) -> Iterator[Panel]:
    """The days of a period some at a time, each known to its own end, all on the same facts."""
    whole = load_panel(kb, book, kb.catalog, asked.end, taken_back=True)
    for start in range(0, len(asked.days), DAYS_AT_ONCE):
        yield whole.moved(asked.days[start : start + DAYS_AT_ONCE].tolist())


def days_alike(kb: Observing, book: RuleBook, asked: Period) -> Iterator[tuple[Panel, Catalog]]:
    """The same, days apart on which the asset looks otherwise, with the catalogue of each part.

    An asset that nobody declared is on each day what its closes had shown by then.
    """
    for panel in panels(kb, book, asked):
        if asked.asset in kb.catalog.assets:
            yield panel, kb.catalog.of(asset_of(panel, kb.catalog))
            continue
        looks, start = [asset_of(panel, kb.catalog, row) for row in range(len(panel.days))], 0
        for asset, alike in groupby(looks):
            end = start + len(list(alike))
            yield panel.moved(panel.days[start:end].tolist()), kb.catalog.of(asset)
            start = end


def deciding(book: RuleBook) -> RuleBook:
    """The book with only the facts and quantities that some finding rests on.

    The facts that are read together with a needed one stay, since they choose its source.
    """
    needed = set(book.graph.under(*(finding(page.claim) for page in book.pages)))
    return replace(book, pages=tuple(_without_the_rest(page, needed) for page in book.pages))


def _without_the_rest(page: Page, needed: set[Node]) -> Page:
    let = tuple(q for q in page.let if (page.claim, q.name) in needed)
    return replace(page, let=let, facts=tuple(_facts(page, needed)))


def _facts(page: Page, needed: set[Node]) -> Iterator[FactName]:
    requests = {f.request for f in page.facts if (page.claim, f.name) in needed}
    for together in provided_together(fact.request for fact in page.facts).values():
        if requests & set(together):
            yield from (fact for fact in page.facts if fact.request in together)
