"""The facts of a base a stretch at a time: a connection and row ids in, rows as arrays out.

What takes time is not SQLite but each value that Python makes of its columns. So a stretch comes
out of the pages of the file, where they can be had; else the whole numbers of a fact come in two,
and its row id not at all: a stretch without a gap has as many rows as ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.checked_pages import CheckedPages
from kb.clock import DAY_SECONDS
from kb.intact import NameChecksums
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
Noted = Callable[[int, int], None]


class Packed(NamedTuple):
    """A stretch of facts as bytes, and whether some of them may have a note."""

    content: bytes
    noted: bool


def nobody(first: int, last: int) -> None:
    """Whoever knows the notes is not told where there are any."""


def stretches(
    connection: sqlite3.Connection, start: int, until: int,
    names: NameChecksums | None = None, noted: Noted = nobody,
) -> Iterator[Rows]:  # fmt: skip
    """The facts behind the first so many up to another, in parts, as the type STORED has them.

    names  what pages are held against, where it is at hand
    noted  called before a part is given, of whose facts some may have a note
    """
    if until - start > 2**40:  # up to whatever there is
        yield from _as_they_are(connection, start, until)
        return
    with CheckedPages.opened(connection, until - start, names) as pages:
        for first in range(start, until, AT_ONCE):
            last = min(first + AT_ONCE, until)
            found = pages.stretch(first, last)
            if found is None or found.noted:
                noted(first, last)
            yield from [found.rows] if found else by_sqlite(connection, first, last)


def by_sqlite(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Rows]:
    """A stretch of facts as SQLite gives it."""
    found = _few_bits(connection, first, last)
    if found is None:
        yield from _as_they_are(connection, first, last)
    else:
        yield _unpacked(found, first)


def _as_they_are(connection: sqlite3.Connection, start: int, until: int) -> Iterator[Rows]:
    found = connection.execute(_BEHIND, (start, until))
    while len(rows := np.fromiter(islice(found, AT_ONCE), dtype=STORED)):
        yield rows


def packed(
    connection: sqlite3.Connection, pages: CheckedPages, first: int, last: int
) -> Packed | None:
    """A stretch of facts as bytes; None where one is missing or does not go in few bits."""
    found = pages.stretch(first, last)
    if found is not None:
        return Packed(found.rows.tobytes(), found.noted)
    bits = _few_bits(connection, first, last)
    return None if bits is None else Packed(_unpacked(bits, first).tobytes(), noted=True)


def unpacked(content: bytes) -> Rows:
    """The facts again."""
    return np.frombuffer(bytearray(content), dtype=STORED)


def _few_bits(connection: sqlite3.Connection, first: int, last: int) -> NDArray[np.void] | None:
    """A stretch of facts in few bits; None where one is missing or does not go in them."""
    with suppress(TypeError, ValueError, OverflowError):
        found = np.fromiter(connection.execute(_PACKED, (first, last)), dtype=_AS_PACKED)
        return found if len(found) == last - first else None
    return None


def _unpacked(found: NDArray[np.void], first: int) -> Rows:
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
