"""A side of a difference: a run as the ledger holds it, or one just executed that nobody recorded.

Either has a question, pages and what it comes to; only where these are read from is not the same.
"""

from __future__ import annotations

from engine.changes.outcome import Outcome, outcome_of, recorded_outcome
from engine.changes.recorded import recorded_book, recorded_texts
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.pages.order import Order
from kb import ledger
from kb.frozen import dataclass
from kb.ledger import AskedRun, StoredRun
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class JudgedRun(AskedRun):
    """A run that was just executed; the ledger holds nothing of it."""

    run: Run


def judged_run(run: Run) -> JudgedRun:
    """A run as a side of a difference."""
    asked = run.question
    return JudgedRun(
        run.id, asked.asset, asked.as_of, asked.known_at, asked.batch or 0, run.facts_digest,
        run.book.hash, run.book.recorded_engine, run,
    )  # fmt: skip


def run_of_day(kb: KnowledgeBase, asset: str, day: int) -> StoredRun | None:
    """The run of a day that was recorded last; None where none was. Days since 1970-01-01."""
    return ledger.last_run(kb, asset=asset, as_of=day)


def book_of(kb: KnowledgeBase, side: AskedRun) -> RuleBook:
    """The rule book of a side; StoreError where today's code cannot read recorded pages."""
    if isinstance(side, JudgedRun):
        return side.run.book
    return recorded_book(kb, side.rulebook)


def texts_of(kb: KnowledgeBase, side: AskedRun) -> dict[str, str]:
    """The texts of its rule book by file."""
    if isinstance(side, JudgedRun):
        return dict(side.run.book.texts)
    return recorded_texts(kb, side.rulebook)


def outcome_on(kb: KnowledgeBase, side: AskedRun, order: Order) -> Outcome:
    """What a side came to, on pages so ordered."""
    if isinstance(side, JudgedRun):
        return outcome_of(side.run)
    return recorded_outcome(kb, side.id, order)
