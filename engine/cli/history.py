"""Many days at once: history."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from engine.cli.session import READING, Session, day_given, shared, show_json

if TYPE_CHECKING:
    from engine.history.history import Stretch
    from engine.pages.book import RuleBook
    from kb.store import KnowledgeBase

WIDE = 120  # columns where nobody sits at a terminal


@click.command("history")
@click.option("--from", "first", metavar="DAY", help="The first day; a year up to the last one.")
@click.option("--to", "last", metavar="DAY", help="The last day; the last one with a price.")
@click.option("--asset", default="btc", show_default=True, help="Which asset.")
@shared(*READING, "ledger")
def history_command(session: Session, first: str | None, last: str | None, asset: str) -> None:
    """When did each claim hold: every day of a range, on what was known by its end.

    \b
    Example:
      downdraft history --from 2025-11-01 --to 2025-11-17
    """
    from engine.history.history import history

    with session.base() as kb:
        book = session.book()
        asked = _stretch(session, kb, book, asset, first, last)
        with _progress(len(asked.days)) as progress:
            found = history(kb, book, asked, progress)
    if session.as_json:
        from engine.history.export import as_tree

        show_json(as_tree(found))
        return
    from engine.history.strips import strip_lines
    from kb.clock import day_date

    ends = f"{day_date(asked.first)} to {day_date(asked.last)}"
    click.echo(f"{asked.asset.upper()}, {ends}, each day as it was known at its end\n")
    for line in strip_lines(found, _width()):
        click.echo(line)


def _stretch(
    session: Session, kb: KnowledgeBase, book: RuleBook, asset: str, first: str | None,
    last: str | None,
) -> Stretch:  # fmt: skip
    from engine.history.history import stretch

    end = day_given("--to", last) if last else session.question(kb, asset, None, None).as_of
    start = day_given("--from", first) if first else None
    if start is not None and start > end:
        raise click.UsageError(f"--from: {first} comes after the last day; give an earlier day")
    return stretch(kb, book, asset, start, end)


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE


@contextmanager
def _progress(days: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on standard error while days are evaluated, where somebody is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    text = TextColumn("{task.completed:,} of {task.total:,} days")
    console = Console(stderr=True)
    with Progress(BarColumn(), text, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=days)
        yield lambda done: bar.update(task, completed=done)
