"""`rules show`: a claim on one card, or its page as it is written."""

from __future__ import annotations

import click

from engine.cli import completing
from engine.cli.output import say, show_json
from engine.cli.rulebook.listing import judged
from engine.cli.session import READING, Session, shared, when


@click.command("show")
@click.argument("claim", shell_complete=completing.claims)
@click.option("--page", is_flag=True, help="The page as it is written, and nothing else.")
@when
@shared(*READING)
def show_command(session: Session, claim: str, page: bool) -> None:
    """What a claim states, how it is read, what it rests on, and said against measured.

    Every number the document states is checked on the facts at hand: it agrees, is disputed (by how
    much and by whom), or cannot be checked (and why). Where its own numbers give another of them,
    the arithmetic is checked too.

    \b
    Example:
      downdraft rules show cut_odds_collapsed --example
    """
    from engine.proof.card import card_of
    from engine.proof.card_text import as_text

    book = session.book()
    found = book.page(claim)
    if page:
        click.echo(book.text(found), nl=False)
        return
    run, note = judged(session)
    card = card_of(book, found, run)
    if session.as_json:
        show_json(card)
    else:
        click.echo(as_text(card), nl=False)
    if note:
        say(note)
