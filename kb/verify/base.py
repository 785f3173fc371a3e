"""A whole base: every check in turn, the first broken row first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.clock import moment
from kb.connection import open_to_verify
from kb.errors import in_words
from kb.history_entries import HISTORIES
from kb.links import last_link
from kb.run_entries import RUNS
from kb.shown import by_code_point
from kb.verify.batch_check import FactCheck, Progress
from kb.verify.books import page_problems
from kb.verify.entries import (
    altered_first,
    chain_problems,
    part_problems,
    rendering_problems,
    seen_problems,
)
from kb.verify.head import head, head_problems
from kb.verify.problem import FILE, Problem
from kb.verify.raw_check import raw_problems
from kb.verify.received_check import ReceivedCheck, origins
from kb.verify.structure import (
    file_problems,
    numbering_problems,
    reference_problems,
    schema_problems,
    unused_problems,
)

COUNTED = {
    "batches": "batch", "facts": "fact", "pages": "page", "runs": "run", "documents": "rendering",
    "histories": "history", "withdrawals": "withdrawal", "requests": "request",
}  # fmt: skip
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
        lambda: raw_problems(connection),
        lambda: ReceivedCheck(connection).problems(),
        lambda: chain_problems(connection, RUNS),
        lambda: rendering_problems(connection),
        lambda: chain_problems(connection, HISTORIES),
        lambda: seen_problems(connection, RUNS),
        lambda: seen_problems(connection, HISTORIES),
        lambda: reference_problems(connection),
        lambda: page_problems(connection),
        lambda: part_problems(connection, RUNS),
        lambda: iter(altered_first(part_problems(connection, HISTORIES))),
        lambda: unused_problems(connection),
    ]
    if kept:
        checks.append(lambda: head_problems(connection, kept))
    for check in checks:
        yield from readable_problems(check)


def readable_problems(check: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """The problems that a check finds; that it cannot read on is one too."""
    try:
        yield from check()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
            raise
        yield Problem(FILE, "", f"cannot be read on: {error}")


@dataclass(frozen=True)
class Verified:
    """What came of a base: its problems, its head, how much of what was checked, the facts that
    were taken back and the bases from which others came, a sentence each, and the link of its
    last batch."""

    problems: tuple[Problem, ...]
    head: str
    counts: Mapping[str, int]
    withdrawn: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    last_batch: str = ""

    def as_tree(self) -> dict[str, object]:
        """For programs."""
        found = [
            {"table": each.table, "row": by_code_point(each.row), "sentence": str(each)}
            for each in self.problems
        ]
        return {
            "sound": not found, "problems": found, "head": self.head or None,
            "counts": dict(self.counts), "withdrawn": list(self.withdrawn),
            "origins": list(self.origins), "last_batch": self.last_batch or None,
        }  # fmt: skip


def verify(path: str | Path, kept: str = "", progress: Progress | None = None) -> Verified:
    """Verify the base at a path, in one state of it, whoever writes meanwhile."""
    connection = open_to_verify(Path(path))
    try:
        with in_words(str(path)):
            connection.execute("BEGIN")
            found = tuple(problems(connection, kept, progress))
            if found:
                return Verified(found, "", {})
            also = withdrawn(connection), origins(connection), last_link(connection, "batch")
            return Verified(found, head(connection), _counts(connection), *also)
    finally:
        connection.close()


def withdrawn(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The facts that were taken back, a sentence each."""
    query = "SELECT fact_id, known_at, why FROM withdrawal ORDER BY id"
    return tuple(
        f"fact {fact} is withdrawn since {moment(since):%Y-%m-%dT%H:%M:%SZ}: {why}"
        for fact, since, why in connection.execute(query)
    )


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        what: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for what, table in COUNTED.items()
    }
