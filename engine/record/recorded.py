"""A recorded run as it was: its question with its batch number, its rule book by content hash."""

from __future__ import annotations

from engine.inference.run import Question
from engine.pages.book import RuleBook
from engine.pages.library import book_of
from kb import ledger
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def recorded_book(kb: KnowledgeBase, rulebook: str) -> RuleBook:
    """The rule book of a recorded run, from the texts that were kept with it."""
    return book_of({page.name: page.text for page in ledger.rulebook(kb, rulebook)})


def question_of(stored: StoredRun) -> Question:
    """What a recorded run was asked, on the facts of its time."""
    return Question(stored.asset, stored.as_of, stored.known_at, stored.batch)
