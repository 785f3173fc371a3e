"""The ledger: what differs between two runs, and one executed again."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from engine.briefing.formats import FORMATS
from engine.cli import completing
from engine.cli.dates import day_given, is_day
from engine.cli.output import give, refuse_bytes, say, show_json, tell
from engine.cli.session import READING, Session, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.changes.difference import Change
    from engine.ledger.replay import Replay
    from kb.ledger import AskedRun
    from kb.store import KnowledgeBase

SHOWN = 12


@click.command("diff")
@click.argument("first", metavar="RUN|DAY", shell_complete=completing.runs)
@click.argument("second", metavar="RUN|DAY", shell_complete=completing.runs)
@click.option("--asset", default="btc", show_default=True, help="Which asset a day is asked of.")
@shared(*READING)
def diff_command(session: Session, first: str, second: str) -> None:
    """What changed from one run or day to another, and what did it.

    Both are executed again with one thing moved at a time: the day, the new facts, the revised
    ones, the pages. So a cause is named because the change does not come without it, or comes with
    it alone. RUN is the beginning of a run's id, or `last`, or `last~1` for the one before it. DAY
    is a date, `today` or `yesterday`, and stands for the run of it that was recorded last; where
    none was, the day is judged on what was known by its end, and not recorded.

    \b
    Example:
      downdraft diff 2025-11-14 2025-11-17
    """
    from engine.changes.diff import as_tree, diff
    from engine.changes.diff_text import as_text

    with session.base() as kb:
        found = diff(kb, _side(session, kb, first), _side(session, kb, second))
        if session.as_json:
            show_json(as_tree(kb, found))
        else:
            for line in as_text(kb, found):
                click.echo(line)


def _side(session: Session, kb: KnowledgeBase, name: str) -> AskedRun:
    """The recorded run that is named, or that of a day; a day without one is judged."""
    from engine.changes.sides import judged_run, run_of_day
    from kb import ledger

    if not is_day(name):
        return ledger.run(kb, name)
    day = day_given("diff", name)
    stored = run_of_day(kb, kb.asset(session.asset), day)
    return stored or judged_run(replace(session, as_of=name, known_at=None).answer(kb))


@click.command("replay")
@click.argument("run", shell_complete=completing.runs)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)),
    help="Give the document again; the comparison is a note then.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file for the document.")
@shared("db", "as_json", checks=True)
def replay_command(session: Session, run: str, form: str | None, output: str | None) -> None:
    """Execute a recorded run again and compare it, byte for byte, with what was recorded.

    Its facts are those of its time, and its pages as they were then. Where the code has changed
    since, what differs is named, and is no failure: the code that judges and the code that writes
    documents are told apart. Leaves with 4 where something differs that no change of code
    explains. RUN is the beginning of a run's id, or `last`, or `last~1`; a run that came from
    another base is executed on what that base held then.

    \b
    Example:
      downdraft replay last
    """
    from engine.ledger.replay import replay
    from kb import ledger

    if session.as_json and form:
        raise click.UsageError("--json is the comparison, --format the document; choose one")
    target, chosen = session.output(output), form or "text"
    refuse_bytes(chosen, target)
    with session.base() as base:
        kb = _base_of(base, run)
        found = replay(kb, ledger.run(kb, run, checked=False))
        if form or output:
            give(found.content(found.recorded_as(chosen)), target)
            say(_verdict(found))
        elif session.as_json:
            show_json(_as_tree(found))
        else:
            for line in (_verdict(found), *_report(found)):
                tell(line)
    if found.altered:
        sys.exit(4)


def _base_of(kb: KnowledgeBase, run: str) -> KnowledgeBase:
    """The base that a run is to be executed on: that of its origin where it came from another."""
    from kb.exchange.rebuilt import rebuilt
    from kb.run_entries import RUNS

    own = RUNS.chosen(kb, "WHERE id >= ? AND id < ? LIMIT 1", run, f"{run}\U0010ffff")
    return kb if own else rebuilt(kb, run) or kb


def _verdict(found: Replay) -> str:
    """The one sentence on a replay."""
    from engine.words.numbers import iso_date

    run = found.stored
    name = f"run {run.id[:12]} ({run.asset}, as of {iso_date(run.as_of)}, batch {run.batch})"
    how = "as it was recorded" if found.same else "otherwise than it was recorded"
    altered = ": something was altered" if found.altered else ""
    if found.same_code:
        return f"{name} comes out {how}, under the same code{altered}."
    changed = f"changed since, from {run.engine} to {found.run.book.recorded_engine}"
    if found.same_judge:
        same = "under the same code that judges"
        return f"{name} comes out {how}, {same}{altered}; the code that writes has {changed}."
    return f"{name} comes out {how}; the code has {changed}."


def _report(found: Replay) -> Iterator[str]:
    """The documents and what differs, a line each."""
    from engine.changes.difference import first_lines

    if not found.same_facts:
        yield "  the facts it saw are not those it sees now; `downdraft verify` looks for the row"
    for each in found.documents:
        other = "other bytes" if each.same_code else "other bytes, as other code wrote it"
        yield f"  {each.form}: {'the same bytes' if each.same else other}"
    lines = [f"  {d.item.kind} {d.item.claim}: {_turn(d)}" for d in found.differences]
    yield from first_lines(lines, SHOWN, "  and {} more differences (--json lists all)")


def _turn(change: Change) -> str:
    from engine.changes.difference import turn

    then, now = _ends(change)
    if then == now:
        return f"{now} as before, with other numbers"
    return turn(then or "nothing", now or "nothing")


def _ends(change: Change) -> tuple[str, str]:
    """A finding's status, a rule or a sentence, then and now; "" where there is none."""
    from engine.changes.difference import status

    then, now = (status(value) or str(value or "") for value in (change.then, change.now))
    return then, now


def _difference(change: Change) -> dict[str, str]:
    then, now = _ends(change)
    return {"of": change.item.kind, "claim": change.item.claim, "then": then, "now": now}


def _as_tree(found: Replay) -> dict[str, object]:
    return {
        "run": found.stored.id, "same": found.same, "altered": found.altered,
        "code": {
            "then": found.stored.engine, "today": found.run.book.recorded_engine,
            "same": found.same_code, "judges_the_same": found.same_judge,
        },
        "facts": found.same_facts,
        "documents": [
            {"format": d.form, "same": d.same, "sha256": d.recorded, "again": d.now, "by": d.by}
            for d in found.documents
        ],
        "differences": list(map(_difference, found.differences)),
    }  # fmt: skip
