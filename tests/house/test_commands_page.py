"""docs/commands.md gives every command as it explains itself, with an example of its own."""

from __future__ import annotations

import inspect
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.main import cli
from tests.written import keep

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
INTRODUCTION = """\
# The commands

Written by the test run (`pytest --write-docs`) from the commands themselves; `downdraft COMMAND
--help` says the same. Data goes to standard output, progress and notes to standard error. Exit
codes: 0 good; 1 error; 2 wrong usage; 3 no headline or no floor could be given; 4 a verification
failed, a rule page is wrong or the two evaluators disagree.

What many commands take, and the variable of the environment that stands for an option:"""
VARIABLES = """\
Two more variables: `DOWNDRAFT_CACHE` names the folder where parsed pages are kept between calls (by
default `downdraft` in the user's cache folder), and `DOWNDRAFT_DEBUG`, set to anything, stands for
`--debug`."""
MANY = 4
"""Commands that have an option before it is told once for all."""
EXAMPLE = "\b\nExample:\n"


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with its name as it is typed, those of a group after it."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands(cli, "downdraft"))


def told(command: click.Command) -> tuple[str, str]:
    """What a command says of itself, and its example."""
    text, _, example = inspect.cleandoc(command.help or "").partition(EXAMPLE)
    return text.strip().replace("\b\n", ""), inspect.cleandoc(example)


def options(path: str) -> dict[str, str]:
    """The options of a command as they are typed, with what they do."""
    context = click.Context(COMMANDS[path], info_name=path)
    given = (each for each in COMMANDS[path].params if isinstance(each, click.Option))
    return dict(told_of(each, context) for each in given if each.get_help_record(context))


def told_of(option: click.Option, context: click.Context) -> tuple[str, str]:
    """An option as it is typed, and what it does, with the variable that stands for it."""
    typed, says = option.get_help_record(context) or ("", "")
    return typed, f"{says} [{option.envvar}]" if option.envvar else says


def shared() -> dict[str, str]:
    """The options that many commands have, in the same words."""
    had = Counter(option for path in COMMANDS for option in options(path).items())
    return dict(option for option, count in had.items() if count >= MANY)


def table(rows: dict[str, str]) -> str:
    plain = ((name.replace("|", "\\|"), " ".join(says.split())) for name, says in rows.items())
    lines = (f"| `{name}` | {says} |" for name, says in plain)
    return "\n".join(["| option | |", "|---|---|", *lines])


def entry(path: str) -> str:
    command, every, common = COMMANDS[path], options(path).items(), shared().items()
    usage = " ".join(command.collect_usage_pieces(click.Context(command)))
    says, example = told(command)
    own = dict(each for each in every if each not in common)
    also = ", ".join(f"`{name.split()[0]}`" for name, text in every if (name, text) in common)
    parts = [f"## {path}", f"    {path} {usage}", says, f"```sh\n{example}\n```"]
    parts += [table(own)] if own else []
    return "\n\n".join([*parts, f"Also {also}."] if also else parts)


def page() -> str:
    return "\n\n".join([INTRODUCTION, table(shared()), VARIABLES, *map(entry, COMMANDS)]) + "\n"


def test_the_page_gives_every_command_as_it_explains_itself(write_docs):
    keep(PAGE, page(), write_docs)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_explains_itself_with_an_example_of_its_own(path):
    says, example = told(COMMANDS[path])
    assert says.endswith((".", ":"))
    assert any(line.startswith(path) for line in example.splitlines())
    assert all(shlex.split(line)[0] == "downdraft" for line in example.splitlines())


def test_every_option_says_what_it_does():
    silent = [
        f"{path} {option.opts[0]}"
        for path, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
