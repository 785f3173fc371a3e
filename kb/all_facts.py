"""Every fact of a base, checked: a connection in, the rows wanted out, if many from the cache.

What is kept was checked when it was kept, up to a link of the chain of batches and under all names
till then: facts are only ever added, and whoever checks a base reads no cache. What came since is
read from the base and checked. Rows go by in parts, so that a base of any size takes little memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.by_group import ByGroup
from kb.cache import Damaged, in_use
from kb.damage import damaged, readable
from kb.intact import NameChecksums, check_batches, check_withdrawals, checked_on
from kb.kept_rows import KeptRows, Note, Said, UpTo, kept_rows
from kb.packed_rows import Noted, Rows, stretches
from kb.visible import STORED

_NOTES = "SELECT id, note FROM fact WHERE note <> '' AND id > ? AND id <= ? ORDER BY id"
_OF_NO_BATCH = "SELECT min(id) FROM fact WHERE id > (SELECT ifnull(max(last_fact), 0) FROM batch)"
_HEAD = "SELECT id, chain, last_fact FROM batch ORDER BY id DESC LIMIT 1"
_FIRST = "SELECT chain FROM batch ORDER BY id LIMIT 1"

MANY = 20_000
"""Facts from which a base takes longer to read than what is kept of it."""
NEW = 5_000
"""Facts behind those that are kept from which they are kept too."""
EVERY = 2**62

Reads = Callable[[sqlite3.Connection, int, int, NameChecksums, Noted], Iterator[Rows]]


class Wanted(NamedTuple):
    """Which rows are wanted: only of these assets, and of their rows those that a mask tells."""

    assets: Collection[str]
    mask: Callable[[Rows], NDArray[np.bool_]]


NOTHING = Wanted((), lambda rows: np.zeros(len(rows), dtype=np.bool_))


class Facts(NamedTuple):
    """Rows of the type STORED; of all facts up to `last` the notes, by row id."""

    rows: Rows
    notes: list[Note]
    last: int


class Head(NamedTuple):
    """The newest batch, its link, and the last fact up to it."""

    batch: int = 0
    chain: str = ""
    last: int = 0


def head_of(connection: sqlite3.Connection) -> Head:
    """Up to where to read: what others add from now on is none of this reading's."""
    return Head(*connection.execute(_HEAD).fetchone() or ())


def of_base(connection: sqlite3.Connection) -> tuple[str, str]:
    """What tells a base from all others: its file, "" in memory, and its first link."""
    file = str(connection.execute("PRAGMA database_list").fetchone()[2])
    return file, *connection.execute(_FIRST).fetchone()


def check_none_is_loose(connection: sqlite3.Connection) -> None:
    """No fact lies behind the last of a batch; AlteredError names one that does."""
    for (loose,) in connection.execute(_OF_NO_BATCH):
        if loose is not None:
            raise damaged(f"fact {loose}: it is of no batch")


class Base(NamedTuple):
    """What is read: through a connection, up to a head, under all names up to it, and by what.

    names, said  read after the head, so that they name all up to it
    """

    connection: sqlite3.Connection
    head: Head
    names: NameChecksums
    said: Said
    read: Reads = stretches

    @property
    def last(self) -> int:
        """The last row there is; what is being added belongs to it too."""
        return EVERY if self.connection.in_transaction else self.head.last

    @property
    def is_kept(self) -> bool:
        """Whether reading what is kept of it takes less time."""
        return not self.connection.in_transaction and self.head.last >= MANY and in_use()

    def notes(self, behind: int, last: int) -> list[Note]:
        """The notes of the facts behind the first so many up to another."""
        return self.connection.execute(_NOTES, (behind, last)).fetchall()

    def behind(self, start: int, notes: list[Note]) -> Iterator[Rows]:
        """The facts behind the first so many, checked; their notes are added to others."""
        connection = self.connection
        check_batches(connection)

        def noted(first: int, last: int) -> None:
            notes.extend(self.notes(first, last))

        if connection.in_transaction:  # nobody tells where there are any
            noted(start, self.last)
        with readable("a fact"):
            parts = self.read(connection, start, self.last, self.names, noted)
            yield from checked_on(connection, parts, notes, self.names, start, self.last)


def all_facts(base: Base, wanted: Wanted = NOTHING) -> Facts:
    """The facts of a base that are wanted; every one of them all, up to its head, is checked.

    raises  AlteredError naming the first row that is damaged
    """
    with suppress(Damaged):
        return _wanted(base, wanted, believed=True)
    return _wanted(base, wanted, believed=False)


def _wanted(base: Base, wanted: Wanted, *, believed: bool) -> Facts:
    groups = base.said.groups()
    asked = sorted({groups[asset] for asset in wanted.assets if asset in groups})
    with _kept(base, believed) as kept, _to_keep(base, kept) as apart:
        notes = kept.up_to.notes
        parts = chain(*map(kept.of, asked), _new(base, kept, notes, apart))
        found = [np.empty(0, dtype=STORED), *(rows[wanted.mask(rows)] for rows in parts)]
    return Facts(np.concatenate(found), notes, base.head.last)


class Groups:
    """All facts of a base by groups of assets, checked, and the notes of all of them."""

    def __init__(self, base: Base, stack: ExitStack) -> None:
        self._base, self._stack = base, stack
        self._read(believed=True)

    @classmethod
    @contextmanager
    def opened(cls, base: Base) -> Iterator[Groups]:
        """Those of a base, as far as they are kept from there.

        raises  AlteredError naming the first row that is damaged
        """
        with ExitStack() as stack:
            yield cls(base, stack)

    def of(self, group: int) -> Rows:
        """The rows of a group; where what is kept of them proves damaged, those of the base."""
        try:
            return self._of(group)
        except Damaged:
            self._read(believed=False)
            return self._of(group)

    def _of(self, group: int) -> Rows:
        parts = chain(self._kept.of(group), self._apart.of(group))
        return np.concatenate([np.empty(0, dtype=STORED), *parts])

    def _read(self, believed: bool) -> None:
        base, enter = self._base, self._stack.enter_context
        self._kept = enter(_kept(base, believed))
        self._apart = enter(ByGroup.opened(*base.said.group_of()))
        self.notes = self._kept.up_to.notes
        with suppress(Damaged):
            for _ in _new(base, self._kept, self.notes, self._apart):
                pass


@contextmanager
def _kept(base: Base, believed: bool) -> Iterator[KeptRows]:
    """What is kept of a base, nothing where it is not believed."""
    if not base.is_kept:
        yield KeptRows()
        return
    with kept_rows(base.connection, base.said, of_base(base.connection), believed) as kept:
        yield kept


@contextmanager
def _to_keep(base: Base, kept: KeptRows) -> Iterator[ByGroup | None]:
    """Where facts wait that will be kept; None where they are too few."""
    if not base.is_kept or base.head.last - kept.up_to.last <= NEW:
        yield None
        return
    with ByGroup.opened(*base.said.group_of()) as apart:
        yield apart


def _new(base: Base, kept: KeptRows, notes: list[Note], apart: ByGroup | None) -> Iterator[Rows]:
    """The facts that are not kept, read from the base and checked; from now on kept if many.

    apart   they go there too
    raises  Damaged where what is kept, and would go into the same file, is not what was
    """
    connection, (batch, link, last), start = base.connection, base.head, kept.up_to.last
    if not connection.in_transaction:
        check_none_is_loose(connection)
    if batch and kept.up_to.batch == batch:
        check_withdrawals(connection)
        return
    for rows in base.behind(start, notes):
        if apart:
            apart.take(rows)
        yield rows
    if apart and base.is_kept and last - start > NEW:
        names = len(base.said.series), len(base.said.units), base.said.digest()
        kept.keep(apart, UpTo(0, batch, link, last, *names, notes))
