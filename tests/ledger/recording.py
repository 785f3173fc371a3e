"""Runs in the ledger of a small desk, with the documents that were rendered from them."""

from __future__ import annotations

from engine.briefing.compose import composed
from engine.briefing.render import render
from engine.ledger.write import write_rendering, write_run
from engine.pages.book import RuleBook
from kb import ledger
from kb.ledger import StoredRun
from kb.store import KnowledgeBase
from tests.desk import DAY, ask


def recorded(
    kb: KnowledgeBase, book: RuleBook, day: str = DAY, known_at: str = "", *forms: str,
    asset: str = "btc",
) -> StoredRun:  # fmt: skip
    """The run of a day, written with its documents as `brief` writes it."""
    run = ask(kb, book, day, known_at, asset=asset)
    briefing = composed(kb, run)
    write_run(kb, briefing)
    for form in forms:
        write_rendering(kb, run.id, form, render(briefing, form))
    return ledger.run(kb, run.id)


def text_of(kb: KnowledgeBase, book: RuleBook, form: str, day: str = DAY) -> str:
    """The document of a day, as `brief` prints it."""
    return render(composed(kb, ask(kb, book, day)), form)
