"""Generating briefings: brief and floor."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.briefing.formats import FORMATS, FRONT, of_ending
from engine.cli import completing
from engine.cli.output import give, recorded, refuse_bytes, say, show_json
from engine.cli.session import READING, Session, shared, when
from engine.cli.terminal import for_reader

if TYPE_CHECKING:
    from engine.briefing.parts import Briefing, Opening
    from engine.judge.run import Run
    from engine.ledger.forms import Form
    from kb.ledger import StoredRun
    from kb.store import KnowledgeBase

MISSING = "`downdraft facts --stale` lists what is missing"


@click.command("brief")
@when
@click.option("--since", metavar="RUN", shell_complete=completing.runs,
    help="Compare with this run instead of the day before.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)),
    help="front on a terminal; for -o the ending of the file name decides.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="The whole briefing, not its front page alone.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file instead.")
@click.option("--strict", is_flag=True,
    help="Leave with 3 when anything is unknown; refuse where only one evaluator could judge.",
)  # fmt: skip
@shared(*READING, "ledger")
def brief_command(
    session: Session, since: str | None, form: str | None, full: bool, output: str | None,
    strict: bool,
) -> None:  # fmt: skip
    """Why is it falling, and where does it stop: one screen, or with --full all of it.

    A file named with -o holds both.

    \b
    Example:
      downdraft brief --as-of 2025-11-17 --format md -o briefing.md
    """
    from engine.briefing.render import document, render
    from engine.extension import extension
    from engine.ledger.forms import Form
    from kb import ledger

    target = session.output(output)
    if strict:
        extension()  # ExtensionMissing where only one evaluator could judge
    asked = form or ("json" if session.as_json else None)
    chosen = _format(asked or ("text" if full and not output else None), output)
    refuse_bytes(chosen, target)
    with session.base() as kb:
        than = ledger.run(kb, since) if since else None
        briefing = _briefing(session, kb, than, chosen)
        made = document(briefing, chosen)
        _record(session, kb, briefing, Form(chosen, than.id if than else ""), made)
        if not session.example or session.dated:
            _note_what_was_not_known(kb, briefing.run)
    if isinstance(made, str) and not target and chosen in ("text", FRONT):
        made = for_reader(made, partial(render, briefing, chosen))
    give(made, target)
    run = briefing.run
    _leave(_no_headline(run) or _no_floor(briefing) or (_unknown(run) if strict else ""))


@click.command("floor")
@when
@shared(*READING, "ledger")
def floor_command(session: Session) -> None:
    """Only the judgement on where it stops.

    \b
    Example:
      downdraft floor --example
    """
    from engine.briefing.compose import composed

    with session.base() as kb:
        briefing = composed(kb, session.answer(kb))
        _record(session, kb, briefing)
        if session.as_json:
            from engine.briefing.export import contract

            judged = contract(briefing).floor
            noted = {"judged_by": "one evaluator"} if briefing.run.note else {}
            show_json(None if judged is None else judged.model_dump() | noted)
        else:
            from engine.briefing.render import render

            told = partial(render, briefing, "floor")
            click.echo(for_reader(told(), told), nl=False)
    _leave(_no_floor(briefing))


def _briefing(
    session: Session, kb: KnowledgeBase, since: StoredRun | None, form: str
) -> Briefing | Opening:
    """The answer composed: its front page alone where no more is printed and nothing recorded."""
    from engine.briefing.opening import opened

    run = session.answer(kb)
    begun = opened(kb, run, since) if form == FRONT and not session.recording else None
    if begun and begun.front:
        return begun
    from engine.briefing.compose import composed

    return composed(kb, run, since)


def _format(form: str | None, output: str | None) -> str:
    """The format asked for, else that of the file's ending; a name without one takes text."""
    ending = Path(output or "").suffix.lower()
    if form or not ending:
        return form or ("text" if output else FRONT)
    found = of_ending(ending)
    if found is None:
        known = ", ".join(form.ending for form in FORMATS.values() if form.ending)
        problem = f"-o: {ending} tells no format; the endings are {known}, or pass --format"
        raise click.UsageError(problem)
    return found


def _record(
    session: Session, kb: KnowledgeBase, briefing: Briefing | Opening, form: Form | None = None,
    document: str | bytes = "",
) -> None:  # fmt: skip
    from engine.briefing.parts import Opening

    if not session.recording or isinstance(briefing, Opening):
        return
    from engine.ledger.write import write_rendering, write_run

    def write() -> None:
        write_run(kb, briefing)
        if form:
            told = form._replace(asked=briefing.asked)
            write_rendering(kb, briefing.run.id, str(told), document)

    recorded(kb, "run", write)


def _note_what_was_not_known(kb: KnowledgeBase, run: Run) -> None:
    """Say when the day came after what was known, or facts about it are there known only later."""
    from engine.words.numbers import iso_date, moment
    from kb.clock import day_date, moment_number
    from kb.hindsight import known_later

    asked = run.question
    if asked.known_at <= moment_number(day_date(asked.as_of - 1)):
        day = iso_date(asked.as_of)
        say(
            f"known by {moment(asked.known_at)}: nothing after that can be in what is said of {day}"
        )
    later = known_later(kb, asked.asset, asked.as_of, asked.known_at)
    if later:
        facts = "one fact" if later.facts == 1 else f"{later.facts:,} facts"
        say(
            f"{facts} about this day or earlier became known only afterwards; "
            f"--known-at {later.until} takes in the last of them"
        )


def _no_headline(run: Run) -> str:
    return "" if run.headline else f"no headline can be given on these facts; {MISSING}"


def _no_floor(briefing: Briefing | Opening) -> str:
    """Why nothing can be said on where it stops; "" where something can, be it a forecast alone."""
    run = briefing.run
    conditions = run.book.order.conditions
    if briefing.forecast.rows:
        return ""
    if not conditions:
        return "no floor can be judged: the rule book names no conditions for one"
    if all(run.findings[claim].status == "unknown" for claim in conditions):
        return f"no floor can be judged on these facts; {MISSING}"
    return ""


def _unknown(run: Run) -> str:
    if all(found.status != "unknown" for found in run.findings.values()):
        return ""
    return "some claims are unknown; the section on what could not be judged lists them"


def _leave(lack: str) -> None:
    """Leave with 3 where something is lacking, and say what."""
    if lack:
        say(lack)
        sys.exit(3)
