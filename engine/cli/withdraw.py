"""Taking facts back: withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.added import late_as_json, report_late
from engine.cli.dates import moment_given
from engine.cli.output import say, show_json
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from kb.store import KnowledgeBase
    from kb.withdrawals import Withdrawn


@click.command("withdraw")
@click.argument("facts", nargs=-1, required=True, metavar="FACT...")
@click.option("--why", required=True, help="The reason, printed wherever the fact is named.")
@click.option("--known-at", help="Since when it is known to be wrong; now, if left out.")
@shared("db", "as_json", "rules", "own_catalog")
def withdraw_command(session: Session, facts: tuple[str, ...], why: str) -> None:
    """Take facts back, each named by its row as `facts` and `why` print it.

    Nothing is removed: a question about what was known before still sees them, later ones do not.

    \b
    Example:
      downdraft withdraw 12 13 --why "read from the wrong column"
    """
    from kb.store import KnowledgeBase
    from kb.withdrawals import withdraw

    known_at = session.known_at
    since = moment_given("--known-at", known_at) if known_at else None
    with KnowledgeBase.open(session.db, session.catalog()) as kb:
        done = withdraw(kb, [_row(name) for name in facts], why, since)
        if session.as_json:
            show_json(_as_json(done))
        else:
            _report(kb, done)


def _row(name: str) -> int:
    if not (name.isascii() and name.isdecimal() and len(name) < 19):
        from kb.errors import StoreError

        problem = f"{name[:40]!r} is not the row of a fact; `downdraft facts` prints them, as 12"
        raise StoreError(problem)
    return int(name)


def _report(kb: KnowledgeBase, done: Withdrawn) -> None:
    from engine.words.quoting import quoted_fact

    for fact in done.facts:
        say(f"batch {done.batch}: {quoted_fact(fact, kb.catalog)}")
    report_late(kb, done)


def _as_json(done: Withdrawn) -> dict[str, object]:
    return {
        "batch": done.batch,
        "withdrawn": [
            {"fact": fact.id, "series": fact.series, "as_of": fact.as_of, "since": fact.withdrawn,
             "why": fact.why}
            for fact in done.facts
        ],
        **late_as_json(done),
    }  # fmt: skip
