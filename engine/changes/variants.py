"""Runs that never were: the second run with one thing left as it was, the first with one moved.

That is what makes an attribution more than a guess: each cause is taken away, and put in, alone.
"""

from __future__ import annotations

from functools import cached_property

from engine.changes.facts import Facts, facts_between, panel_of
from engine.changes.outcome import Outcome, outcome_of
from engine.changes.recorded import question_of, recorded_book
from engine.judge.run import Question, Run, judged
from engine.pages.book import RuleBook
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

DAY, PAGES, CODE = "the day", "pages", "code"
Moved = frozenset[str]


class Variants:
    """Every mixture of two recorded runs, executed under today's code when it is asked for.

    books  their rule books, where they are at hand already
    last   the second run, where it was just executed
    """

    def __init__(
        self, kb: KnowledgeBase, first: StoredRun, second: StoredRun, *,
        books: tuple[RuleBook, RuleBook] | None = None, last: Run | None = None,
    ) -> None:  # fmt: skip
        self.kb = kb
        self.asked = question_of(first), question_of(second)
        self.books: tuple[RuleBook, RuleBook] = books or (
            recorded_book(kb, first.rulebook),
            recorded_book(kb, second.rulebook),
        )
        self._runs: dict[Moved, Run] = {}
        self._outcomes: dict[Moved, Outcome] = {}
        if last is not None:
            self._runs[self.all] = last

    @cached_property
    def facts(self) -> Facts:
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


def moved(first: Question, second: Question, facts: Facts, pages: bool) -> tuple[str, ...]:
    """What is not the same for two questions, in the order in which it is moved."""
    differs = {DAY: first.as_of != second.as_of, **facts.counts, PAGES: pages}
    return tuple(cause for cause, other in differs.items() if other)
