"""What changed overnight: a run and an earlier one come in, what differs goes out.

The earlier run is read from the ledger, and nothing is executed again unless causes are asked for:
then one thing after the other is moved, as `diff` does it, with this run as the last mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.changes.causes import Change, changes, differing
from engine.changes.facts import Facts, facts_between
from engine.changes.outcome import outcome_of, recorded_outcome
from engine.changes.recorded import question_of, recorded_book
from engine.changes.variants import Variants
from engine.judge.run import Run
from engine.pages.book import RuleBook
from kb import ledger
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Overnight:
    """What is not as it was in the run `since`.

    changes  the headline, findings and quantities, what the tables show first; with causes where
             they were asked for
    facts    those that a page of either run reads: new, revised and gone
    before   the sentences of the earlier run
    """

    since: StoredRun
    changes: tuple[Change, ...]
    facts: Facts
    before: frozenset[str]

    def of(self, kind: str) -> list[Change]:
        """The changes of a kind: headline, finding or quantity."""
        return [change for change in self.changes if change.item.kind == kind]


def overnight(kb: KnowledgeBase, run: Run, since: StoredRun, *, causes: bool) -> Overnight:
    """Everything that is not as it was.

    raises  StoreError when the earlier run is of another asset, or its pages cannot be read today
    """
    if since.asset != run.question.asset:
        raise StoreError(
            f"run {since.id[:12]} is of {since.asset} and this briefing of {run.question.asset}; "
            "compare runs of one asset"
        )
    books = _book(kb, run, since), run.book
    then, now = recorded_outcome(kb, since.id, books[0]), outcome_of(run)
    if causes:
        variants = Variants(kb, since, _stored(run), books=books, last=run)
        found, facts = tuple(changes(then, now, variants)), variants.facts
    else:
        series = sorted({*books[0].series, *books[1].series})
        facts = facts_between(kb, question_of(since), run.question, series)
        found = tuple(Change(i, then[i], now[i], {}) for i in differing(then, now, books))
    before = frozenset(sentence.text for sentence in ledger.sentences(kb, since.id))
    return Overnight(since, tuple(c for c in found if c.item.kind != "sentence"), facts, before)


def _book(kb: KnowledgeBase, run: Run, since: StoredRun) -> RuleBook:
    """The rule book of the earlier run; today's where it is the same, which need not be read."""
    return run.book if since.rulebook == run.book.hash else recorded_book(kb, since.rulebook)


def _stored(run: Run) -> StoredRun:
    """The run as the ledger will list it."""
    asked = run.question
    return StoredRun(
        run.id, asked.asset, asked.as_of, asked.known_at, asked.batch or 0, run.facts_digest,
        run.book.hash, run.book.recorded_engine, "", 0, "", "",
    )  # fmt: skip
