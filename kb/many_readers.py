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
from multiprocessing import get_context
from pathlib import Path

from kb.connection import open_existing
from kb.errors import StoreError
from kb.packed_rows import AT_ONCE, Rows, packed, stretches, unpacked

WORTH = 1_000_000
"""Facts from which starting processes takes less time than they save."""
AHEAD = 3
"""Stretches for each process that are asked for before they are wanted."""

_own: sqlite3.Connection | None = None


def by_processes(connection: sqlite3.Connection, start: int, until: int) -> Iterator[Rows]:
    """The facts behind the first so many up to another: see `kb.packed_rows.stretches`.

    Only for commands that start processes anyway: who calls from a script of theirs would have it
    run again by each.
    """
    file, cores = connection.execute("PRAGMA database_list").fetchone()[2], os.cpu_count() or 1
    if not file or cores < 2 or not WORTH <= until - start < 2**40:
        yield from stretches(connection, start, until)
        return
    pool = ProcessPoolExecutor(cores, get_context("spawn"), _open, (file,))
    try:
        for first, last, asked in _asked(pool, start, until, cores * AHEAD):
            given = _given(asked)
            if given is None:
                yield from stretches(connection, first, last)
            else:
                yield unpacked(given, first)
    finally:
        pool.shutdown(cancel_futures=True)


def _asked(
    pool: ProcessPoolExecutor, start: int, until: int, ahead: int
) -> Iterator[tuple[int, int, Future[bytes | None]]]:
    """The stretches in their order, the next so many of them being read."""
    waiting: deque[tuple[int, int, Future[bytes | None]]] = deque()
    for first in range(start, until, AT_ONCE):
        last = min(first + AT_ONCE, until)
        try:
            waiting.append((first, last, pool.submit(_read, first, last)))
        except (BrokenProcessPool, OSError):  # lost, or no more of them can be had
            waiting.append((first, last, _nothing()))
        if len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _nothing() -> Future[bytes | None]:
    none: Future[bytes | None] = Future()
    none.set_result(None)
    return none


def _given(asked: Future[bytes | None]) -> bytes | None:
    try:
        return asked.result()
    except (BrokenProcessPool, sqlite3.Error, OSError):
        return None


def _open(file: str) -> None:
    global _own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the command stops these through it
    try:
        _own, _ = open_existing(Path(file), to_read=True)
    except StoreError:
        _own = None


def _read(first: int, last: int) -> bytes | None:
    return None if _own is None else packed(_own, first, last)
