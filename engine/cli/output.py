"""What a command gives: notes, JSON, tables and files, these whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.briefing.formats import WORKBOOK
from kb.drafts import draft_of, remove, tidy
from kb.errors import StoreError
from kb.guarded import what_is_there
from kb.shown import harmless

ELSEWHERE = "name another file"
SHORT = 5.0
"""How many seconds an answer that is there waits for another writer."""

if TYPE_CHECKING:
    from kb.store import KnowledgeBase


class Unwritable(Exception):
    """Files that could not be written together; nothing was changed. Says which, and why."""


def say(text: str) -> None:
    """A note for the person at the terminal, whatever names it quotes."""
    click.echo(harmless(text), err=True)


def tell(text: str) -> None:
    """A line of an answer that quotes what others named."""
    click.echo(harmless(text))


def in_words(error: OSError) -> str:
    """Why the system refused."""
    return "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)


def show_json(value: object) -> None:
    """A value as JSON on standard output."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def knows_escapes() -> bool:
    """Whether the terminal takes marks for bold type and the like, and they are wanted."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
        table.add_row(*(Text(harmless(cell)) for cell in row))
    styled = sys.stdout.isatty() and knows_escapes()
    width = None if sys.stdout.isatty() else 200
    console = Console(
        width=width, highlight=False, no_color=not styled, force_terminal=styled and None
    )
    console.print(table)


def refuse_bytes(form: str, target: Path | None) -> None:
    """Say before the work that a workbook is nothing for a terminal."""
    if form == WORKBOOK and target is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text for a terminal; name its file with -o")


def give(document: str | bytes, target: Path | None) -> None:
    """A document into a file, or on standard output where none is named."""
    if target:
        write_whole(target, document)
        say(f"wrote {target}")
    else:
        click.echo(document, nl=False)


def recorded(kb: KnowledgeBase, what: str, write: Callable[[], object]) -> None:
    """Record what was worked out, where that can be done; else say why not, and lose nothing.

    write  records it
    """
    from kb.transaction import patience

    if not kb.writable:
        say(f"{kb.name} is read-only, so this {what} is not recorded")
        return
    try:
        with patience(kb.connection, SHORT):
            write()
    except StoreError as why:
        say(f"this {what} is not recorded: {why}")


def write_whole(path: Path, document: str | bytes) -> None:
    """Write a file whole or not at all; a device or a pipe is written to and not replaced.

    raises  ClickException where it cannot be written, or holds what no output may replace
    """
    lost = what_is_there(path)
    if lost:
        raise click.ClickException(f"{path} is {lost} and is left as it is; {ELSEWHERE}")
    try:
        if path.exists() and not path.is_file():
            _write_straight(path, _encoded(document))
        else:
            _replace(path.resolve(), document)
    except OSError as error:
        problem = f"{path} cannot be written ({in_words(error)}); {ELSEWHERE}"
        raise click.ClickException(problem) from error


def write_together(documents: Mapping[Path, str]) -> None:
    """Write several files, and the folders they need, or leave everything as it was.

    raises  Unwritable
    """
    before = {path: path.read_bytes() if path.exists() else None for path in documents}
    made: list[Path] = []
    written: list[Path] = []
    try:
        for path, document in documents.items():
            _make_folder(path.parent, made)
            _replace(path.resolve(), document)
            written.append(path)
    except BaseException as error:
        _take_back({path: before[path] for path in written}, made)
        if isinstance(error, OSError):
            raise Unwritable(f"{path} cannot be written ({in_words(error)})") from error
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder with all above it, and note those that were not there, the deepest last."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _take_back(before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    """Bring files back to what they held, and remove the folders that were made."""
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
    for folder in reversed(made):
        folder.rmdir()


def _encoded(document: str | bytes) -> bytes:
    return document.encode() if isinstance(document, str) else document


def _write_straight(path: Path, content: bytes) -> None:
    """Write to a device or a pipe; one that nobody reads is an error, and not waited for."""
    try:
        opened = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "nobody reads from it") from None
        raise
    with os.fdopen(opened, "wb") as file:
        if hasattr(os, "set_blocking"):
            os.set_blocking(opened, True)
        file.write(content)


def _replace(path: Path, document: str | bytes) -> None:
    """A file in its place; one that is there keeps who may read and write it."""
    tidy(path)
    draft = draft_of(path)
    try:
        draft.write_bytes(_encoded(document))
        with suppress(FileNotFoundError):
            draft.chmod(path.stat().st_mode & 0o7777)
        draft.replace(path)
    except BaseException:
        remove(draft)
        raise
