"""Telling a desk when something turns: watch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from engine.cli.desk_options import settled, with_settings
from engine.cli.output import say
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from engine.daily.events import Event
    from engine.daily.settings import Settings


@click.command("watch")
@click.option("--notify", metavar="CMD", help="Run CMD with each event as JSON on its input.")
@with_settings
@shared("db", "rules", "own_catalog")
def watch_command(session: Session, notify: str | None, config: str | None) -> None:
    """Tell what turned since the run before, each thing once: a line of JSON an event.

    A finding that turned, a price level that broke, a fact within a few daily moves of turning what
    the briefing says, a series that is stale, sources that disagree, a suspect value. Each cites
    the run and its sentences. To standard output, and as the settings say to a command, by mail or
    to a webhook; what does not arrive is told again the next time.

    \b
    Example:
      downdraft watch --notify 'logger -t downdraft'
    """
    from engine.daily.lock import alone
    from engine.daily.watch import watch
    from kb.store import KnowledgeBase

    session, settings = settled(session, config)
    with alone(session.db), KnowledgeBase.open(session.db, session.catalog()) as kb:
        problems = watch(kb, settings, _channels(settings, notify))
    for problem in problems:
        say(problem)
    if problems:
        sys.exit(1)


def _channels(settings: Settings, notify: str | None) -> dict[str, Callable[[list[Event]], None]]:
    """Whom events are told to, standard output first."""
    from engine.daily.fetching import keys_of
    from engine.daily.telling import by_command, by_mail, by_webhook

    wanted = settings.watch
    found: dict[str, Callable[[list[Event]], None]] = {"stdout": _print}
    if command := notify or wanted.notify:
        found["command"] = _each(partial(by_command, command=command))
    if wanted.webhook:
        found["webhook"] = _each(partial(by_webhook, address=wanted.webhook))
    if wanted.mail:
        found["mail"] = partial(by_mail, mail=wanted.mail, keys=keys_of(settings))
    return found


def _print(events: list[Event]) -> None:
    for event in events:
        click.echo(event.model_dump_json())


def _each(tell: Callable[[Event], None]) -> Callable[[list[Event]], None]:
    """Tell events one by one; those that arrived are taken off the list, whatever comes after."""

    def every(events: list[Event]) -> None:
        while events:
            tell(events[0])
            events.pop(0)

    return every
