"""What a document rests on: the facts, the chains, its run, and the rule book of that.

This takes a second where all of a base takes minutes: a base of years holds many thousand runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.connection import open_to_verify
from kb.errors import AlteredError, in_words
from kb.history_entries import HISTORIES
from kb.queries import Reader
from kb.run_entries import RUNS
from kb.verify.base import Verified, readable_problems, withdrawn
from kb.verify.books import book_problems
from kb.verify.entries import chain_problems, entry_problems, rendering_problems, seen_problems
from kb.verify.head import head, head_problems
from kb.verify.problem import Problem, named
from kb.verify.received_check import ReceivedCheck
from kb.verify.structure import schema_problems

_STRAY = """SELECT id FROM fact WHERE id > (SELECT ifnull(max(last_fact), 0) FROM batch)
    ORDER BY id LIMIT 1"""


def verify_chains(path: str | Path, kept: str = "") -> Verified:
    """What is wrong with the facts, the chains or the tables of a base, and its head.

    kept  a head kept elsewhere, "" for none; ValueError when it is not one
    """
    with _opened(path) as connection:
        checks: list[Callable[[], Iterator[Problem]]] = [
            lambda: schema_problems(connection),
            lambda: _fact_problems(connection),
            lambda: chain_problems(connection, RUNS),
            lambda: rendering_problems(connection),
            lambda: chain_problems(connection, HISTORIES),
            lambda: seen_problems(connection, RUNS),
            lambda: ReceivedCheck(connection).problems(),
        ]
        if kept:
            checks.append(lambda: head_problems(connection, kept))
        found = [problem for check in checks for problem in readable_problems(check)]
        if found:
            return Verified(tuple(found), "", {})
        return Verified((), head(connection), {}, withdrawn(connection))


def verify_run(path: str | Path, run_id: str) -> tuple[Problem, ...]:
    """What of a run, or of its rule book, is not as it was written."""
    with _opened(path) as connection:
        return tuple(readable_problems(lambda: _of_run(connection, run_id)))


def _of_run(connection: sqlite3.Connection, run_id: str) -> Iterator[Problem]:
    for n, entry in RUNS.numbered(connection, "WHERE id = ?", run_id):
        yield from entry_problems(connection, RUNS, n, entry)
        query = "SELECT hash, pages FROM rulebook WHERE hash = ?"
        books = connection.execute(query, (entry.rulebook,)).fetchall()
        for book, text in books:
            yield from book_problems(connection, book, text)
        if not books:
            yield Problem("run", named(n, entry.id), "its rule book is not kept here")


def _fact_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """The first batch, withdrawal or fact that is damaged, found by links and checksums."""
    try:
        Reader(connection).check_all()
    except AlteredError as error:
        said = str(error).partition(";")[0]
        where, _, what = said.partition(": ")
        table, _, row = where.partition(" ")
        yield Problem(table, row, what)
    for (row,) in connection.execute(_STRAY):
        yield Problem("fact", str(row), "is of no batch that was written")


@contextmanager
def _opened(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A base open to be verified, in one state of it, for the length of a block."""
    connection = open_to_verify(Path(path))
    try:
        with in_words(str(path)):
            connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()
