"""The door for assistants: mcp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from engine.door.base import Base

MISSING = (
    "an assistant is served by the package mcp, which is not here: pip install 'downdraft[mcp]'"
)


@click.command("mcp")
@shared("example", "db", "rules")
def mcp_command(session: Session) -> None:
    """Serve an assistant over standard input and output, by the model context protocol.

    Tools: brief, why, why_not, what_if, facts, history and verify, all read-only; the base is
    opened so that it cannot be written. What an assistant quotes carries the ids of its sentence
    and its run. The program that runs the assistant starts this command itself: docs/assistants.md.

    \b
    Example:
      downdraft mcp --example
    """
    from engine.assistants.desk import Desk

    try:
        from engine.assistants.server import server_of
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise click.ClickException(MISSING) from None
    if not session.example:  # what is wrong with it is said before anything is served
        with session.base():  # an older base is brought up to date, where it can be written
            _opened(session).close()
    server_of(Desk(lambda: _opened(session))).run("stdio")


def _opened(session: Session) -> Base:
    from engine.door.base import Base

    if session.example:
        return Base.example()
    return Base.open(session.db, rules=session.rules, read_only=True)
