"""A history: the rule base over a range of days, each as it was known at its end.

In: a knowledge base, a rule book and a range. Out: a `History`, whose findings are those that a run
of each day alone would give. Quantities are worked out for some days at a time; then durable_rules
is asked once per distinct truth vector of a chapter, and held against the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.evaluation.evaluate import evaluate_book
from engine.judge.infer import Inference, infer
from engine.judge.logic import Truths
from engine.judge.needs import deciding
from engine.judge.over_days import Outcomes, outcomes
from engine.judge.planes import LineArrays, arrays_of, joined
from engine.judge.program import program_of
from engine.judge.reference import every_line
from engine.judge.run import NothingToJudge
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from kb.cells import asset as asset_key
from kb.clock import day_date
from kb.panel import Ints, Panel, build_tracks, end_of
from kb.store import KnowledgeBase, Observed

DAYS_AT_ONCE = 64
"""Days of which all readings and scenarios are held in memory together."""
A_YEAR = 365
ADD_FACTS = "add facts with `downdraft add FILE`"


@dataclass(frozen=True)
class Stretch:
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

    def between(self, first: int, last: int) -> Stretch:
        """The same for a part of its days."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, eq=False)
class History:
    """What was found out about every day of a stretch.

    book        the whole rule book asked
    lines       comparisons, and what facts lacked
    inference   the firings behind the findings, by distinct truth vector
    every_line  the truths of all lines, premises and groups as well: why, and why not
    """

    asked: Stretch
    book: RuleBook
    lines: LineArrays
    inference: Inference
    every_line: Truths
    outcomes: Outcomes

    def row(self, day: int) -> int:
        """The row of a day in every array.

        raises  NothingToJudge when the day is outside the stretch
        """
        if not self.asked.first <= day <= self.asked.last:
            raise NothingToJudge(
                f"{day_date(day)} is outside this history, which goes from "
                f"{day_date(self.asked.first)} to {day_date(self.asked.last)}"
            )
        return day - self.asked.first


def stretch(kb: KnowledgeBase, book: RuleBook, asset: str, first: int | None, last: int) -> Stretch:
    """A range of days for an asset, on what the base holds now.

    first   None for a year up to the last day, or since the first fact where that is later
    raises  NothingToJudge when there is no fact of the asset, none before `first`, or none at all
    """
    asset, batch = asset_key(asset), kb.last_batch()
    if not kb.spoken_of(asset):
        raise NothingToJudge(f"there is no fact of {asset!r} here; {ADD_FACTS}")
    seen = _observed(kb, book, Stretch(asset, last, last, batch))
    if not len(seen):
        raise NothingToJudge(f"the rules read no fact up to {day_date(last)}; {ADD_FACTS}")
    began = int(seen.as_of.min())
    first = max(last - A_YEAR + 1, began) if first is None else first
    if not began <= first <= last:
        problem = f"a history cannot begin on {day_date(first)}"
        if first > last:
            problem = f"{problem}, after the last day asked about, {day_date(last)}"
            raise NothingToJudge(f"{problem}; write an earlier day")
        since = f"the first fact is of {day_date(began)}"
        raise NothingToJudge(f"{problem}; {since}; write --from {day_date(began)}")
    return Stretch(asset, first, last, batch)


def history(
    kb: KnowledgeBase,
    book: RuleBook,
    asked: Stretch,
    progress: Callable[[int], None] | None = None,
) -> History:
    """Evaluate the rule base on every day of a stretch.

    progress  called with the number of days done so far
    raises    Disagreement when matcher and reference differ
    """
    book = for_asset(book, asked.asset)
    needed, parts, done = deciding(book), [], 0
    for panel in panels(kb, needed, asked):
        parts.append(arrays_of(needed, evaluate_book(needed, panel, kb.catalog)))
        done += len(panel.days)
        if progress:
            progress(done)
    return concluded(book, asked, joined(parts))


def concluded(book: RuleBook, asked: Stretch, lines: LineArrays) -> History:
    """From the arrays of the lines to findings: the logic of a history, and nothing else."""
    program = program_of(book)
    inference = infer(program, lines.truths)
    every = every_line(program, lines.truths, inference.findings)
    found = outcomes(book, lines, inference, every)
    return History(asked, book, lines, inference, every, found)


def panels(kb: KnowledgeBase, book: RuleBook, asked: Stretch) -> Iterator[Panel]:
    """The days of a stretch some at a time, each known to its own end, all on the same tracks."""
    tracks = build_tracks(kb.catalog, _observed(kb, book, asked))
    for start in range(0, len(asked.days), DAYS_AT_ONCE):
        days = asked.days[start : start + DAYS_AT_ONCE]
        yield Panel(asked.asset, days, end_of(days), tracks)


def _observed(kb: KnowledgeBase, book: RuleBook, asked: Stretch) -> Observed:
    """All that the rule book reads and that could be seen on some day of the stretch."""
    return kb.observations(
        asked.asset,
        as_of=asked.last,
        known_at=int(end_of(asked.days[-1:])[0]),
        batch=asked.batch,
        series=book.series,
    )
