"""Auditing: why a sentence stands there, and why another does not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from engine.cli.session import READING, Session, say, shared, show_json, when

if TYPE_CHECKING:
    from engine.judge.run import Question, Run
    from engine.pages.book import RuleBook
    from engine.pages.page import Page
    from engine.proof.node import Node
    from kb.store import KnowledgeBase

_SENTENCE = re.compile(r"[Ss]\d+\Z")


FORMS = click.Choice(["text", "json", "mermaid"])


@click.command("why")
@click.argument("what", metavar="CLAIM|SENTENCE")
@click.option("--full", is_flag=True, help="Every condition, quantity and function, not the least.")
@click.option("--record", is_flag=True, help="Judge every day: how often it held, what followed.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How shown.")
@click.option("--run", metavar="RUN", help="On the facts of this recorded run.")
@when
@shared(*READING)
def why_command(
    session: Session, what: str, full: bool, record: bool, form: str, run: str | None,
    as_of: str | None, known_at: str | None, asset: str,
) -> None:  # fmt: skip
    """The proof of a claim, of a quantity (claim.name) or of a sentence (S4) of the last briefing.

    The smallest proof that suffices; --full shows everything the finding rests on. Of a mechanism
    also its record, where a recorded history has one: how often it held, and what the price did.

    \b
    Example:
      downdraft why cut_odds_collapsed --example
    """
    with session.base() as kb:
        asked = _asked(session, kb, run, asset, as_of, known_at)
        node = _proof(session, kb, what, asked, full, record)
    _show(node, "json" if session.as_json else form)


@click.command("why-not")
@click.argument("claim", metavar="CLAIM")
@click.option("--full", is_flag=True, help="Try every fact of every window as what may move.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How shown.")
@click.option("--run", metavar="RUN", help="On the facts of this recorded run.")
@when
@shared(*READING)
def why_not_command(
    session: Session, claim: str, full: bool, form: str, run: str | None, as_of: str | None,
    known_at: str | None, asset: str,
) -> None:  # fmt: skip
    """Why a claim fails or is unknown: what it misses, what it lacks, what would turn it.

    For the choice of the headline name no claim but the word headline.

    \b
    Example:
      downdraft why-not floor_value_price --example
    """
    from engine.counterfactual.conclusions import HEADLINE
    from engine.judge.run import answer
    from engine.proof.why_not import why_not

    with session.base() as kb:
        asked = _asked(session, kb, run, asset, as_of, known_at)
        judged = answer(kb, session.book(), kb.catalog, asked)
        if claim != HEADLINE:
            _page(judged.book, claim)
        node = why_not(judged, kb, claim, full=full)
    _show(node, "json" if session.as_json else form)


def _show(node: Node, form: str) -> None:
    if form == "json":
        show_json(node.as_tree())
    elif form == "mermaid":
        from engine.proof.mermaid import as_mermaid

        click.echo(as_mermaid(node), nl=False)
    else:
        from engine.proof.text import as_text

        click.echo(as_text(node), nl=False)


def _asked(
    session: Session, kb: KnowledgeBase, run: str | None, asset: str, as_of: str | None,
    known_at: str | None,
) -> Question:  # fmt: skip
    """The question of the run named, else as `_question` has it."""
    if run and (as_of or known_at or session.example):
        raise click.UsageError("--run names a recorded run; leave out --as-of and the like")
    return _recorded(session, kb, run) if run else _question(session, kb, asset, as_of, known_at)


def _question(
    session: Session, kb: KnowledgeBase, asset: str, as_of: str | None, known_at: str | None
) -> Question:
    """The question named, else that of the last briefing, else the default one."""
    from kb import ledger
    from kb.cells import asset as asset_key

    if as_of or known_at or session.example:
        return session.question(kb, asset, as_of, known_at)
    key = asset_key(asset)
    recorded = [run.id for run in ledger.runs(kb) if run.asset == key]
    if not recorded:
        return session.question(kb, asset, None, None)
    return _recorded(session, kb, recorded[-1])


def _recorded(session: Session, kb: KnowledgeBase, run_id: str) -> Question:
    """The question of a recorded run, with a note on which it is."""
    from engine.judge.run import Question
    from engine.words.numbers import iso_date
    from kb import ledger

    run = ledger.run(kb, run_id)
    say(f"proof of run {run.id[:12]}, {run.asset}, as of {iso_date(run.as_of)}")
    if run.rulebook != session.book().hash:
        say("the rule book has changed since that briefing; this is the proof under today's")
    return Question(run.asset, run.as_of, run.known_at, run.batch)


def _proof(
    session: Session, kb: KnowledgeBase, what: str, asked: Question, full: bool, record: bool
) -> Node:
    from engine.judge.run import answer
    from engine.proof.tree import Prover

    run = answer(kb, session.book(), kb.catalog, asked)
    prover = Prover(run, kb, "all" if full else "smallest")
    if not _SENTENCE.match(what):
        claim, _, name = what.partition(".")
        page = _page(run.book, claim)
        if name:
            return prover.name(page, name)
        return _with_record(kb, run, prover.claim(claim), page, record)
    from engine.briefing.compose import Composer
    from engine.pages.errors import UnknownName

    sentences = {s.id: s for s in Composer(run, kb).compose(()).sentences}
    if what.upper() not in sentences:
        raise UnknownName(f"the briefing has sentences S1 to S{len(sentences)}, not {what}")
    sentence = sentences[what.upper()]
    page = run.book.page(sentence.claim)
    return _with_record(kb, run, prover.sentence(sentence), page, record)


def _with_record(kb: KnowledgeBase, run: Run, node: Node, page: Page, anew: bool) -> Node:
    """The proof with the record of its claim: of a mechanism where one is kept, else on request."""
    if not page.judged and anew:
        raise click.UsageError(f"--record: {page.claim} is a {page.kind}, which never holds")
    if not anew and page.kind != "mechanism":
        return node
    from engine.proof.claim_record import kept_record, record_anew
    from engine.proof.record import record_node

    found = kept_record(kb, run, page.claim)
    if found is None and anew:
        found = record_anew(kb, run, page.claim)
    return replace(node, children=(*node.children, record_node(found)))


def _page(book: RuleBook, claim: str) -> Page:
    """The page of a claim; where it is the name of a quantity, the error says of which claims."""
    from engine.pages.errors import UnknownClaim, listed

    try:
        return book.page(claim)
    except UnknownClaim:
        meant = [f"{page.claim}.{claim}" for page in book.pages if claim in page.names]
        if not meant:
            raise
        problem = f"no claim is named {claim!r}; did you mean {listed(meant)}"
        raise UnknownClaim(problem) from None
