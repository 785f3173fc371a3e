"""Reading a large base by several processes: a connection and row ids in, rows out in their order.

The processes only read; what they give is checked where it is asked for. Where they cannot be had,
or one is lost, this process reads its stretches.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from kb.checked_pages import CheckedPages
from kb.connection import open_existing
from kb.errors import StoreError
from kb.intact import NameChecksums
from kb.packed_rows import AT_ONCE, Noted, Packed, Rows, nobody, packed, stretches, unpacked

WORTH = 1_000_000
"""Facts from which starting processes takes less time than they save."""
AHEAD = 3
"""Stretches for each process that are asked for before they are wanted."""

_own: sqlite3.Connection | None = None
_pages: CheckedPages | None = None
_held = ExitStack()
"""What this process, one that reads, keeps open to its end."""


def by_processes(
    connection: sqlite3.Connection, start: int, until: int,
    names: NameChecksums | None = None, noted: Noted = nobody,
) -> Iterator[Rows]:  # fmt: skip
    """The facts behind the first so many up to another: see `kb.packed_rows.stretches`.

    Only for commands that start processes anyway: who calls from a script of theirs would have it
    run again by each.
    """
    file, cores = connection.execute("PRAGMA database_list").fetchone()[2], os.cpu_count() or 1
    pool = None
    if file and cores > 1 and WORTH <= until - start < 2**40:
        pool = _pool(cores, file)
    if pool is None:
        yield from stretches(connection, start, until, names, noted)
        return
    try:
        for first, last, asked in _asked(pool, start, until, cores * AHEAD):
            given = _given(asked)
            if given is None:
                yield from stretches(connection, first, last, names, noted)
                continue
            if given.noted:
                noted(first, last)
            yield unpacked(given.content)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(cores: int, file: str) -> ProcessPoolExecutor | None:
    """Processes that read a base; None where there is nothing by which they could be spoken to."""
    try:
        return ProcessPoolExecutor(cores, get_context("spawn"), _open, (file,))
    except (ImportError, NotImplementedError, OSError):
        return None


def _asked(
    pool: ProcessPoolExecutor, start: int, until: int, ahead: int
) -> Iterator[tuple[int, int, Future[Packed | None]]]:
    """The stretches in their order, the next so many of them being read."""
    waiting: deque[tuple[int, int, Future[Packed | None]]] = deque()
    for first in range(start, until, AT_ONCE):
        last = min(first + AT_ONCE, until)
        try:
            waiting.append((first, last, pool.submit(_read, first, last)))
        except (BrokenProcessPool, OSError):  # lost, or no more of them can be had
            waiting.append((first, last, _nothing()))
        if len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _nothing() -> Future[Packed | None]:
    none: Future[Packed | None] = Future()
    none.set_result(None)
    return none


def _given(asked: Future[Packed | None]) -> Packed | None:
    try:
        return asked.result()
    except (BrokenProcessPool, sqlite3.Error, OSError):
        return None


def _open(file: str) -> None:
    global _own, _pages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the command stops these through it
    try:
        _own, _ = open_existing(Path(file), to_read=True)
        _pages = _held.enter_context(CheckedPages.opened(_own, WORTH))
    except StoreError:
        _own = None


def _read(first: int, last: int) -> Packed | None:
    return None if _own is None or _pages is None else packed(_own, _pages, first, last)
