"""Every fact of a base, checked: a connection in, the rows wanted out, if many from the cache.

What is kept was checked when it was kept, up to a link of the chain of batches and under all names
till then: facts are only ever added, and whoever checks a base reads no cache. What came since is
read from the base and checked. Rows go by in parts, so that a base of any size takes little memory.
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

from kb.cache import Damaged, Keeping, forget_others, kept_parts, named
from kb.damage import damaged, readable
from kb.intact import NameChecksums, check_batches, check_withdrawals, checked_on
from kb.packed_rows import AT_ONCE, Rows, stretches
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
Reads = Callable[[sqlite3.Connection, int, int], Iterator[Rows]]


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
    notes: list[Note]


_NONE = _Kept(0, "", 0, 0, 0, "", [])


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
    check_none_is_loose(connection)
    if last < MANY:
        notes = _notes(connection, 0, last)
        return Facts(_taken(_behind(connection, names, notes, 0, last), wanted), notes, last)
    name = named("rows", of_base(connection))
    for kept, before in (_kept(connection, said, name), (_NONE, iter(()))):
        notes = kept.notes + _notes(connection, kept.last, last)
        if kept.batch == batch:
            check_withdrawals(connection)
            rows_of = before
        else:
            rows_of = chain(before, _behind(connection, names, notes, kept.last, last, read))
        grown = last > kept.last * (1 + GROWN)
        now = _Kept(batch, chain_, last, len(said.series), len(said.units), said.digest(), notes)
        with suppress(Damaged), Keeping(name) if grown else nullcontext() as file:
            rows = _taken(rows_of, wanted, file, now)
            break
    forget_others("rows", name, but=2)
    return Facts(rows, notes, last)


def check_none_is_loose(connection: sqlite3.Connection) -> None:
    """No fact lies behind the last of a batch; AlteredError names one that does."""
    for (loose,) in connection.execute(_OF_NO_BATCH):
        if loose is not None:
            raise damaged(f"fact {loose}: it is of no batch")


def of_base(connection: sqlite3.Connection) -> tuple[str, str]:
    """What tells a base from all others: its file, and the link of its first batch."""
    return _file(connection), *connection.execute(_FIRST).fetchone()


def _kept(connection: sqlite3.Connection, said: Said, name: str) -> tuple[_Kept, Iterator[Rows]]:
    """What is kept, where it is of this base still; its rows are believed at their end."""
    with suppress(OSError, StopIteration, TypeError, ValueError):
        parts = kept_parts(name, AT_ONCE * STORED.itemsize)
        rest = next(parts)
        while b"\n" not in rest:
            rest += next(parts)
        head, _, rest = rest.partition(b"\n")
        kept = _Kept(*json.loads(head))
        kept = kept._replace(notes=[(number, note) for number, note in kept.notes])
        if (
            connection.execute(_LINK, kept[:3]).fetchone()
            and kept.said == said.digest(kept.series, kept.units)
        ):  # fmt: skip
            return kept, _sound(_unpacked(rest, parts), said)
    return _NONE, iter(())


def _unpacked(rest: bytes, parts: Iterator[bytes]) -> Iterator[Rows]:
    """Rows out of parts, which end anywhere."""
    for part in parts:
        rest += part
        whole = len(rest) // STORED.itemsize
        yield np.frombuffer(rest, dtype=STORED, count=whole)
        rest = rest[whole * STORED.itemsize :]
    yield np.frombuffer(rest, dtype=STORED)


def _behind(
    connection: sqlite3.Connection, names: NameChecksums, notes: Sequence[Note],
    start: int, until: int, read: Reads = stretches,
) -> Iterator[Rows]:  # fmt: skip
    """The facts behind the first so many up to another, read from the base and checked."""
    check_batches(connection)
    parts = read(connection, start, until)
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
