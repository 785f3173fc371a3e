"""What feeds answered against its hashes: the bytes of every answer, and the chain of requests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from kb.raw import unpacked
from kb.verify.links import Chain
from kb.verify.problem import Problem, same

_REQUESTS = "SELECT * FROM request ORDER BY id"
_BODIES = "SELECT id, sha256, packed, size FROM body ORDER BY id"
_ASTRAY = """SELECT r.id FROM request AS r JOIN batch ON batch.id = r.batch_id
    WHERE batch.rows = 0 OR (r.sha256 IS NULL) ORDER BY r.id"""


def raw_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Answers that are not what their hash says, requests that break their chain."""
    for row, hashed, packed, size in connection.execute(_BODIES):
        if not same(hashed, _hash, packed, size):
            yield Problem("body", str(row), f"is not the answer kept under {str(hashed)[:12]}")
    chain = Chain("request")
    for *said, previous, link in connection.execute(_REQUESTS):
        yield from chain.follow(str(said[0]), previous, link, *said)
    for (row,) in connection.execute(_ASTRAY):
        yield Problem("request", str(row), "names a batch that cannot have come of its answer")


def _hash(packed: bytes, size: int) -> str:
    return sha256(unpacked(packed, size)).hexdigest()
