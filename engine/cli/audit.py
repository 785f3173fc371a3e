"""Auditing: why a sentence stands there, and why another does not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.asked import Asked, asked_about
from engine.cli.output import show_json
from engine.cli.session import READING, Session, shared, when

if TYPE_CHECKING:
    from engine.judge.run import Run
    from engine.pages.page import Page
    from engine.proof.node import Node
    from kb.store import KnowledgeBase

FORMS = click.Choice(["text", "json", "mermaid"])

_form = click.option(
    "--format", "form", type=FORMS, default="text", show_default=True, help="How shown."
)
_run = click.option(
    "--run",
    metavar="RUN",
    shell_complete=completing.runs,
    help="On the facts of this recorded run, by its own pages.",
)
_today = click.option(
    "--today", is_flag=True, help="By the pages of today, whatever pages a run had."
)


@click.command("why")
@click.argument("what", metavar="CLAIM|SENTENCE", shell_complete=completing.claims)
@click.option("--full", is_flag=True, help="Every condition, quantity and function, not the least.")
@click.option("--record", is_flag=True, help="Judge every day: how often it held, what followed.")
@_form
@_run
@_today
@when
@shared(*READING)
def why_command(
    session: Session, what: str, full: bool, record: bool, form: str, run: str | None, today: bool
) -> None:
    """The proof of a claim, of a quantity (claim.name) or of a sentence (S4) of a briefing.

    A sentence is that of the newest run on record, or of --run or --as-of. A question asked again
    is not recorded again: name the day of an older one.

    The smallest proof that suffices; --full shows everything the finding rests on. Of a mechanism
    also its record, where a recorded history has one: how often it held, and what the price did.

    \b
    Example:
      downdraft why cut_odds_collapsed --example
    """
    from engine.proof.meant import is_sentence

    _refuse_early(session, what.partition(".")[0], run)
    with session.base() as kb:
        asked = asked_about(session, kb, run, sentence=is_sentence(what), today=today)
        node = _proof(kb, what, asked, full, record)
    show_proof(node, "json" if session.as_json else form)


@click.command("why-not")
@click.argument("claim", metavar="CLAIM|SENTENCE", shell_complete=completing.claims)
@click.option("--full", is_flag=True, help="Try every fact of every window as what may move.")
@_form
@_run
@_today
@when
@shared(*READING)
def why_not_command(
    session: Session, claim: str, full: bool, form: str, run: str | None, today: bool
) -> None:
    """Why a claim fails or is unknown: what it misses, what it lacks, what would turn it.

    Of a sentence (S4) the claim that it speaks of. For the choice of the headline name no claim but
    the word headline.

    \b
    Example:
      downdraft why-not floor_value_price --example
    """
    from engine.counterfactual.conclusions import HEADLINE
    from engine.judge.run import answer
    from engine.ledger.write import sentences_of
    from engine.proof.meant import claim_of, is_sentence
    from engine.proof.why_not import why_not

    if claim != HEADLINE:
        _refuse_early(session, claim, run)
    with session.base() as kb:
        asked = asked_about(session, kb, run, sentence=is_sentence(claim), today=today)
        if claim != HEADLINE:
            _refuse(kb, asked, claim)
        kb = kb.under(asked.book.catalog)
        judged = answer(kb, asked.book, kb.catalog, asked.question)
        if claim != HEADLINE:
            told = partial(sentences_of, kb, judged, asked.stored)
            claim = claim_of(judged.book, claim, told).claim
        node = why_not(judged, kb, claim, full=full)
    show_proof(node, "json" if session.as_json else form)


def show_proof(node: Node, form: str) -> None:
    """A proof on standard output, in one of the FORMS."""
    from engine.proof.text import as_mermaid, as_text

    if form == "json":
        show_json(node.as_tree())
    else:
        click.echo((as_mermaid if form == "mermaid" else as_text)(node), nl=False)


def _refuse_early(session: Session, claim: str, run: str | None) -> None:
    """Refuse a claim that no page has before the base is opened; a run may have other pages."""
    from engine.proof.meant import refuse_unknown

    if not run:
        refuse_unknown(session.book(), claim)


def _refuse(kb: KnowledgeBase, asked: Asked, what: str) -> None:
    """Refuse a claim without a page, and a sentence that a recorded briefing has not, unjudged."""
    from engine.proof.meant import is_sentence, refuse_unknown, sentence_of
    from kb import ledger

    refuse_unknown(asked.book, what.partition(".")[0])
    if asked.stored and is_sentence(what):
        sentence_of(ledger.sentences(kb, asked.stored.id), what)


def _proof(kb: KnowledgeBase, what: str, asked: Asked, full: bool, record: bool) -> Node:
    from engine.judge.run import answer
    from engine.ledger.write import sentences_of
    from engine.proof.meant import proof_of
    from engine.proof.tree import Prover

    _refuse(kb, asked, what)
    kb = kb.under(asked.book.catalog)
    run = answer(kb, asked.book, kb.catalog, asked.question)
    prover = Prover(run, kb, "all" if full else "smallest")
    page, node = proof_of(prover, what, lambda: sentences_of(kb, run, asked.stored))
    return node if "." in what else _with_record(kb, run, node, page, record)


def _with_record(kb: KnowledgeBase, run: Run, node: Node, page: Page, anew: bool) -> Node:
    """The proof with the record of its claim: of a mechanism where one is kept, else on request."""
    if not page.judged and anew:
        raise click.UsageError(f"--record: {page.claim} is a {page.kind}, which never holds")
    if not anew and page.kind != "mechanism":
        return node
    from engine.proof.claim_record import kept_record, record_anew, record_node

    found = kept_record(kb, run, page.claim)
    if found is None and anew:
        found = record_anew(kb, run, page.claim)
    return replace(node, children=(*node.children, record_node(found)))
