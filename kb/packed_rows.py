"""The facts of a base a stretch at a time: a connection and row ids in, rows as arrays out.

What takes time is not SQLite but each value that Python makes of its columns. So the whole numbers
of a fact come in two, and its row id not at all: a stretch without a gap has as many rows as ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kb.clock import DAY_SECONDS
from kb.visible import STORED

COLUMNS = """fact.id, fact.strand_id, fact.as_of, fact.known_at, fact.span, fact.unit_id,
    fact.value, fact.publication"""
AT_ONCE = 100_000
# In the order in which they lie in the file, so that a damaged one is met even where it hides.
_BEHIND = f"SELECT {COLUMNS} FROM fact WHERE id > ? AND id <= ? ORDER BY id"
_DAY_BITS, _LAG_BITS, _UNIT_BITS, _SPAN_BITS, _HOW_BITS = 32, 34, 12, 14, 2
_EARLY, _BEFORE = 1 << (_DAY_BITS - 1), 1 << (_LAG_BITS - 1)
_LAG = f"known_at - as_of * {DAY_SECONDS} + {_BEFORE}"
# NULL, which is no number, for what does not go in so many bits.
_PACKED = f"""SELECT
    CASE WHEN strand_id BETWEEN 0 AND {2**31 - 1} AND as_of BETWEEN {-_EARLY} AND {_EARLY - 1}
        THEN (strand_id << {_DAY_BITS}) + as_of + {_EARLY} END,
    CASE WHEN {_LAG} BETWEEN 0 AND {2**_LAG_BITS - 1}
            AND unit_id BETWEEN 0 AND {2**_UNIT_BITS - 1}
            AND span BETWEEN 0 AND {2**_SPAN_BITS - 1}
            AND publication BETWEEN 0 AND {2**_HOW_BITS - 1}
        THEN (((({_LAG}) << {_UNIT_BITS}) + unit_id << {_SPAN_BITS}) + span << {_HOW_BITS})
            + publication END,
    value FROM fact WHERE id > ? AND id <= ? ORDER BY id"""
_AS_PACKED = np.dtype([("day", "<i8"), ("rest", "<i8"), ("value", "<f8")])

Rows = NDArray[np.void]


def stretches(connection: sqlite3.Connection, start: int, until: int) -> Iterator[Rows]:
    """The facts behind the first so many up to another, in parts, as the type STORED has them."""
    if until - start > 2**40:  # up to whatever there is
        yield from _as_they_are(connection, start, until)
        return
    for first in range(start, until, AT_ONCE):
        last = min(first + AT_ONCE, until)
        found = packed(connection, first, last)
        if found is None:
            yield from _as_they_are(connection, first, last)
        else:
            yield unpacked(found, first)


def _as_they_are(connection: sqlite3.Connection, start: int, until: int) -> Iterator[Rows]:
    found = connection.execute(_BEHIND, (start, until))
    while len(rows := np.fromiter(islice(found, AT_ONCE), dtype=STORED)):
        yield rows


def packed(connection: sqlite3.Connection, first: int, last: int) -> bytes | None:
    """A stretch of facts in few bits; None where one is missing or does not go in them."""
    with suppress(TypeError, ValueError, OverflowError):
        found = np.fromiter(connection.execute(_PACKED, (first, last)), dtype=_AS_PACKED)
        return found.tobytes() if len(found) == last - first else None
    return None


def unpacked(content: bytes, first: int) -> Rows:
    """The facts again, of row ids behind the first so many."""
    found = np.frombuffer(content, dtype=_AS_PACKED)
    rows, rest = np.empty(len(found), dtype=STORED), found["rest"]
    as_of = (found["day"] & (2**_DAY_BITS - 1)) - _EARLY
    rows["id"] = np.arange(first + 1, first + 1 + len(found))
    rows["source_series"], rows["as_of"] = found["day"] >> _DAY_BITS, as_of
    for name, bits in (("publication", _HOW_BITS), ("span", _SPAN_BITS), ("unit", _UNIT_BITS)):
        rows[name] = rest & (2**bits - 1)
        rest = rest >> bits
    rows["known_at"] = rest - _BEFORE + as_of * DAY_SECONDS
    rows["value"] = found["value"]
    return rows
