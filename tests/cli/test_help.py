"""Help: every command explains itself, with an example that runs."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.main import COMMANDS, cli
from engine.cli.summaries import SUMMARIES
from kb.store import KnowledgeBase
from tests import published
from tests.every import every
from tests.forecast.base_market import closes
from tests.forecast.market import walk

CSV = "series,as_of,value,unit\nprice.close,2025-11-17,92215.14,USD/coin\n"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by the words that call it, groups too."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


PATHS = list(commands(cli))
GROUPS = ((), ("rules",), ("feeds",))
PUBLISHED = (("withdraw",),)
"""Commands whose examples need more facts than those of the desk."""
COMPLAINS = {("doctor",): 1, ("rules", "check"): 4}
"""No feed was ever asked there, and the pages of the desk have no cases."""
NAMES_A_CLAIM = re.compile(r"cut_odds_collapsed|slide_goes_on|floor_value_price|my_claim")
"""Examples that need the built-in pages; to all others those of the desk will do."""


def example(text: str) -> str:
    """The example in a help text."""
    found = re.search(r"Example:\n +(downdraft .*)\n", text)
    assert found, "an Example is missing"
    return found.group(1)


def test_the_settled_commands_are_there():
    first = "init add fetch withdraw facts brief floor document why why-not uses what-if"
    then = "runs diff replay verify backup pull push bundle unbundle"
    then += " history backtest screen rules feeds daily watch doctor"
    doors = "site serve mcp completion"
    assert list(COMMANDS) == [*first.split(), *then.split(), *doors.split()]


def test_the_list_says_of_each_command_what_it_says_of_itself():
    context = click.Context(cli, help_option_names=["-h", "--help"])
    own = {name: cli.get_command(context, name) for name in COMMANDS}
    for width in (45, 10_000):
        listed = {
            n: click.Command(n, help=t).get_short_help_str(width) for n, t in SUMMARIES.items()
        }
        assert listed == {name: each.get_short_help_str(width) for name, each in own.items()}


def make_base(at: Path, path: tuple[str, ...], desk_folder: Path) -> None:
    """The base that an example is about: that of the desk, and what it needs more."""
    if path in PUBLISHED:
        with KnowledgeBase.create(at) as base:
            base.add(published.figures())
        return
    shutil.copy(desk_folder / "downdraft.db", at)
    if path == ("backtest",):
        with KnowledgeBase.open(at) as base:
            base.add(closes(walk()))


@every("path", PATHS, ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(path, downdraft):
    said = downdraft(*path, "--help")
    assert (said.code, said.err) == (0, "")
    assert example(said.out).startswith(" ".join(("downdraft", *path)))


@every("path", PATHS, ids=" ".join)
def test_every_option_is_explained(path):
    command: click.Command = cli
    for name in path:
        command = command.get_command(click.Context(command), name)  # type: ignore[attr-defined]
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_example_runs(path, downdraft, desk_folder, tmp_path, monkeypatch):
    told = downdraft(*path, "--help").out
    line = example(told)
    (tmp_path / "my-facts.csv").write_text(CSV)
    if path != ("init",):
        make_base(tmp_path / "downdraft.db", path, desk_folder)
    if not NAMES_A_CLAIM.search(line):
        monkeypatch.setenv("DOWNDRAFT_RULES", str(desk_folder / "rules"))
    if path in (("diff",), ("replay",)):
        for day in ("2025-11-16", "2025-11-17"):
            downdraft("brief", "--as-of", day)
    if path in (("pull",), ("push",)):
        KnowledgeBase.create(tmp_path / "office.db").close()
    if path in (("bundle",), ("unbundle",)):
        shutil.copytree(desk_folder / "rules", tmp_path / "rules")
    if path == ("unbundle",):
        downdraft("bundle", "rules", "-o", "rules.bundle")
    monkeypatch.setattr("engine.daily.fetching.fetching", lambda *_: iter(()))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    _, *words = shlex.split(line)
    if path not in GROUPS:  # what is asked of the example can be asked of any base
        assert "--example" not in words or "--example " in told
        words = [word for word in words if word != "--example"]
    assert downdraft(*words).code == COMPLAINS.get(path, 0)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_short_and_the_long_flag_say_the_same(flag, downdraft):
    said = downdraft(flag)
    assert said.code == 0
    assert all(f"  {name} " in said.out for name in COMMANDS)


def test_the_version_is_said(downdraft):
    assert re.fullmatch(r"downdraft, version \d+\.\d+\.\d+\n", downdraft("--version").out)


def test_an_unknown_command_is_wrong_usage(downdraft):
    said = downdraft("breif")
    assert (said.code, said.out) == (2, "")
    assert "No such command 'breif'" in said.err
