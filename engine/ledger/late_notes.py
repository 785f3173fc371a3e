"""Late facts: which recorded answers would be different now, told when facts come in or are taken
back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from engine.changes.difference import status, turn
from engine.changes.recorded import recorded_book
from engine.changes.since import findings_since
from engine.judge.claims import LogicError
from engine.judge.run import Question, answer
from engine.words.numbers import iso_date
from kb import ledger
from kb.errors import StoreError
from kb.late_facts import LateHistory
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

ASKED_AGAIN = 5


def late_notes(kb: KnowledgeBase, run_ids: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each recorded run that could have seen a fact just added, the newest first.

    Each is asked again under the rule book of its own time, so that only the facts can differ.
    """
    for run_id in reversed(run_ids[-ASKED_AGAIN:]):
        stored = ledger.run(kb, run_id)
        name = f"run {run_id[:12]} ({stored.asset}, as of {iso_date(stored.as_of)})"
        try:
            yield f"late for {name}: {_changes(kb, stored) or 'its facts change, no finding does'}"
        except (StoreError, LogicError) as error:
            yield f"late for {name}, which cannot be asked again under its own rule book: {error}"
    if len(run_ids) > ASKED_AGAIN:
        yield f"late also for {_counted(kb, run_ids[:-ASKED_AGAIN])}; `downdraft runs RUN --late`"


def late_in_short(kb: KnowledgeBase, run_ids: tuple[str, ...]) -> str:
    """A sentence for all recorded runs that could have seen a fact just added; none is asked."""
    return f"late for {_counted(kb, run_ids)}; `downdraft runs --late` says what would change"


def _counted(kb: KnowledgeBase, run_ids: tuple[str, ...]) -> str:
    """How many runs, and of which days."""
    query = "SELECT min(as_of), max(as_of) FROM run WHERE id IN (SELECT value FROM json_each(?))"
    ((first, last),) = kb.rows(query, json.dumps(run_ids))
    runs = "one run" if len(run_ids) == 1 else f"{len(run_ids):,} runs"
    days = iso_date(first) if first == last else f"{iso_date(first)} to {iso_date(last)}"
    return f"{runs}, {days}"


def late_history_notes(histories: Sequence[LateHistory]) -> Iterator[str]:
    """A sentence for each recorded history with days that could have seen a fact just added.

    A history is not judged again here: that takes as long as it took; `history` does it.
    """
    for each in histories:
        days = f"{iso_date(each.first)} to {iso_date(each.last)}"
        yield f"late for history {each.id[:12]} ({each.asset}): its days {days} could change"


def _changes(kb: KnowledgeBase, stored: StoredRun) -> str:
    """The findings that a recorded run would not have again."""
    asked = Question(stored.asset, stored.as_of, stored.known_at)
    book = recorded_book(kb, stored.rulebook)
    again = answer(kb, book, book.catalog, asked)
    return "; ".join(
        f"“{book.page(each.item.claim).title}” ({each.item.claim}) "
        f"{turn(status(each.then), status(each.now))}"
        for each in findings_since(kb, stored, again)
    )
