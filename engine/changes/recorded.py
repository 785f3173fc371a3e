"""A recorded run as it was: its question with its batch number, its rule book by content hash."""

from __future__ import annotations

from engine.judge.run import Question, Run
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.pages.library import book_of
from kb import ledger
from kb.catalog import CatalogError
from kb.chain import book_hash
from kb.errors import AlteredError, StoreError
from kb.ledger import AskedRun, StoredRun
from kb.rulebooks import pages_of
from kb.store import KnowledgeBase

RECENT = 31
"""Days before, at most, of the run that a briefing is compared with unasked."""


def recorded_book(kb: KnowledgeBase, rulebook: str) -> RuleBook:
    """The rule book of a recorded run, from the texts that were kept with it.

    raises  AlteredError when they are other texts now, StoreError when today's code cannot read
            them
    """
    texts = recorded_texts(kb, rulebook)
    try:
        return book_of(texts)
    except (PageError, CatalogError) as error:
        problem = f"rule book {rulebook[:12]} was kept, and today's code cannot read it: {error}"
        raise StoreError(problem) from error


def recorded_texts(kb: KnowledgeBase, rulebook: str) -> dict[str, str]:
    """The texts of a rule book by file; AlteredError when they are other texts now."""
    texts = {page.name: page.text for page in pages_of(kb, rulebook)}
    if book_hash(texts) != rulebook:
        name = f"rule book {rulebook[:12]}"
        raise AlteredError(f"{name} is not as it was kept; `downdraft verify` names the page")
    return texts


def question_of(stored: AskedRun) -> Question:
    """What a recorded run was asked, on the facts of its time."""
    return Question(stored.asset, stored.as_of, stored.known_at, stored.batch)


def earlier_run(kb: KnowledgeBase, run: Run) -> StoredRun | None:
    """The run recorded last of the latest earlier day of the same asset, before this one was.

    It knew no more than this one does: a briefing of the past says nothing that came out later.
    One of more than `RECENT` days before is none: hardly anything is as it was then.
    """
    asked = run.question
    found = ledger.run_before(kb, asked.asset, asked.as_of, asked.known_at, run.id)
    return found if found and found.as_of >= asked.as_of - RECENT else None


def of_one_asset(first: AskedRun, asset: str, what: str) -> None:
    """Refuse to compare a recorded run with something of another asset; raises StoreError."""
    if first.asset != asset:
        raise StoreError(
            f"run {first.id[:12]} is of {first.asset} and {what} of {asset}; compare runs of one "
            "asset"
        )
