"""Odd command lines: commands, options and values put together by chance, and what was said.

They are called in a folder of their own, on a small base. Commands whose honest work takes long are
given no value that lets them begin it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import click

from benchmarks.faults.calling import call
from benchmarks.faults.desk import make_base
from benchmarks.faults.files import wrong
from benchmarks.faults.tally import Outcome, Try
from engine.cli.main import cli

VALUES = (
    "", " ", "-", "--", "-1", "0", "1e999", "nan", "9" * 400, "2025-11-17", "2025-02-30",
    "0001-01-01", "9999-12-31", "today", "yesterday", "last", "last~999999999", "S1", "S999999",
    "F1", "E10", "E999", "price.close", "price.close=1", "price.close=", "=", "x=y=z",
    "etf.net_flow=-0", "price.close=1e400", "btc", "ETH", "\u202ebtc", "b\x00c", "\udcff",
    "a" * 5_000, "é", "日本", "'; DROP TABLE fact; --", "{{ 7 * 7 }}", "../../etc", ".", "/",
    "nowhere/x", "desk.db", "rows.csv", "/dev/null", "md", "json", "essay", "comment",
    "published", "%s%n", "\x1b[2J", "${HOME}", "*", "?", "~", "0x10", "１２", "٣",
)  # fmt: skip
SLOW = {
    "backtest",
    "history",
    "mutate",
    "test",
    "serve",
    "site",
    "fetch",
    "watch",
    "daily",
    "screen",
}
"""Commands that are only asked for help, or with an option that is none."""
Leaf = tuple[tuple[str, ...], click.Command]
LEFT_OUT = {"output", "forecasts", "plots", "csv", "out", "debug", "online"}
"""Options that name a file to write, ask for a traceback, or go over a network."""


def odd_lines(folder: Path) -> Try:
    """Call one odd command line a try."""
    base, place = make_base(folder), folder / "place"
    commands = list(_leaves(cli, ()))

    def call_one(n: int, random: Random, whole: bool) -> Outcome:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copy(base, place / "desk.db")
        (place / "rows.csv").write_text("series,as_of,value,unit\n", encoding="utf-8")
        line = _line(commands, random)
        said = call(line, place, whole=whole)
        return wrong(said), repr(line), said

    return call_one


def _leaves(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            yield from _leaves(found, (*path, name))


def _line(commands: list[Leaf], random: Random) -> list[str]:
    path, command = random.choice(commands)
    line = list(path)
    if SLOW & set(path):
        return [*line, random.choice(("--help", "--no-such-option", "--db"))]
    options = [each for each in command.params if isinstance(each, click.Option)]
    for option in random.sample(options, min(len(options), random.randint(0, 4))):
        if option.name in LEFT_OUT:
            continue
        line.append(random.choice(option.opts))
        if not (option.is_flag or option.count) or random.random() < 0.05:
            line.append(random.choice(VALUES))
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    line += [random.choice(VALUES) for _ in range(random.randint(0, 1 + len(arguments)))]
    if random.random() < 0.7 and "--db" not in line:
        line += ["--db", "desk.db"]
    if random.random() < 0.1:
        random.shuffle(line)
    return [each for each in line if each != "--cluster"]
