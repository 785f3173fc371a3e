"""A whole base: every check in turn, the first broken row first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from kb.verify.facts import FactCheck, Progress
from kb.verify.head import head_problems
from kb.verify.problem import FILE, Problem
from kb.verify.runs import page_problems, part_problems, rendering_problems, run_problems
from kb.verify.structure import (
    file_problems,
    numbering_problems,
    reference_problems,
    schema_problems,
    unused_problems,
)

_BROKEN = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def problems(
    connection: sqlite3.Connection, kept: str = "", progress: Progress | None = None
) -> Iterator[Problem]:
    """Everything that is not as it was written, in the order in which it is found.

    kept      a head kept elsewhere, "" for none; ValueError when it is not one
    progress  called with the number of facts checked so far
    """
    checks: list[Callable[[], Iterator[Problem]]] = [
        lambda: file_problems(connection),
        lambda: schema_problems(connection),
        lambda: numbering_problems(connection),
        FactCheck(connection, progress).problems,
        lambda: run_problems(connection),
        lambda: rendering_problems(connection),
        lambda: reference_problems(connection),
        lambda: page_problems(connection),
        lambda: part_problems(connection),
        lambda: unused_problems(connection),
    ]
    if kept:
        checks.append(lambda: head_problems(connection, kept))
    for check in checks:
        yield from _readable(check)


def _readable(check: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """The problems that a check finds; that it cannot read on is one too."""
    try:
        yield from check()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
            raise
        yield Problem(FILE, "", f"cannot be read on: {error}")
