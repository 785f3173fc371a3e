"""What an audit asks about: a recorded run, or a question, and the pages it is put to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.output import say
from engine.cli.session import Session
from kb.frozen import dataclass

if TYPE_CHECKING:
    from engine.judge.run import Question
    from engine.pages.book import RuleBook
    from kb.ledger import StoredRun
    from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Asked:
    """A question, the pages it is put to, and the recorded run it comes from, where it does."""

    question: Question
    book: RuleBook
    stored: StoredRun | None = None


def asked_about(
    session: Session, kb: KnowledgeBase, run: str | None, *, sentence: bool = False,
    today: bool = False,
) -> Asked:  # fmt: skip
    """What is asked about: the run named, else the question named, else the last briefing.

    A run that is named is put to its own pages, as `replay` does.

    sentence  it is about a sentence by its number, which is that of a document: a question is then
              answered by its newest run where one is recorded, and any run by its own pages
    today     any run is put to the pages of today
    """
    from engine.changes.recorded import question_of, recorded_book

    if run and (session.dated or session.example):
        raise click.UsageError("--run names a recorded run; leave out --as-of and the like")
    book = session.book()
    stored = None if session.dated else _stored(kb, run, session.asset)
    if stored is None:
        asked = session.question(kb)
        stored = _newest(kb, asked, book) if sentence else None
        if stored is None:
            return Asked(asked, book)
    own = bool(run or sentence) and not today
    _say_which(stored, book, "its own" if own else "today's")
    if own and stored.rulebook != book.hash:
        book = recorded_book(kb, stored.rulebook)
    return Asked(question_of(stored), book, stored)


def _stored(kb: KnowledgeBase, run: str | None, asset: str) -> StoredRun | None:
    """The recorded run named, else the last one of the asset."""
    from kb import ledger

    if run:
        return ledger.run(kb, run)
    return ledger.last_run(kb, asset=kb.asset(asset))


def _newest(kb: KnowledgeBase, asked: Question, book: RuleBook) -> StoredRun | None:
    """The newest run of a question under these pages, on whatever facts it had."""
    from kb import ledger

    return ledger.last_run(
        kb, asset=asked.asset, as_of=asked.as_of, known_at=asked.known_at, rulebook=book.hash
    )


def _say_which(stored: StoredRun, book: RuleBook, whose: str) -> None:
    """A note on the run that is proved, and under whose pages."""
    from engine.judge.run import end_of_day
    from engine.words.numbers import iso_date, iso_moment

    own_end = stored.known_at == end_of_day(stored.as_of)
    known = "" if own_end else f", known by {iso_moment(stored.known_at)}"
    say(f"proof of run {stored.id[:12]}, {stored.asset}, as of {iso_date(stored.as_of)}{known}")
    if stored.rulebook != book.hash:
        changed = "the rule book has changed since that briefing"
        say(f"{changed}; this is the proof under {whose}")
