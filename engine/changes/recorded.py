"""A recorded run as it was: its question with its batch number, its rule book by content hash."""

from __future__ import annotations

from engine.judge.run import Question
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.pages.library import book_of
from kb import ledger
from kb.catalog import CatalogError
from kb.chain import book_hash
from kb.errors import AlteredError, StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase


def recorded_book(kb: KnowledgeBase, rulebook: str) -> RuleBook:
    """The rule book of a recorded run, from the texts that were kept with it.

    raises  AlteredError when they are other texts now, StoreError when today's code cannot read
            them
    """
    texts = {page.name: page.text for page in ledger.rulebook(kb, rulebook)}
    name = f"rule book {rulebook[:12]}"
    if book_hash(texts) != rulebook:
        raise AlteredError(f"{name} is not as it was kept; `downdraft verify` names the page")
    try:
        return book_of(texts)
    except (PageError, CatalogError) as error:
        raise StoreError(f"{name} was kept, and today's code cannot read it: {error}") from error


def question_of(stored: StoredRun) -> Question:
    """What a recorded run was asked, on the facts of its time."""
    return Question(stored.asset, stored.as_of, stored.known_at, stored.batch)
