"""`feeds`: which public sources there are, what one of them brings, whether its samples still give
the facts on its page."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.output import say, show_json, tell
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from kb.feeds.feed import Feed


@click.group("feeds")
def feeds_command() -> None:
    """The public sources that facts come from, a page each: list, show, check.

    \b
    Example:
      downdraft feeds list
    """


def every_feed(session: Session) -> dict[str, Feed]:
    """The ready feeds and those that lie beside one's own pages."""
    from kb.feeds.library import feeds
    from kb.feeds.model import FOLDER

    own = Path(session.rules) / FOLDER if session.rules else None
    return feeds(own if own and own.is_dir() else None, session.catalog())


@feeds_command.command("list")
@shared("rules", "own_catalog", "as_json")
def list_command(session: Session) -> None:
    """Every feed on a line, with its terms and the key it needs.

    \b
    Example:
      downdraft feeds list
    """
    found = every_feed(session)
    if session.as_json:
        show_json([_row(feed) for feed in found.values()])
        return
    width = max(map(len, found))
    for feed in found.values():
        key = f", needs {feed.key.variable}" if feed.key else ""
        tell(f"{feed.name:<{width}}  {feed.about} ({feed.terms}{key})")


def _row(feed: Feed) -> dict[str, object]:
    return {
        "name": feed.name, "about": feed.about, "source": feed.source, "series": feed.series,
        "terms": feed.terms, "credit": feed.credit, "free": feed.free,
        "key": feed.key.variable if feed.key else None,
    }  # fmt: skip


@feeds_command.command("show")
@click.argument("name")
@shared("rules", "own_catalog", "as_json")
def show_command(session: Session, name: str) -> None:
    """What a feed asks for, what comes of it, when that is known, and on which terms.

    \b
    Example:
      downdraft feeds show treasury-par
    """
    from kb.feeds.told import described

    feed = _found(every_feed(session), name)
    if session.as_json:
        show_json(_row(feed))
    else:
        tell(described(feed, session.catalog()))


@feeds_command.command("check")
@click.argument("names", nargs=-1)
@shared("rules", "own_catalog", "as_json")
def check_command(session: Session, names: tuple[str, ...]) -> None:
    """Read the samples on the pages and hold what comes of them against the facts there.

    NAMES are feeds, or pages that lie anywhere; without any, all feeds are checked.

    \b
    Example:
      downdraft feeds check
    """
    from kb.feeds.check import faults

    feeds = _chosen(session, names)
    found = [fault for feed in feeds for fault in faults(feed, session.catalog())]
    samples = sum(len(feed.samples) for feed in feeds)
    if session.as_json:
        show_json({"feeds": len(feeds), "samples": samples, "faults": found})
    for fault in found:
        say(fault)
    say(f"{len(feeds)} feeds, {samples} samples, {len(found)} faults")
    if found:
        sys.exit(4)


def _chosen(session: Session, names: tuple[str, ...]) -> list[Feed]:
    from kb.feeds.library import read_file

    every = every_feed(session)
    return [
        read_file(Path(name), session.catalog()) if Path(name).is_file() else _found(every, name)
        for name in names or every
    ]


def _found(feeds: dict[str, Feed], name: str) -> Feed:
    if name not in feeds:
        near = get_close_matches(name, feeds, n=1, cutoff=0.5)
        meant = f"did you mean {near[0]}?" if near else "`downdraft feeds list` names them"
        raise click.UsageError(f"there is no feed {name[:60]!r}; {meant}")
    return feeds[name]
