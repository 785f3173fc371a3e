"""Auditing: why a sentence stands there, and which runs there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from engine.cli.session import READING, Session, say, shared, show_json, show_table, when

if TYPE_CHECKING:
    from engine.inference.run import Question
    from engine.proof.tree import Node
    from kb.store import KnowledgeBase

_SENTENCE = re.compile(r"[Ss]\d+\Z")


@click.command("why")
@click.argument("what", metavar="CLAIM|SENTENCE")
@when
@shared(*READING)
def why_command(
    session: Session, what: str, as_of: str | None, known_at: str | None, asset: str
) -> None:
    """The proof of a claim, of a quantity (claim.name) or of a sentence (S4) of the last briefing.

    \b
    Example:
      downdraft why cut_odds_collapsed --example
    """
    with session.base() as kb:
        node = _proof(session, kb, what, _question(session, kb, asset, as_of, known_at))
    if session.as_json:
        show_json(node.as_tree())
    else:
        from engine.proof.text import as_text

        click.echo(as_text(node), nl=False)


def _question(
    session: Session, kb: KnowledgeBase, asset: str, as_of: str | None, known_at: str | None
) -> Question:
    """The question named, else that of the last briefing, else the default one."""
    from engine.inference.run import Question
    from kb import ledger

    if as_of or known_at or session.example:
        return session.question(kb, asset, as_of, known_at)
    recorded = [run for run in ledger.runs(kb) if run.asset == asset]
    if not recorded:
        return session.question(kb, asset, None, None)
    last = recorded[-1]
    if last.rulebook != session.book().hash:
        say("the rule book has changed since the last briefing; this is the proof under today's")
    return Question(last.asset, last.as_of, last.known_at, last.batch)


def _proof(session: Session, kb: KnowledgeBase, what: str, asked: Question) -> Node:
    from engine.inference.run import answer
    from engine.proof.tree import Prover

    run = answer(kb, session.book(), kb.catalog, asked)
    prover = Prover(run, kb)
    if not _SENTENCE.match(what):
        claim, _, name = what.partition(".")
        page = run.book.page(claim)
        return prover.name(page, name) if name else prover.claim(claim)
    from engine.briefing.compose import Composer

    sentences = {s.id: s for s in Composer(run, kb).compose(()).sentences}
    if what.upper() not in sentences:
        raise KeyError(f"the briefing has sentences S1 to S{len(sentences)}, not {what}")
    return prover.sentence(sentences[what.upper()])


@click.command("runs")
@shared("db", "as_json")
def runs_command(session: Session) -> None:
    """The recorded runs, the oldest first.

    \b
    Example:
      downdraft runs
    """
    from engine.briefing.numbers import iso_date, moment
    from kb import ledger

    with session.base() as kb:
        rows = [
            {
                "run": run.id,
                "asset": run.asset,
                "as of": iso_date(run.as_of),
                "known at": moment(run.known_at),
                "batch": run.batch,
                "rule book": run.rulebook,
                "written": moment(run.written_at),
            }
            for run in ledger.runs(kb)
        ]
    if session.as_json:
        show_json(rows)
        return
    short = [
        [str(v)[:12] if k in ("run", "rule book") else str(v) for k, v in r.items()] for r in rows
    ]
    if short:
        show_table(list(rows[0]), short)
    else:
        say("no run is recorded yet; `downdraft brief` records one")
