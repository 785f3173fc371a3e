"""Batches and runs to another base, and from it: push, pull."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.exchanged import (
    ANOTHER,
    THERE,
    received_as_json,
    report_received,
    report_written,
    told,
)
from engine.cli.output import show_json
from engine.cli.session import Session, shared

if TYPE_CHECKING:
    from kb.exchange.offers import Source
    from kb.store import KnowledgeBase

LINE, FAR = "-", "the other end"
"""In the place of a base: who called this speaks over standard input and output."""

_keep_good = click.option(
    "--keep-good", is_flag=True, help="Take a batch without the facts that contradict one there."
)


@click.command("pull")
@click.argument("base", metavar="BASE")
@_keep_good
@shared("db", "as_json", "rules", "own_catalog")
def pull_command(session: Session, base: str, keep_good: bool) -> None:
    """Take in the batches and runs of another base that this one has not got.

    BASE is the file of a base, ssh://HOST/PATH, a folder that `push FOLDER/` wrote, or its http
    address. Each batch keeps the link that it has at its origin, and is held against it; what is
    here already is passed over, so the same again changes nothing. A batch with a fact that
    contradicts one here is not taken in, and nothing after it, unless --keep-good sets such facts
    aside.

    \b
    Example:
      downdraft pull office.db
    """
    _refuse_no_base(base, session.db)
    with _opened(session, session.db) as kb:
        if base == LINE:
            from kb.exchange.frames import StreamSource

            line = StreamSource(sys.stdin.buffer, sys.stdout.buffer, FAR)
            _take(session, kb, line, keep_good, into=session.db)
            return
        with _source(session, base) as source:
            _take(session, kb, source, keep_good)


@click.command("push")
@click.argument("base", metavar="BASE")
@_keep_good
@shared("db", "as_json", "rules", "own_catalog")
def push_command(session: Session, base: str, keep_good: bool) -> None:
    """Give another base the batches and runs of this one that it has not got.

    BASE is the file of a base, ssh://HOST/PATH, or a folder, written FOLDER/, of plain files that
    any server can give out and `pull` reads.

    \b
    Example:
      downdraft push office.db
    """
    _refuse_no_base(base, session.db)
    if base.startswith(("http://", "https://")):
        raise click.UsageError("a server only gives: push into the FOLDER/ that it shows")
    with _reading(session, session.db, own=True) as source:
        if base == LINE:
            from kb.exchange.frames import give

            give(source, sys.stdin.buffer, sys.stdout.buffer)
        elif base.startswith("ssh://"):
            _push_far(source, base, keep_good)
        elif _is_folder(base):
            _push_folder(session, source, base)
        else:
            with _another(base), _opened(session, base) as kb:
                _take(session, kb, source, keep_good, into=base)


def _refuse_no_base(base: str, own: str) -> None:
    if not base:
        raise click.UsageError("'' names no base; name a file, ssh://HOST/PATH or a FOLDER/")
    if Path(base).is_file() and Path(own).is_file() and Path(base).samefile(own):
        raise click.UsageError(f"{base} is this base itself (--db); name another BASE")


@contextmanager
def _opened(session: Session, base: str) -> Iterator[KnowledgeBase]:
    from kb.store import KnowledgeBase

    with KnowledgeBase.open(base, session.catalog()) as kb:
        yield kb


@contextmanager
def _reading(session: Session, base: str, *, own: bool = False) -> Iterator[Source]:
    """A base as a source, in one state of it; of others nothing is changed, not even brought up to
    date.
    """
    from kb.errors import in_words
    from kb.exchange.offers import BaseSource
    from kb.store import KnowledgeBase

    with KnowledgeBase.open(base, session.catalog(), to_read=not own) as kb, in_words(base):
        kb.connection.execute("BEGIN")
        yield BaseSource(kb.connection, base)


@contextmanager
def _another(base: str) -> Iterator[None]:
    """Say of the BASE that is exchanged with what is wrong with it, and not of that of --db."""
    from kb.errors import StoreError

    try:
        yield
    except StoreError as error:
        error.args = (told(ANOTHER, str(error)),)
        raise


@contextmanager
def _source(session: Session, base: str) -> Iterator[Source]:
    if base.startswith("ssh://"):
        from kb.exchange.frames import StreamSource
        from kb.exchange.ssh import far_side

        with far_side(base, "push", LINE) as line:
            yield StreamSource(*line, base)
    elif base.startswith(("http://", "https://")):
        from kb.exchange.folder import web_folder

        yield web_folder(base)
    elif _is_folder(base):
        from kb.exchange.folder import local_folder

        yield local_folder(Path(base))
    else:
        with _another(base), _reading(session, base) as source:
            yield source


def _is_folder(base: str) -> bool:
    return base.endswith("/") or Path(base).is_dir()


def _push_far(source: Source, base: str, keep_good: bool) -> None:
    from kb.exchange.frames import give
    from kb.exchange.ssh import far_side

    with far_side(base, "pull", LINE, *(["--keep-good"] if keep_good else [])) as line:
        give(source, *line)


def _push_folder(session: Session, source: Source, base: str) -> None:
    from kb.exchange.folder import holds_others, write_folder

    if holds_others(Path(base)):
        problem = f"{base} holds other things than batches; name an empty or a new folder"
        raise click.UsageError(problem)
    written = write_folder(Path(base), source)
    if session.as_json:
        show_json({"folder": base, "written": written.new, "mended": written.mended})
    else:
        report_written(base, written)


def _take(
    session: Session, kb: KnowledgeBase, source: Source, keep_good: bool, *, into: str = ""
) -> None:
    """Take in what is new, and say what came; where an error ended it, only what is kept.

    into  the base that takes it in, where another one pushes
    """
    from kb.errors import ConflictError
    from kb.exchange.receive import receive
    from kb.exchange.received import Received

    done, ended = Received(), False
    try:
        receive(kb, source, done, keep_good=keep_good)
        ended = True
    except ConflictError as error:
        raise ConflictError(f"{into}: {told(THERE, str(error))}" if into else str(error)) from error
    finally:
        if ended or any(done.came.values()):
            if session.as_json and source.name != FAR:
                show_json(received_as_json(into or source.name, done))
            else:
                report_received(kb, source.name, done, into=into, ended=ended)
