"""Runs and histories against their hashes: their chains, their parts, and rendered documents."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kb.entries import DIGITS, Kind, Part, Row, row_digits
from kb.errors import AlteredError
from kb.verify.links import Chain
from kb.verify.problem import Problem, named, same

ALTERED = "is not what was written"

_RENDERINGS = "SELECT n, run_id, format, sha256, previous, chain FROM rendering ORDER BY n"


def chain_problems(connection: sqlite3.Connection, kind: Kind[Any]) -> Iterator[Problem]:
    """Entries that break their chain."""
    links = Chain(kind.table)
    query = f"SELECT n, previous, chain, id, content, written_at FROM {kind.table} ORDER BY n"
    for n, previous, link, *said in connection.execute(query):
        yield from links.follow(named(n, said[0]), previous, link, *said)


def rendering_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rendered documents that break their chain."""
    links = Chain("rendering")
    for n, run_id, form, sha256, previous, link in connection.execute(_RENDERINGS):
        yield from links.follow(str(n), previous, link, run_id, form, sha256)


def seen_problems(connection: sqlite3.Connection, kind: Kind[Any]) -> Iterator[Problem]:
    """Entries that saw a batch which is not there, or is another one by now."""
    query = f"""SELECT e.n, e.id, e.batch, e.batch_chain, batch.chain FROM {kind.table} AS e
        LEFT JOIN batch ON batch.id = e.batch WHERE e.batch > 0 ORDER BY e.n"""
    for n, name, batch, link, now in connection.execute(query):
        if now is None:
            yield Problem(kind.table, named(n, name), f"it saw batch {batch}, which is not there")
        elif link not in ("", now):
            what = f"it saw another batch {batch} than the one that is there"
            yield Problem(kind.table, named(n, name), what)


def part_problems(connection: sqlite3.Connection, kind: Kind[Any]) -> Iterator[Problem]:
    """Rows that are not those of their run or history."""
    for n, entry in kind.numbered(connection):
        yield from entry_problems(connection, kind, n, entry)


def altered_first(found: Iterator[Problem]) -> list[Problem]:
    """Rows that are somewhere before rows that are nowhere: one that was moved leaves a gap."""
    return sorted(found, key=lambda problem: problem.what != ALTERED)


def entry_problems(
    connection: sqlite3.Connection, kind: Kind[Any], n: int, entry: Any
) -> Iterator[Problem]:
    """What of an entry is not what its content was; the digits behind the hash find the row."""
    row = named(n, entry.id)
    of, parts = f"{kind.table} {row}", kind.entry.PARTS
    try:
        rows = kind.parts(connection, n)
    except AlteredError:
        yield Problem(kind.table, row, "what is kept of it cannot be read")
        return
    keys = {
        name: part.keys_of(rows[name]) if kind.packed else part.keys(connection, n)
        for name, part in parts.items()
    }
    for name, part in parts.items():
        for number in _misnumbered(keys[name]) if part.numbered else ():
            what = "is missing or has another number"
            yield Problem(part.table, f"{number} of {of}", what)
    proof, *digits = str(entry.content).split(" ")
    if same(proof, kind.proof, entry, rows):
        return
    altered = [
        problem
        for (name, part), written in zip(parts.items(), digits, strict=False)
        for problem in _altered_rows(part, of, keys[name], rows[name], written)
    ]
    yield from altered or [Problem(kind.table, row, ALTERED)]


def _misnumbered(keys: Sequence[Row]) -> list[object]:
    """The first row numbered out of the row 0, 1, 2 ..., else the first number left out."""
    numbers, wanted = [n for (n,) in keys], range(len(keys))
    odd = [n for n in numbers if n not in wanted] or [n for n in wanted if n not in numbers]
    return odd[:1]


def _altered_rows(
    part: Part, of: str, keys: Sequence[Row], rows: Sequence[Row], written: str
) -> Iterator[Problem]:
    """Rows that were not written, else what of them is missing or out of its place.

    of       the run or history they are of, in words
    written  the digits that were kept
    """
    kept = [written[i : i + DIGITS] for i in range(0, len(written), DIGITS)]
    found = [_digits(row) for row in rows]
    spare = Counter(found) - Counter(kept)
    for key, digits in zip(keys, found, strict=True):
        if spare[digits]:
            yield Problem(part.table, f"{' '.join(map(str, key))} of {of}", ALTERED)
    if not spare and found != kept:
        what = "stand in another order" if len(found) == len(kept) else "are not all there"
        yield Problem(part.table, f"of {of}", f"the {part.table.rpartition('_')[2]}s {what}")


def _digits(row: Row) -> str:
    try:
        return row_digits([row])
    except (TypeError, ValueError):
        return ""
