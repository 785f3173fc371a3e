"""What every command shares: which base, which rule book, how to answer, how to end."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.cli.dates import day_given, read_day, refuse_too_early

if TYPE_CHECKING:
    from engine.judge.run import Question
    from engine.pages.book import RuleBook
    from kb.catalog import Catalog
    from kb.store import KnowledgeBase

EXAMPLE_DAY = date(2025, 11, 17)
DEFAULT_DB = "downdraft.db"

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    """The shared options of one call."""

    example: bool = False
    db: str = DEFAULT_DB
    as_json: bool = False
    ledger: bool = True
    debug: bool = False
    rules: str | None = None
    own_catalog: str | None = None

    @contextmanager
    def base(self) -> Iterator[KnowledgeBase]:
        """The knowledge base: the built-in facts with --example, else the file."""
        from kb.store import KnowledgeBase

        if not self.example:
            with KnowledgeBase.open(self.db, self.catalog()) as kb:
                yield kb
            return
        from kb.packs import built_in_facts

        with KnowledgeBase.in_memory(self.catalog()) as kb:
            kb.add(built_in_facts(), label="built-in facts")
            yield kb

    def book(self) -> RuleBook:
        """The rule book: the built-in one, or the folder given with --rules."""
        from engine.pages.library import load_book
        from kb.own_catalog import read_catalog

        self.catalog()  # a fault in it is told by the name of its file
        own = read_catalog(Path(self.own_catalog)) if self.own_catalog else None
        if not self.rules:
            return load_book(own_catalog=own)
        folder = Path(self.rules)
        book = load_book(folder, own) if folder.is_dir() else None
        if book is None or not book.pages:
            raise click.UsageError(f"--rules: {self.rules} is not a folder of pages")
        return book

    def catalog(self) -> Catalog:
        """What the series mean: ours, under --catalog FILE or the catalog.yaml beside the pages."""
        from kb.own_catalog import CATALOG, catalog_with, read_catalog

        beside = Path(self.rules or "") / CATALOG
        if not self.own_catalog and not (self.rules and beside.is_file()):
            return catalog_with("")
        file = Path(self.own_catalog or beside)
        return catalog_with(read_catalog(file), str(file))

    def question(
        self, kb: KnowledgeBase, asset: str, as_of: str | None, known_at: str | None
    ) -> Question:
        """The question asked; the example is judged on its own day, and no day before its time."""
        from engine.judge.run import question
        from kb.clock import day_number, moment_number

        day = day_number(EXAMPLE_DAY) if self.example else None
        if as_of:
            day = day_given("--as-of", as_of)
        moment = read_day("--known-at", moment_number, known_at) if known_at else None
        asked = question(kb, asset, day, moment)
        if as_of:
            refuse_too_early(kb, asked)
        return asked

    def output(self, path: str | Path) -> Path:
        """The file that a command is to write; a base, a page or an input is never one.

        raises  UsageError, before anything is worked out
        """
        from kb.guarded import inside, what_is_there

        folders = [Path(self.rules)] if self.rules else []
        lost = what_is_there(Path(path), self.db)
        if not lost and inside(Path(path), folders + _shipped()):
            lost = "a part of the rule base"
        if lost:
            raise click.UsageError(f"{path} is {lost} and is left as it is; name another file")
        return Path(path)

    def day(self, option: str, text: str | None) -> int | None:
        """A date given with an option as a day number; None where it was not given."""
        from kb.clock import day_number

        return read_day(option, day_number, text) if text else None


def _shipped() -> list[Path]:
    """Where the pages and templates that we ship lie."""
    from importlib import import_module

    rooms = (import_module("engine.rules"), import_module("engine.templates"))
    return [Path(folder) for room in rooms for folder in room.__path__]


def shared(*names: str) -> Callable[[Command], Command]:
    """Add the shared options a command takes, and hand it a Session as its first argument."""

    def decorate(command: Command) -> Command:
        @wraps(command)  # carries over the options that click has collected so far
        def wrapped(**given: Any) -> Any:
            mine = {name: given.pop(name) for name in list(given) if name in _OPTIONS}
            return command(Session(**mine), **given)

        for name in reversed((*names, "debug")):
            _OPTIONS[name](wrapped)
        return wrapped  # type: ignore[return-value]

    return decorate


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "example": click.option("--example", is_flag=True, help="The built-in facts; needs no base."),
    "db": click.option(
        "--db", envvar="DOWNDRAFT_DB", default=DEFAULT_DB, show_default=True, help="The base."
    ),
    "as_json": click.option("--json", "as_json", is_flag=True, help="JSON for programs."),
    "ledger": click.option(
        "--no-ledger",
        "ledger",
        flag_value=False,
        default=True,
        is_flag=True,
        help="Record nothing.",
    ),
    "rules": click.option(
        "--rules", envvar="DOWNDRAFT_RULES", help="A folder of pages instead of the built-in ones."
    ),
    "own_catalog": click.option(
        "--catalog",
        "own_catalog",
        envvar="DOWNDRAFT_CATALOG",
        metavar="FILE",
        help="Series of your own; by default catalog.yaml beside your pages.",
    ),
    "debug": click.option("--debug", is_flag=True, help="Show the traceback of an error."),
}

READING = ("example", "db", "as_json", "rules", "own_catalog")


def when(function: Command) -> Command:
    """Add the options that say which question is asked."""
    function = click.option("--asset", default="btc", show_default=True, help="Which asset.")(
        function
    )
    function = click.option("--known-at", help="On what was known by then; the end of --as-of.")(
        function
    )
    return click.option("--as-of", help="The day judged; the last day with a price.")(function)


def say(text: str) -> None:
    """A note for the person at the terminal."""
    click.echo(text, err=True)


def in_words(error: OSError) -> str:
    """Why the system refused."""
    return "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)


def show_json(value: object) -> None:
    """A value as JSON on standard output."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def show_table(columns: list[str], rows: list[list[str]]) -> None:
    """A table on standard output, as wide as it needs to be when it is not a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False, no_color=not sys.stdout.isatty()).print(table)


def debugging(arguments: list[str]) -> bool:
    """Whether a traceback is wanted."""
    return "--debug" in arguments or bool(os.environ.get("DOWNDRAFT_DEBUG"))
