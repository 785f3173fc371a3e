"""What the commands of a desk have in common: their options in, its settings and session out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from engine.cli.session import Command, Session

if TYPE_CHECKING:
    from engine.daily.settings import Settings

SETTINGS = "downdraft.toml"
SHOWN = 70


def with_settings(function: Command) -> Command:
    """Add the option that names a file of settings."""
    return click.option(
        "--config", metavar="FILE", help=f"Settings; by default {SETTINGS} where it is there."
    )(function)


def away(function: Command) -> Command:
    """Add the option that names a server which stands for all others."""
    return click.option(
        "--base-url", metavar="URL", default="", callback=_address,
        help="Ask this server for URL/HOST/PATH instead of the real hosts.",
    )(function)  # fmt: skip


def silent(function: Command) -> Command:
    """Add the option that leaves out the line a feed that a log gets."""
    said = "Where nobody watches, do not say feed by feed how far it is."
    return click.option("-q", "--quiet", is_flag=True, help=said)(function)


def _address(context: click.Context, option: click.Parameter, given: str) -> str:
    from engine.daily.settings import is_address

    if given and not is_address(given):
        raise click.UsageError(
            f"--base-url: {given[:SHOWN]!r} is no address; write http://HOST:PORT"
        )
    return given


def settled(session: Session, config: str | None) -> tuple[Session, Settings]:
    """The settings, and the session with what they say and the command line does not."""
    from engine.daily.settings import Settings
    from engine.daily.settings_file import read_settings

    file = Path(config or SETTINGS)
    if not config and not file.exists():
        return session, Settings()
    settings = read_settings(file)
    source = click.get_current_context().get_parameter_source
    said = {"db": settings.base, "rules": settings.rules, "own_catalog": settings.catalog}
    taken = {
        name: str(settings.place(text))
        for name, text in said.items()
        if text and source(name) in (None, ParameterSource.DEFAULT)
    }
    return replace(session, **taken), settings  # type: ignore[arg-type]
