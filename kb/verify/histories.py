"""Histories against their hashes: their chain, and the findings, vectors and premises in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb import chain
from kb.history_records import PARTS, HistoryRecord
from kb.verify.links import Chain
from kb.verify.parts import ALTERED, Row, altered_first, altered_rows
from kb.verify.problem import Problem, named, same

_HISTORIES = """SELECT n, id, asset, first, last, batch, facts_digest, rulebook, engine, content,
    written_at, previous, chain FROM history ORDER BY n"""

Parts = Mapping[str, Sequence[Row]]


def history_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Histories that break the chain."""
    links = Chain("history", chain.history_link)
    for n, name, *_, content, written_at, previous, link in connection.execute(_HISTORIES):
        yield from links.follow(named(n, name), previous, link, name, content, written_at)


def history_part_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Findings, days, vectors and premises that are not those of their history."""
    found = [
        problem
        for n, *asked, content, _, _, _ in connection.execute(_HISTORIES)
        for problem in _of_history(connection, n, asked, content)
    ]
    yield from altered_first(found)


def _of_history(
    connection: sqlite3.Connection, n: int, asked: Sequence[Any], content: str
) -> Iterator[Problem]:
    """What of a history is not what its content was; the digits behind the hash find the row."""
    parts = {name: part.rows(connection, n) for name, part in PARTS.items()}
    row, (proof, *digits) = named(n, asked[0]), str(content).split(" ")
    if same(proof, _proof, asked, parts):
        return
    altered = [
        problem
        for (name, part), kept in zip(PARTS.items(), digits, strict=False)
        for problem in altered_rows(
            part.table, f"history {row}",
            [" ".join(map(str, each[: part.key])) for each in parts[name]], parts[name], kept,
        )
    ]  # fmt: skip
    yield from altered or [Problem("history", row, ALTERED)]


def _proof(asked: Sequence[Any], parts: Parts) -> str:
    """The hash of a history as its rows are now."""
    given: dict[str, Any] = {name: tuple(rows) for name, rows in parts.items()}
    return HistoryRecord(*asked, **given).proof()
