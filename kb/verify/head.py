"""The head of a base: the last links of its chains as one line to keep elsewhere.

A chain without a key binds each row to the one before. It shows accidents and clumsy hands; who
rewrites every hash, or cuts rows off at the end, leaves a chain that is whole. Only a head that was
kept where he cannot write shows that.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

from kb.chain import GENESIS, hash_of
from kb.verify.problem import Problem

# In the order in which they came: heads kept before there were histories, requests of feeds, or
# what other bases sent, name three chains, four, or five.
CHAINED = {
    "batch": "id", "run": "n", "rendering": "n", "history": "n", "request": "id", "received": "id",
}  # fmt: skip
LATER = {"history": "histories", "request": "requests", "received": "batches of other bases"}
_HEAD = re.compile(r"((?:\d{1,12}-){3,6})[0-9a-f]{64}")


def head(connection: sqlite3.Connection) -> str:
    """The head as 3-2-4-1-7-0-HASH: how many batches, runs, documents, histories, requests and
    rows of other bases, and the hash of their last links.
    """
    counts = [
        int(connection.execute(f"SELECT ifnull(max({key}), 0) FROM {table}").fetchone()[0])
        for table, key in CHAINED.items()
    ]
    return _head(counts, _links(connection, counts))


def _head(counts: Sequence[int], links: Sequence[str | None]) -> str:
    return "-".join([*map(str, counts), hash_of(["head", *links])])


def _links(connection: sqlite3.Connection, counts: Sequence[int]) -> list[str | None]:
    """The links at these places of the chains, the first ones; None where a chain is shorter."""
    found: list[str | None] = []
    for (table, key), count in zip(CHAINED.items(), counts, strict=False):
        query = f"SELECT chain FROM {table} WHERE {key} = ?"
        row = connection.execute(query, (count,)).fetchone() if count else (GENESIS,)
        found.append(None if row is None else row[0])
    return found


def is_head(text: str) -> bool:
    """Whether a text is written like a head."""
    return _HEAD.fullmatch(text) is not None


def unnamed(kept: str) -> tuple[str, ...]:
    """What an older head does not bind: what came into bases after it was kept."""
    return tuple(LATER[table] for table in list(CHAINED)[len(_counts(kept)) :])


def _counts(kept: str) -> list[int]:
    written = _HEAD.fullmatch(kept)
    if written is None:
        raise ValueError(f"{kept[:40]!r} is not a head; `downdraft verify` prints one")
    return [int(count) for count in written[1].split("-")[:-1]]


def head_problems(connection: sqlite3.Connection, kept: str) -> Iterator[Problem]:
    """Whether a base still begins with what it was when a head was kept; it may have grown."""
    counts = _counts(kept)
    links = _links(connection, counts)
    missing = [
        (table, count)
        for table, count, link in zip(CHAINED, counts, links, strict=False)
        if link is None
    ]
    for table, count in missing:
        yield Problem(table, str(count), "was there when the head was kept; the end was cut off")
    if not missing and _head(counts, links) != kept:
        yield Problem("file", "", "is not the base of the head kept elsewhere: it was rewritten")
