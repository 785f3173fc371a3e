"""Every fact of a base, checked: a connection in, the rows wanted out, if many from the cache.

What is kept was checked when it was kept, up to a link of the chain of batches and under all names
till then: facts are only ever added, and whoever checks a base reads no cache. What came since is
read from the base and checked. Rows go by in parts, so that a base of any size takes little memory;
their notes, which are few, are kept in a file of their own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.cache import Damaged, Keeping, forget_others, keep, kept, kept_parts, named
from kb.damage import damaged, readable
from kb.intact import NameChecksums, check_batches, check_withdrawals, checked_on
from kb.packed_rows import AT_ONCE, Noted, Rows, nobody, stretches
from kb.visible import STORED

_NOTES = "SELECT id, note FROM fact WHERE note <> '' AND id > ? AND id <= ? ORDER BY id"
_OF_NO_BATCH = "SELECT min(id) FROM fact WHERE id > (SELECT ifnull(max(last_fact), 0) FROM batch)"
_HEAD = "SELECT id, chain, last_fact FROM batch ORDER BY id DESC LIMIT 1"
_FIRST = "SELECT chain FROM batch ORDER BY id LIMIT 1"
_LINK = "SELECT 1 FROM batch WHERE id = ? AND chain = ? AND last_fact = ?"

MANY = 20_000
"""Facts from which a base takes longer to read than what is kept of it."""
GROWN = 0.02
"""The share by which a base has grown when all of it is kept anew."""
EVERY = 2**62

Note = tuple[int, str]
Wanted = Callable[[Rows], NDArray[np.bool_]]
Reads = Callable[[sqlite3.Connection, int, int, NameChecksums, Noted], Iterator[Rows]]


StrandRow = tuple[int, str, str, str, int]
"""A source series as the base has it: its row id, series, source, asset and target."""


class Facts(NamedTuple):
    """Rows of the type STORED by row id; of all facts up to `last` the notes, by row id too."""

    rows: Rows
    notes: list[Note]
    last: int


class Said(NamedTuple):
    """The names of row ids in full, of source series and of units, in the order of their ids."""

    series: Sequence[StrandRow]
    units: Sequence[tuple[int, str]]

    def digest(self, series: int | None = None, units: int | None = None) -> str:
        """The hash of all of them, or of the first so many."""
        return sha256(repr((self.series[:series], self.units[:units])).encode()).hexdigest()


class _Kept(NamedTuple):
    """Up to where facts are kept: a batch and its link, and the names that there were till then."""

    batch: int
    chain: str
    last: int
    series: int
    units: int
    said: str


_NONE = _Kept(0, "", 0, 0, 0, "")


class Head(NamedTuple):
    """The newest batch, its link, and the last fact up to it."""

    batch: int = 0
    chain: str = ""
    last: int = 0


def head_of(connection: sqlite3.Connection) -> Head:
    """Up to where to read: what others add from now on is none of this reading's."""
    return Head(*connection.execute(_HEAD).fetchone() or ())


def all_facts(
    connection: sqlite3.Connection, head: Head, names: NameChecksums, said: Said, wanted: Wanted,
    read: Reads = stretches,
) -> Facts:  # fmt: skip
    """The facts of a base that are wanted; every one of them all, up to a head, is checked.

    names, said  read after the head, so that they name all up to it
    read         what reads those that are not kept
    raises       AlteredError naming the first row that is damaged
    """
    batch, chain_, last = head
    if connection.in_transaction:  # what is being added belongs to it too
        notes = _notes(connection, 0, EVERY)
        return Facts(_taken(_behind(connection, names, notes, 0, EVERY), wanted), notes, last)
    for (loose,) in connection.execute(_OF_NO_BATCH):
        if loose is not None:
            raise damaged(f"fact {loose}: it is of no batch")
    if last < MANY:
        notes = _notes(connection, 0, last)
        return Facts(_taken(_behind(connection, names, notes, 0, last), wanted), notes, last)
    key = _file(connection), *connection.execute(_FIRST).fetchone()
    name, beside = named("rows", key), named("notes", key)
    for known, notes, before in (_kept(connection, said, name, beside), (_NONE, [], iter(()))):
        if known.batch == batch:
            check_withdrawals(connection)
            rows_of = before
        else:
            behind = _behind(connection, names, notes, known.last, last, read)
            rows_of = chain(before, behind)
        grown = last > known.last * (1 + GROWN)
        now = _Kept(batch, chain_, last, len(said.series), len(said.units), said.digest())
        with suppress(Damaged), Keeping(name) if grown else nullcontext() as file:
            rows = _taken(rows_of, wanted, file, now)
            break
    if grown:
        keep(beside, json.dumps([now[:3], notes]).encode())
    forget_others("rows", name, but=2)
    forget_others("notes", beside, but=2)
    return Facts(rows, notes, last)


def _kept(
    connection: sqlite3.Connection, said: Said, name: str, beside: str
) -> tuple[_Kept, list[Note], Iterator[Rows]]:
    """What is kept and its notes, if of this base still; the rows are believed at their end."""
    with suppress(OSError, StopIteration, TypeError, ValueError):
        up_to, notes = json.loads(kept(beside) or b"")
        parts = kept_parts(name, AT_ONCE * STORED.itemsize)
        rest = next(parts)
        while b"\n" not in rest:
            rest += next(parts)
        head, _, rest = rest.partition(b"\n")
        found = _Kept(*json.loads(head))
        if (
            connection.execute(_LINK, found[:3]).fetchone() and [*found[:3]] == up_to
            and found.said == said.digest(found.series, found.units)
        ):  # fmt: skip
            rows = _sound(_unpacked(rest, parts), said)
            return found, [(number, note) for number, note in notes], rows
    return _NONE, [], iter(())


def _unpacked(rest: bytes, parts: Iterator[bytes]) -> Iterator[Rows]:
    """Rows out of parts, which end anywhere."""
    for part in parts:
        rest += part
        whole = len(rest) // STORED.itemsize
        yield np.frombuffer(rest, dtype=STORED, count=whole)
        rest = rest[whole * STORED.itemsize :]
    yield np.frombuffer(rest, dtype=STORED)


def _behind(
    connection: sqlite3.Connection, names: NameChecksums, notes: list[Note],
    start: int, until: int, read: Reads | None = None,
) -> Iterator[Rows]:  # fmt: skip
    """The facts behind the first so many up to another, read from the base and checked.

    notes  of these too; where they are read by a reader of many, added as it comes to them
    """
    check_batches(connection)

    def noted(first: int, last: int) -> None:
        notes.extend(_notes(connection, first, last))

    parts = (read or stretches)(connection, start, until, names, noted if read else nobody)
    with readable("a fact"):
        yield from checked_on(connection, parts, notes, names, start, until)


def _sound(parts: Iterable[Rows], said: Said) -> Iterator[Rows]:
    """Rows with which whoever takes them can begin anew and look up names, till they are believed.

    raises  Damaged where the ids do not rise, or there is no such source series
    """
    last, names = 0, max((row[0] for row in said.series), default=0)
    for rows in parts:
        ids, named = rows["id"], rows["source_series"]
        if len(rows):
            if ids[0] <= last or (ids[1:] <= ids[:-1]).any() or named.min() < 0:
                raise Damaged("the row ids of facts")
            if named.max() > names:
                raise Damaged("the source series of facts")
            last = int(ids[-1])
        yield rows


def _taken(
    rows_of: Iterable[Rows], wanted: Wanted, file: Keeping | None = None, now: _Kept = _NONE
) -> Rows:
    """The rows that are wanted; all of them go into a file, where one is given."""
    if file is not None:
        file.write(json.dumps(now).encode() + b"\n")
    found = [np.empty(0, dtype=STORED)]
    for rows in rows_of:
        if file is not None:
            file.write(rows.tobytes())
        found.append(rows[wanted(rows)])
    return np.concatenate(found)


def _notes(connection: sqlite3.Connection, start: int, until: int) -> list[Note]:
    return connection.execute(_NOTES, (start, until)).fetchall()


def _file(connection: sqlite3.Connection) -> str:
    """The file of a base, "" in memory: two bases may begin alike."""
    return str(connection.execute("PRAGMA database_list").fetchone()[2])
