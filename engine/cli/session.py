"""What every command shares: its options, which base, which rule book, which question."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.cli import completing
from engine.cli.dates import day_given, moment_given
from engine.cli.output import say
from engine.cli.unforeseen import in_use
from kb.cache import without_cache
from kb.frozen import dataclass

if TYPE_CHECKING:
    from engine.judge.run import Question, Run
    from engine.pages.book import RuleBook
    from kb.catalog import Catalog
    from kb.store import KnowledgeBase

EXAMPLE_DAY = date(2025, 11, 17)
DEFAULT_DB = "downdraft.db"

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    """The shared options of one call.

    as_of, known_at  the question as it was typed; None for the last day with a price, and its end
    """

    example: bool = False
    db: str = DEFAULT_DB
    as_json: bool = False
    ledger: bool = True
    debug: bool = False
    no_cache: bool = False
    rules: str | None = None
    own_catalog: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    asset: str = "btc"

    @contextmanager
    def base(self) -> Iterator[KnowledgeBase]:
        """The knowledge base: the built-in facts with --example, else the file."""
        from kb.store import KnowledgeBase

        if not self.example:
            with KnowledgeBase.open(self.db, self.catalog()) as kb:
                yield kb
            return
        from kb.packs.example import example_base

        with example_base(self.catalog()) as kb:
            yield kb

    def reading(self) -> KnowledgeBase:
        """The same to read alone, for whoever keeps it open."""
        from kb.packs.example import example_base
        from kb.store import KnowledgeBase

        if self.example:
            return example_base(self.catalog())
        return KnowledgeBase.open(self.db, self.catalog(), to_read=True)

    def book(self) -> RuleBook:
        """The rule book: the built-in one, or the folder given with --rules."""
        from engine.pages.library import load_book
        from kb.own_catalog import read_catalog

        self.catalog()  # a fault in it is told by the name of its file
        own = read_catalog(Path(self.own_catalog)) if self.own_catalog else None
        if not self.rules:
            return load_book(own_catalog=own)
        folder = Path(self.rules)
        book = load_book(folder, own, self._passed_over) if folder.is_dir() else None
        if book is None or not book.pages:
            raise click.UsageError(f"--rules: {self.rules} is not a folder of pages")
        return book

    def _passed_over(self, files: list[str]) -> None:
        from kb.listed import listed

        say(f"downdraft: in {self.rules} these are not read: {listed(files)}")

    def catalog(self) -> Catalog:
        """What the series mean: ours, under --catalog FILE or the catalog.yaml beside the pages."""
        from kb.own_catalog import CATALOG, catalog_with, read_catalog

        beside = Path(self.rules or "") / CATALOG
        if not self.own_catalog and not (self.rules and beside.is_file()):
            return catalog_with("")
        file = Path(self.own_catalog or beside)
        return catalog_with(read_catalog(file), str(file))

    @property
    def recording(self) -> bool:
        """Whether what is answered is written to the ledger."""
        return self.ledger and not self.example

    @property
    def dated(self) -> bool:
        """Whether the question names a day or a moment of its own."""
        return bool(self.as_of or self.known_at)

    def given(self) -> tuple[int | None, int | None]:
        """The day and the moment that were typed, as numbers, None for what was not.

        raises  UsageError where one is none, or lies ahead
        """
        day = day_given("--as-of", self.as_of) if self.as_of else None
        return day, moment_given("--known-at", self.known_at) if self.known_at else None

    def question(self, kb: KnowledgeBase) -> Question:
        """The question asked; the example is judged on its own day, and no day before its time."""
        from engine.judge.run import question, refuse_too_early
        from kb.clock import day_number

        day, moment = self.given()
        if self.example and not self.as_of:
            day = day_number(EXAMPLE_DAY)
        asked = question(kb, self.asset, day, moment)
        if self.as_of:
            refuse_too_early(kb, asked)
        return asked

    def answer(self, kb: KnowledgeBase) -> Run:
        """The question answered by the rule book."""
        from engine.judge.run import answer

        asked = self.question(kb)
        return answer(kb, self.book(), kb.catalog, asked)

    def output(self, path: str | Path | None, *, folder: bool = False) -> Path | None:
        """The file that a command is to write; a base, a page or an input is never one.

        folder   whether a folder is to be made there, and all that it lies in
        returns  None where none is named, for standard output
        raises   ClickException, before anything is worked out
        """
        if path is None:
            return None
        if (file := self.file(path)) and not folder and not file.parent.is_dir():
            problem = f"{path} cannot be written (there is no folder {file.parent})"
            raise click.ClickException(f"{problem}; name another file")
        return file

    def file(self, path: str | Path) -> Path:
        """The same, where one is named."""
        from kb.guarded import inside, what_is_there

        refuse_no_name(path)
        folders = [Path(self.rules)] if self.rules else []
        lost = what_is_there(Path(path), self.db)
        if not lost and inside(Path(path), folders + _shipped()):
            lost = "a part of what is shipped or of the rule base"
        if lost:
            raise click.UsageError(f"{path} is {lost} and is left as it is; name another file")
        return Path(path)


def refuse_no_name(path: str | Path) -> None:
    """Refuse what names no file or folder that could be written: "", "-", a link to itself."""
    if str(path) in ("", "-"):
        raise click.UsageError(
            f"{str(path)!r} names no file to write; name one, or leave the option out"
        )
    try:
        Path(path).stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise click.UsageError(f"{path} is a link to itself; name another file") from None


def _shipped() -> list[Path]:
    """Where the pages, templates and packs that we ship lie."""
    from importlib import import_module

    rooms = map(import_module, ("engine.rules", "engine.templates", "kb.packs"))
    return [Path(folder) for room in rooms for folder in room.__path__]


def shared(*names: str, checks: bool = False) -> Callable[[Command], Command]:
    """Add shared options to a command, and hand it all it has as a Session, its first argument.

    checks  whether the command checks what is there, and so believes no cache
    """

    def decorate(command: Command) -> Command:
        @wraps(command)  # carries over the options that click has collected so far
        def wrapped(**given: Any) -> Any:
            mine = {name: given.pop(name) for name in _SHARED if name in given}
            session = Session(**mine)
            in_use.set("" if session.example else session.db)
            session.given()  # refused before a base and pages are read
            with without_cache() if checks or session.no_cache else nullcontext():
                return command(session, **given)

        for name in reversed((*names, "no_cache", "debug")):
            _OPTIONS[name](wrapped)
        return wrapped  # type: ignore[return-value]

    return decorate


_SHARED = tuple(field.name for field in fields(Session))
_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "example": click.option("--example", is_flag=True, help="The built-in facts; needs no base."),
    "db": click.option(
        "--db", envvar="DOWNDRAFT_DB", default=DEFAULT_DB, show_default=True, help="The base."
    ),
    "as_json": click.option("--json", "as_json", is_flag=True, help="JSON for programs."),
    "ledger": click.option(
        "--no-ledger", "ledger", flag_value=False, default=True, is_flag=True,
        help="Record nothing.",
    ),
    "rules": click.option(
        "--rules", envvar="DOWNDRAFT_RULES", help="A folder of pages instead of the built-in ones."
    ),
    "own_catalog": click.option(
        "--catalog", "own_catalog", envvar="DOWNDRAFT_CATALOG", metavar="FILE",
        help="Series of your own; by default catalog.yaml beside your pages.",
    ),
    "no_cache": click.option(
        "--no-cache", is_flag=True, help="Read and keep nothing in the cache folder."
    ),
    "debug": click.option("--debug", is_flag=True, help="Show the traceback of an error."),
}  # fmt: skip

READING = ("example", "db", "as_json", "rules", "own_catalog")


def when(function: Command) -> Command:
    """Add the options that say which question is asked."""
    for option in (
        click.option(
            "--asset",
            default="btc",
            show_default=True,
            shell_complete=completing.assets,
            help="Which asset.",
        ),
        click.option("--known-at", help="On what was known by then; the end of --as-of."),
        click.option(
            "--as-of", help="The day judged, today or yesterday; the last day with a price."
        ),
    ):
        function = option(function)
    return function
