"""The manual: the commands as they explain themselves in, a page of roff for each out.

python .ci/man.py FOLDER
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from engine import VERSION
from engine.cli.main import cli

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


def told(command: click.Command) -> tuple[str, str]:
    """What a command says of itself, and its example."""
    text, _, example = inspect.cleandoc(command.help or "").partition(EXAMPLE)
    return text.strip().replace("\b\n", ""), inspect.cleandoc(example)


def options(command: click.Command, path: str) -> dict[str, str]:
    """The options of a command as they are typed, with what they do."""
    context = click.Context(command, info_name=path)
    given = (each for each in command.params if isinstance(each, click.Option))
    return dict(_told_of(each, context) for each in given if each.get_help_record(context))


def _told_of(option: click.Option, context: click.Context) -> tuple[str, str]:
    """An option as it is typed, and what it does, with the variable that stands for it."""
    typed, says = option.get_help_record(context) or ("", "")
    return typed, f"{says} [{option.envvar}]" if option.envvar else says


def page(path: str, command: click.Command) -> str:
    """The page of one command."""
    text, example = told(command)
    short, _, rest = text.partition("\n\n")
    usage = " ".join(command.collect_usage_pieces(click.Context(command)))
    name = path.replace(" ", "-")
    lines = [
        f'.TH "{name.upper()}" "1" "" "downdraft {VERSION}" "downdraft"',
        ".SH NAME", f"{_roff(name)} \\- {_roff(' '.join(short.split()))}",
        ".SH SYNOPSIS", f".B {_roff(path)}", _roff(usage),
    ]  # fmt: skip
    if rest:
        lines += [".SH DESCRIPTION", *_paragraphs(rest)]
    if own := options(command, path):
        lines.append(".SH OPTIONS")
        for typed, says in own.items():
            lines += [".TP", f".B {_roff(typed)}", _roff(" ".join(says.split()))]
    if isinstance(command, click.Group):
        lines.append(".SH COMMANDS")
        for called, each in commands(command, path):
            if called.count(" ") == path.count(" ") + 1:
                says = told(each)[0].partition("\n\n")[0]
                lines += [".TP", f".B {_roff(called)}", _roff(" ".join(says.split()))]
    lines += [".SH EXAMPLE", ".nf", *map(_roff, example.splitlines()), ".fi"]
    return "\n".join(lines) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every page into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, command in (("downdraft", cli), *commands(cli, "downdraft")):
        written.append(folder / f"{path.replace(' ', '-')}.1")
        written[-1].write_text(page(path, command), encoding="utf-8")
    return written


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield from (".PP", _roff(" ".join(paragraph.split())))


def _roff(text: str) -> str:
    """A text in which roff sees no command of its own."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


if __name__ == "__main__":
    sys.stdout.write(f"{len(write(Path(sys.argv[1])))} pages in {sys.argv[1]}\n")
