"""Causes: two outcomes and the mixtures between them in; what changed each changed item out.

A mixture is a run that never was: the second with one thing left as it was, the first with one
moved. That makes an attribution more than a guess: each cause is taken away, and put in, alone.

The day comes first: facts age as it moves, and newer ones can only be seen from it. It is a cause
where the old facts give another answer on the new day, unless all they give is that they are too
old and newer ones make that good. From there a cause *alone* is one that brings the new outcome
when nothing else moves, and a *needed* one is one without which the new outcome does not come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from engine.changes.difference import ALONE, BOTH, NEEDED, SHARE, Change, differ, differing, ranked
from engine.changes.fact_changes import FactChanges, facts_between, panel_of
from engine.changes.outcome import Outcome, is_known, outcome_of
from engine.changes.recorded import question_of
from engine.changes.sides import book_of
from engine.judge.run import Question, Run, judged
from engine.pages.book import RuleBook
from kb.ledger import AskedRun
from kb.store import KnowledgeBase

DAY, PAGES, CODE = "the day", "pages", "code"
Moved = frozenset[str]


class Variants:
    """Every mixture of two runs, executed under today's code when it is asked for.

    asked  their questions, each with its batch; books: their rule books
    last   the second run, where it was just executed
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        asked: tuple[Question, Question],
        books: tuple[RuleBook, RuleBook],
        last: Run | None = None,
    ) -> None:
        self.kb, self.asked, self.books = kb, asked, books
        self._runs: dict[Moved, Run] = {}
        self._outcomes: dict[Moved, Outcome] = {}
        if last is not None:
            self._runs[self.all] = last

    @cached_property
    def facts(self) -> FactChanges:
        """The facts of both runs that a page of either reads."""
        read = sorted({*self.books[0].series, *self.books[1].series})
        return facts_between(self.kb, *self.asked, read)

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """What differs between the runs, but for the code."""
        first, second = self.asked
        return moved(first, second, self.facts, self.books[0].hash != self.books[1].hash)

    @property
    def all(self) -> Moved:
        """Everything moved: the second run."""
        return frozenset(self.differing)

    def run(self, moved: Moved) -> Run:
        """The first run with these things as in the second."""
        if moved not in self._runs:
            asked, book = self.asked[DAY in moved], self.books[PAGES in moved]
            known_at = max(each.known_at for each in self.asked)
            kb = self.kb.under(book.catalog)
            panel = panel_of(kb, self.facts, asked, self.facts.rows(moved), known_at)
            self._runs[moved] = judged(panel, book, book.catalog, asked, "")
        return self._runs[moved]

    def outcome(self, moved: Moved) -> Outcome:
        """What that run comes to."""
        if moved not in self._outcomes:
            self._outcomes[moved] = outcome_of(self.run(moved))
        return self._outcomes[moved]


def recorded_variants(kb: KnowledgeBase, first: AskedRun, second: AskedRun) -> Variants:
    """The mixtures of two runs; StoreError where today's code cannot read their pages."""
    asked = question_of(first), question_of(second)
    books = book_of(kb, first), book_of(kb, second)
    return Variants(kb, asked, books)


def moved(first: Question, second: Question, facts: FactChanges, pages: bool) -> tuple[str, ...]:
    """What is not the same for two questions, in the order in which it is moved."""
    differs = {DAY: first.as_of != second.as_of, **facts.counts, PAGES: pages}
    return tuple(cause for cause, other in differs.items() if other)


def caused(then: Outcome, now: Outcome, variants: Variants) -> Iterator[Change]:
    """What differs between two recorded outcomes, each with its causes; the tables come first."""
    for change in ranked(differing(then, now), variants.books):
        yield replace(change, causes=_causes(change, variants))


def _causes(change: Change, variants: Variants) -> dict[str, str]:
    item, found = change.item, dict[str, str]()
    first, last = variants.outcome(frozenset())[item], variants.outcome(variants.all)[item]
    if differ(change.then, first) or differ(change.now, last):
        found[CODE] = SHARE if differ(first, last) else BOTH
    start = frozenset({DAY} & variants.all)
    aged = variants.outcome(start)[item]
    made_good = is_known(last) and not is_known(aged)
    if start and differ(first, aged) and not made_good:
        found[DAY] = SHARE if differ(aged, last) else BOTH
    for cause in variants.differing:
        if cause != DAY:
            alone = differ(aged, last) and not differ(variants.outcome(start | {cause})[item], last)
            needed = differ(variants.outcome(variants.all - {cause})[item], last)
            if alone or needed:
                found[cause] = BOTH if alone and needed else ALONE if alone else NEEDED
    return found
