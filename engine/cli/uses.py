"""What rests on a fact, a series, a source or a paragraph: lineage forward."""

from __future__ import annotations

import click

from engine.cli import completing
from engine.cli.asked import asked_about
from engine.cli.audit import FORMS, show_proof
from engine.cli.session import READING, Session, shared, when


@click.command("uses")
@click.argument("what", metavar="FACT|SERIES|SOURCE|PARAGRAPH", shell_complete=completing.used)
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How shown.")
@click.option(
    "--run",
    metavar="RUN",
    shell_complete=completing.runs,
    help="Of this recorded run, under its own pages.",
)
@when
@shared(*READING)
def uses_command(session: Session, what: str, form: str, run: str | None) -> None:
    """The pages, findings, sentences and recorded runs that rest on something.

    A fact is named by its number, which `facts` and `why` show; a paragraph as E10 or J3.

    \b
    Example:
      downdraft uses policy.cut_odds --example
    """
    from engine.judge.run import answer
    from engine.ledger.uses import thing, uses
    from engine.ledger.write import sentences_of

    with session.base() as kb:
        asked = asked_about(session, kb, run)
        kb = kb.under(asked.book.catalog)
        judged = answer(kb, asked.book, kb.catalog, asked.question)
        node = uses(kb, judged, sentences_of(kb, judged, asked.stored), thing(kb, judged, what))
    show_proof(node, "json" if session.as_json else form)
