"""The parts of a run in one value: rows in, compressed bytes out, and back.

Findings, sentences and rules that fired repeat their words so much that together they take a sixth
of the room. What the bytes say stands under the hash of the run, and their own checksum shows a
turned bit.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from kb.chain import canonical
from kb.errors import AlteredError

Row = tuple[Any, ...]
LENGTH = 8  # of the checksum, bytes
LARGEST = 1 << 28
"""Bytes that the parts of a run come to at most when they are read."""

# The tables in which older bases kept them, in the order of the parts.
_BEFORE = {
    "findings": "SELECT claim, status, reason, json FROM finding WHERE run_id = ? ORDER BY claim",
    "premises": "SELECT claim, rule, premises FROM premise WHERE run_id = ? ORDER BY n",
    "sentences": "SELECT n, claim, text, refs FROM sentence WHERE run_id = ? ORDER BY n",
}
_STRAY = "SELECT run_id FROM {} WHERE run_id NOT IN (SELECT id FROM run) LIMIT 1"


def pack(parts: Mapping[str, Sequence[Row]]) -> bytes:
    """The rows of all parts as bytes, which begin with the checksum of the rest."""
    packed = zlib.compress(canonical(parts).encode(), 9)
    return _checksum(packed) + packed


def unpack(content: object) -> dict[str, list[Row]]:
    """The rows of all parts; AlteredError where the bytes are not those of any."""
    try:
        checksum, packed = content[:LENGTH], content[LENGTH:]  # type: ignore[index]
        if checksum != _checksum(packed):
            raise ValueError("it is not as it was written")
        found = json.loads(zlib.decompressobj().decompress(packed, LARGEST))
        return {str(name): [tuple(row) for row in rows] for name, rows in found.items()}
    except (AttributeError, TypeError, ValueError, zlib.error) as error:
        raise AlteredError(
            "what is kept of a run cannot be read; `downdraft verify` names it"
        ) from error


def _checksum(packed: bytes) -> bytes:
    return sha256(packed).digest()[:LENGTH]


def pack_runs(connection: sqlite3.Connection) -> None:
    """Pack the parts of every run of a base of version 4, whose tables then go.

    raises  AlteredError where a row is of no run, which would go with them
    """
    for table in ("finding", "premise", "sentence"):
        for (stray,) in connection.execute(_STRAY.format(table)):
            raise AlteredError(
                f"{table} of run {str(stray)[:12]}: there is no such run, so the base is not as it "
                "was written; restore it from a backup"
            )
    for n, run in connection.execute("SELECT n, id FROM run ORDER BY n").fetchall():
        parts = {
            name: connection.execute(query, (run,)).fetchall() for name, query in _BEFORE.items()
        }
        connection.execute("INSERT INTO run_record VALUES (?, ?)", (n, pack(parts)))
