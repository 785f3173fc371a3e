"""The rule base as a person reads it: list, show, test, check, mutate, draw, start a page."""

from __future__ import annotations

import click

from engine.cli.rulebook.checking import check_command, mutate_command, test_command
from engine.cli.rulebook.graph import graph_command
from engine.cli.rulebook.listing import list_command
from engine.cli.rulebook.new import new_command
from engine.cli.rulebook.showing import show_command


@click.group("rules")
def rules_command() -> None:
    """The claim pages: list them, show one, run their cases, check what they leave open.

    \b
    Example:
      downdraft rules list --example
    """


for command in (
    list_command, show_command, check_command, test_command, mutate_command, graph_command,
    new_command,
):  # fmt: skip
    rules_command.add_command(command)
