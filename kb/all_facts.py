"""Every fact of a base, checked: a connection in, rows and notes out, through the cache where many.

What is kept was checked when it was kept, under the head of the chain of batches and all names:
facts are only ever added, and whoever checks a base reads no cache.
"""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.cache import cached_bytes
from kb.damage import damaged, readable
from kb.intact import (
    NameChecksums,
    check_all,
    check_batches,
    check_withdrawals,
)
from kb.visible import STORED

COLUMNS = """fact.id, fact.strand_id, fact.as_of, fact.known_at, fact.span, fact.unit_id,
    fact.value, fact.publication"""
# In the order in which they lie in the file, so that a damaged one is met even where it hides.
_ALL = f"SELECT {COLUMNS} FROM fact ORDER BY id"
_NOTES = "SELECT id, note FROM fact WHERE note <> '' ORDER BY id"
_HEAD = "SELECT chain, last_fact FROM batch ORDER BY id DESC LIMIT 1"

MANY = 20_000
"""Facts from which a base takes longer to read than what is kept of it."""

Note = tuple[int, str]


class Facts(NamedTuple):
    """Rows of the type STORED by row id, and the notes of those that have one, by row id too."""

    rows: NDArray[np.void]
    notes: list[Note]


def all_facts(connection: sqlite3.Connection, names: NameChecksums, said: tuple[str, ...]) -> Facts:
    """Every fact of a base.

    said    the names of row ids in full, to keep what was read under
    raises  AlteredError naming the first row that is damaged
    """
    head, last = connection.execute(_HEAD).fetchone() or ("", 0)
    if last < MANY or connection.in_transaction:
        return _checked(connection, names)
    content = cached_bytes(
        "rows", (str(head), *said), lambda: _as_bytes(_checked(connection, names))
    )
    check_withdrawals(connection)
    found = _of_bytes(content)
    if len(found.rows) != last:
        raise damaged("batch: the last one does not end where its facts do")
    return found


def _checked(connection: sqlite3.Connection, names: NameChecksums) -> Facts:
    check_batches(connection)
    with readable("a fact"):
        rows = np.fromiter(connection.execute(_ALL), dtype=STORED)
        notes = connection.execute(_NOTES).fetchall()
        check_all(connection, rows, notes, names)
    return Facts(rows, notes)


def _as_bytes(facts: Facts) -> bytes:
    written = facts.rows.tobytes()
    return b"".join(
        (len(facts.rows).to_bytes(8, "little"), written, json.dumps(facts.notes).encode())
    )


def _of_bytes(content: bytes) -> Facts:
    count = int.from_bytes(content[:8], "little")
    rows = np.frombuffer(content, dtype=STORED, count=count, offset=8)
    notes = json.loads(content[8 + rows.nbytes :])
    return Facts(rows, [(number, note) for number, note in notes])
