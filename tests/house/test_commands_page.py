"""docs/commands.md gives every command as it explains itself, with an example of its own."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import click
import pytest

from engine.cli.main import cli
from tests.every import every
from tests.written import keep

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "commands.md"
_SPEC = spec_from_file_location("man", ROOT / ".ci" / "man.py")
MAN = module_from_spec(_SPEC)
_SPEC.loader.exec_module(MAN)
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


COMMANDS = dict(MAN.commands(cli, "downdraft"))


def options(path: str) -> dict[str, str]:
    return MAN.options(COMMANDS[path], path)


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
    says, example = MAN.told(command)
    own = dict(each for each in every if each not in common)
    here = (name.split()[0].rstrip(",") for name, text in every if (name, text) in common)
    also = ", ".join(f"`{name}`" for name in here)
    parts = [f"## {path}", f"    {path} {usage}", says, f"```sh\n{example}\n```"]
    parts += [table(own)] if own else []
    return "\n\n".join([*parts, f"Also {also}."] if also else parts)


def page() -> str:
    return "\n\n".join([INTRODUCTION, table(shared()), VARIABLES, *map(entry, COMMANDS)]) + "\n"


def test_the_page_gives_every_command_as_it_explains_itself(write_docs):
    keep(PAGE, page(), write_docs)


@every("path", COMMANDS)
def test_every_command_explains_itself_with_an_example_of_its_own(path):
    says, example = MAN.told(COMMANDS[path])
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


def test_the_manual_has_a_page_for_every_command(tmp_path):
    written = {file.stem: file.read_text("utf-8") for file in MAN.write(tmp_path / "man")}
    assert written.keys() == {"downdraft", *(path.replace(" ", "-") for path in COMMANDS)}
    for path, command in COMMANDS.items():
        text = written[path.replace(" ", "-")].replace("\\-", "-")
        assert all(name.split(",")[0] in text for name in options(path))
        assert MAN.told(command)[1].splitlines()[0].replace("\\", "\\e") in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_a_reader_of_manuals_has_nothing_to_complain_of(tmp_path):
    files = MAN.write(tmp_path)
    read = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (read.returncode, read.stderr) == (0, "")
