"""What changed since an earlier run: a run and a recorded one in, what differs between them out.

The earlier run is read from the ledger, and nothing is executed again unless causes are asked for:
then one thing after the other is moved, as `diff` does it, with this run as the last mixture.
"""

from __future__ import annotations

from dataclasses import replace

from engine.changes.difference import Change, differing, of_kind, other_findings, ranked
from engine.changes.fact_changes import FactChanges
from engine.changes.outcome import findings_of, outcome_of, recorded_findings, recorded_outcome
from engine.changes.recorded import earlier_run, of_one_asset, question_of, recorded_book
from engine.changes.variants import Variants, caused
from engine.judge.run import Run
from kb import ledger
from kb.errors import StoreError
from kb.frozen import dataclass
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Since:
    """What is not as it was in an earlier run.

    changes  the headline, findings and quantities, what the tables show first; with causes where
             they were asked for
    facts    those that a page of either run reads: new, revised and gone
    before   the sentences of the earlier run

    Where the pages of the earlier run cannot be read today, only its findings are compared, and
    there are no `facts`.
    """

    run: StoredRun
    changes: tuple[Change, ...]
    facts: FactChanges | None = None
    before: frozenset[str] = frozenset()

    def of(self, kind: str) -> list[Change]:
        """The changes of a kind: headline, finding or quantity."""
        return of_kind(self.changes, kind)


def since_last(kb: KnowledgeBase, run: Run) -> Since | None:
    """What is not as it was the day before; None where no earlier day was recorded."""
    than = earlier_run(kb, run)
    if than is None:
        return None
    try:
        return since(kb, run, than, causes=False)
    except StoreError:
        return Since(than, tuple(findings_since(kb, than, run)))


def since(kb: KnowledgeBase, run: Run, than: StoredRun, *, causes: bool) -> Since:
    """Everything that is not as it was.

    raises  StoreError when the earlier run is of another asset, or its pages cannot be read today
    """
    of_one_asset(than, run.question.asset, "this briefing")
    same = than.rulebook == run.book.hash
    books = run.book if same else recorded_book(kb, than.rulebook), run.book
    now = replace(run.question, batch=run.question.batch or 0)
    variants = Variants(kb, (question_of(than), now), books, run)
    outcomes = recorded_outcome(kb, than.id, books[0].order), outcome_of(run)
    found = caused(*outcomes, variants) if causes else ranked(differing(*outcomes), books)
    before = frozenset(sentence.text for sentence in ledger.sentences(kb, than.id))
    changes = tuple(change for change in found if change.item.kind != "sentence")
    return Since(than, changes, variants.facts, before)


def findings_since(kb: KnowledgeBase, than: StoredRun, run: Run) -> list[Change]:
    """The findings of today's claims that were recorded otherwise."""
    return other_findings(
        recorded_findings(kb, than.id, run.book.order), findings_of(run), run.book
    )
