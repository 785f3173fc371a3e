"""Pulling in what is published: fetch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from typing import TYPE_CHECKING

import click

from engine.cli.dates import day_given
from engine.cli.desk_options import away, settled, silent, with_settings
from engine.cli.feeds import every_feed
from engine.cli.output import say, show_json, show_table
from engine.cli.progress import progress
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from engine.daily.fetching import Wish
    from engine.daily.settings import Settings
    from kb.feeds.fetch import Told
    from kb.feeds.fetched import Fetched
    from kb.store import KnowledgeBase

SHOWN = 70
NO_NETWORK = (
    "no source could be reached, so each was tried once and no more: has this machine a network, "
    "and may it use it? What was asked for is asked for again the next time"
)
COLUMNS = ["feed", "requests", "new", "revised", "suspect", "status"]


@click.command("fetch")
@click.argument("names", nargs=-1, metavar="[FEED]...")
@click.option("--since", metavar="DAY", help="Ask for every day from this one on.")
@click.option("--again", is_flag=True, help="Ask nobody; read again the bytes that were kept.")
@click.option("--accept", metavar="WHY", help="With --again: add suspect values too, and why.")
@click.option("--asset", "assets", metavar="NAME", multiple=True, help="Only of these assets.")
@click.option("--dry-run", is_flag=True, help="Ask, show what would come in, change nothing.")
@away
@silent
@with_settings
@shared("db", "as_json", "rules", "own_catalog")
def fetch_command(
    session: Session, names: tuple[str, ...], since: str | None, again: bool,
    accept: str | None, assets: tuple[str, ...], dry_run: bool, base_url: str,
    config: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Fetch what is published into the base; without names, from every feed of the settings.

    Every answer is kept as it came, and what it says that is new goes in. A value that is other
    than before is a revision, known from now; a suspect one is kept and named, and not added. One
    feed that fails stops no other; then it leaves with 1. Keys come from the environment or from a
    file downdraft.keys that is its owner's alone. Two at once on one base do not run.

    \b
    Example:
      downdraft fetch treasury-par --since 2017-01-01
    """
    from engine.daily.fetching import Wish
    from engine.daily.lock import alone
    from kb.store import KnowledgeBase

    _refuse_odd(again, since, accept)
    session, settings = settled(session, config)
    if assets:
        settings = settings.model_copy(
            update={"assets": {name: settings.assets.get(name, {}) for name in assets}}
        )
    first = _first(since) if since else None
    wish = Wish(names, first, base_url, again, accept or "", dry_run)
    opened = KnowledgeBase.open(session.db, session.catalog())
    with opened as kb, nullcontext() if dry_run else alone(session.db):
        found = list(fetched(session, kb, settings, wish, quiet=quiet))
        if session.as_json:
            show_json([as_tree(each) for each in found])
        else:
            report(kb, found)
    if not all(each.worked for each in found):
        sys.exit(1)


def _refuse_odd(again: bool, since: str | None, accept: str | None) -> None:
    """Refuse options that do not go together, or say nothing."""
    if accept is not None and not again:
        problem = "--accept adds values that were kept and that somebody has looked at"
        raise click.UsageError(f"{problem}; pass --again with it")
    if accept is not None and not accept.strip():
        raise click.UsageError("--accept needs a reason, which is kept with the values")
    if again and since:
        raise click.UsageError("--again asks nobody, so --since says nothing; take one out")


def _first(since: str) -> date:
    from engine.daily.settings import wanted_day

    try:
        return wanted_day(date.fromordinal(_EPOCH + day_given("--since", since)))
    except ValueError as problem:
        raise click.UsageError(f"--since: {problem}") from None


_EPOCH = date(1970, 1, 1).toordinal()


def fetched(
    session: Session, kb: KnowledgeBase, settings: Settings, wish: Wish, *, quiet: bool = False
) -> Iterator[Fetched]:
    """Each feed that is wanted, with what became of it; a bar shows how far it is, or in a log a
    line what came of it."""
    from engine.daily.fetching import clock, fetching, keys_of

    keys, time = keys_of(settings), clock()
    if keys.problem:
        say(keys.problem)
    for each in fetching(kb, every_feed(session), settings, wish, keys, time, _bar):
        if not (quiet or sys.stderr.isatty()):
            how = "read again" if wish.again else "asked"
            said = f"{each.asked:,} {how}, {each.new:,} new, {each.revised:,} revised"
            say(f"{time.now():%H:%M:%S} feed {each.feed}: {said}, {status(each)}")
        yield each


@contextmanager
def _bar(name: str) -> Iterator[Told]:
    with progress(name, "requests") as told:
        yield told


def report(kb: KnowledgeBase, found: list[Fetched]) -> None:
    """What came, a row a feed; then what was not believed, what failed, and what is late."""
    from engine.ledger.late_notes import late_notes

    rows = [
        [each.feed, *(f"{n:,}" for n in (each.asked, each.new, each.revised)),
         f"{len(each.suspects):,}", status(each)]
        for each in found
    ]  # fmt: skip
    show_table(COLUMNS, rows)
    for each in found:
        for said in (*each.suspects, *each.notes, *dict.fromkeys(each.problems)):
            say(f"{each.feed}: {said}")
    asked = [each for each in found if each.asked]
    if asked and all(each.unreached == each.asked for each in asked):
        say(NO_NETWORK)
    late = tuple(dict.fromkeys(run for each in found for run in each.late_for))
    for note in late_notes(kb, late):
        say(note)


def status(each: Fetched) -> str:
    """How a feed came off, in a few words."""
    if each.problems:
        more = len(each.problems) - 1
        first = each.problems[0]
        told = first if len(first) <= SHOWN else f"{first[:SHOWN]}…"
        return f"failed: {told}{f', and {more} more' if more else ''}"
    if each.new or each.revised:
        return "ok"
    return "nothing new" if each.asked else "nothing to ask"


def as_tree(each: Fetched) -> dict[str, object]:
    """The same for programs."""
    fields = ("feed", "asked", "new", "revised", "batches", "suspects", "notes", "problems")
    return {name: getattr(each, name) for name in fields} | {
        "worked": each.worked, "late_for": each.late_for,
    }  # fmt: skip
