"""Many days at once: history."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.clustered import Work, clustered, place_of_work
from engine.cli.dates import day_given
from engine.cli.output import give, recorded, say
from engine.cli.progress import progress
from engine.cli.session import READING, Session, shared

if TYPE_CHECKING:
    from engine.judge.history import Period
    from engine.judge.stretches import Stretch
    from engine.ledger.histories import ReadHistory
    from engine.pages.book import RuleBook
    from kb.store import KnowledgeBase

ENDINGS = {".txt": "strips", ".json": "json", ".csv": "csv"}
WIDE = 120  # columns where nobody sits at a terminal


@click.command("history")
@click.option("--from", "first", metavar="DAY", help="The first day; a year up to the last one.")
@click.option("--to", "last", metavar="DAY", help="The last day; the last one with a price.")
@click.option(
    "--claim",
    shell_complete=completing.claims,
    help="Only this claim: when it changed, and what decided it.",
)
@click.option("--recorded", metavar="HISTORY", help="A recorded history, instead of a new one.")
@click.option(
    "--format", "form", type=click.Choice(["strips", "json", "csv"]),
    help="csv: a day a line, with headline, the answer's numbers, forecast and every finding.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file instead.")
@click.option("--asset", default="btc", show_default=True, help="Which asset.")
@clustered
@shared(*READING, "ledger")
def history_command(
    session: Session, first: str | None, last: str | None, claim: str | None,
    recorded: str | None, form: str | None, output: str | None, cluster: str | None,
    shelf: str | None,
) -> None:  # fmt: skip
    """When did each claim hold: every day of a range, on what was known by its end.

    \b
    Example:
      downdraft history --from 2025-11-01 --to 2025-11-17
    """
    target = session.output(output)
    chosen = form or ("json" if session.as_json else None) or _of_ending(output)
    if claim and chosen == "csv":
        raise click.UsageError("--format csv has a column a claim; leave out --claim")
    with session.base() as kb:
        if recorded:
            from engine.ledger.histories import read_history

            read = _cut(read_history(kb, recorded), first, last)
        else:
            with place_of_work(cluster, shelf) as work:
                read = _new(session, kb, first, last, claim, work)
        made = _written(kb, read, chosen, claim, WIDE if target else _width())
    give(made, target)


def _of_ending(output: str | None) -> str:
    """The format of a file by its ending; strips where there is none."""
    ending = Path(output or "").suffix.lower()
    if ending and ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        problem = f"-o: {ending} tells no format; the endings are {known}, or pass --format"
        raise click.UsageError(problem)
    return ENDINGS.get(ending, "strips")


def _written(kb: KnowledgeBase, read: ReadHistory, form: str, claim: str | None, width: int) -> str:
    """A history in its format, of one claim where one is named."""
    from engine.cli import history_text

    if form == "csv":
        from engine.ledger.history_table import history_csv

        with progress(read.asked.asset, "forecasts", len(read.asked.days)) as report:
            return history_csv(kb, read, report)
    if claim:
        read = read._replace(stretches=_only(read, claim))
    if form == "json":
        return history_text.as_json(read)
    if claim:
        return history_text.of_claim(read, claim, _fired(kb, read, claim))
    return history_text.of_all(read, width)


def _new(
    session: Session, kb: KnowledgeBase, first: str | None, last: str | None, claim: str | None,
    work: Work,
) -> ReadHistory:  # fmt: skip
    """Evaluate a range of days, and record it unless that is not wanted."""
    from engine.cluster.days import history_of_workers
    from engine.judge.history import history
    from engine.judge.stretches import every_stretch
    from engine.ledger.histories import ReadHistory

    book = session.book()
    if claim:
        book.page(claim)  # before the long work
    asked = _period(session, kb, book, first, last)
    with progress(asked.asset, "days", len(asked.days)) as report:
        if work.on:
            found = history_of_workers(kb, book, asked, work.shelf, work.on, report)
        else:
            found = history(kb, book, asked, report)
    names: list[str] = []

    def write() -> None:
        from engine.ledger.histories import write_history

        name, new = write_history(kb, found)
        names.append(name)
        say(f"{'recorded as' if new else 'recorded before as'} history {name[:12]}")

    if session.recording:
        recorded(kb, "history", write)
    return ReadHistory("".join(names), asked, book, tuple(every_stretch(found)), found.note)


def _period(
    session: Session, kb: KnowledgeBase, book: RuleBook, first: str | None, last: str | None
) -> Period:
    from engine.judge.history import period

    end = day_given("--to", last) if last else session.question(kb).as_of
    start = day_given("--from", first) if first else None
    if start is not None and start > end:
        raise click.UsageError(f"--from: {first} comes after the last day; give an earlier day")
    return period(kb, book, session.asset, start, end)


def _cut(read: ReadHistory, first: str | None, last: str | None) -> ReadHistory:
    """The days of a recorded history that are asked for."""
    from engine.judge.stretches import between
    from kb.clock import day_date

    asked = read.asked
    start = day_given("--from", first) if first else asked.first
    end = day_given("--to", last) if last else asked.last
    if not asked.first <= start <= end <= asked.last:
        ends = f"{day_date(asked.first)} to {day_date(asked.last)}"
        raise click.UsageError(f"--recorded: this history goes from {ends}; ask for days of it")
    stretches = tuple(between(read.stretches, start, end))
    return read._replace(asked=asked.between(start, end), stretches=stretches)


def _only(read: ReadHistory, claim: str) -> tuple[Stretch, ...]:
    read.book.page(claim)
    return tuple(stretch for stretch in read.stretches if stretch.claim == claim)


def _fired(kb: KnowledgeBase, read: ReadHistory, claim: str) -> list[str]:
    """The rules that decided a claim on the one day asked about, where that is recorded."""
    from kb.histories import premises_on

    if not read.id or read.asked.first != read.asked.last:
        return []
    rows = premises_on(kb, read.id, claim, read.asked.first)
    return [f"fired: {row.rule}, by {', '.join(json.loads(row.premises))}" for row in rows]


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
