"""The entries of the ledger, runs and histories: a row each, and the rows of their parts.

An entry is written once and linked to the one before it. Its content is the hash of all that is
recorded, and behind it a few digits for each row of its parts: the hash proves that nothing was
altered, the digits only name the row where something was.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from kb import chain
from kb.errors import AlteredError, StoreError
from kb.frozen import dataclass
from kb.links import last_link
from kb.packed import pack, unpack
from kb.rulebooks import StoredPage, write_rulebook
from kb.store import KnowledgeBase
from kb.verify.problem import same

Row = tuple[Any, ...]
Stored = TypeVar("Stored")

DIGITS = 6  # that stand for a row in the content of an entry


class Part(NamedTuple):
    """The table of one kind of part.

    of      the column that says which entry a row is of
    fields  of its rows, each a column
    key     what tells the rows of an entry apart; where it is none of the fields, their numbers
    """

    table: str
    of: str
    fields: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def numbered(self) -> bool:
        """Whether rows are numbered in the order in which they are given."""
        return not set(self.key) <= set(self.fields)

    def ordered(self, rows: Iterable[Row]) -> list[Row]:
        """The rows in the order in which they are read back."""
        return list(rows) if self.numbered else sorted(rows)

    def keys_of(self, rows: Sequence[Row]) -> list[Row]:
        """The keys of rows that are given in their order."""
        if self.numbered:
            return [(n,) for n in range(len(rows))]
        places = [self.fields.index(name) for name in self.key]
        return [tuple(row[place] for place in places) for row in rows]

    def query(self, columns: Sequence[str]) -> str:
        """These columns of the rows of the entry ?, by their key."""
        listed, order = ", ".join(columns), ", ".join(self.key)
        return f"SELECT {listed} FROM {self.table} WHERE {self.of} = ? ORDER BY {order}"

    def rows(self, connection: sqlite3.Connection, own: str | int) -> list[Row]:
        """The rows of an entry as they are stored; `own` is its id or number."""
        return connection.execute(self.query(self.fields), (own,)).fetchall()

    def keys(self, connection: sqlite3.Connection, own: str | int) -> list[Row]:
        """The keys of the same rows."""
        return connection.execute(self.query(self.key), (own,)).fetchall()

    def write(self, opened: sqlite3.Connection, own: str | int, rows: Iterable[Row]) -> None:
        """Write the rows of an entry."""
        placed = [(own, *([n] if self.numbered else []), *row) for n, row in enumerate(rows)]
        places = ", ".join("?" * (1 + self.numbered + len(self.fields)))
        opened.executemany(f"INSERT INTO {self.table} VALUES ({places})", placed)


@dataclass(frozen=True)
class Written:
    """What the ledger adds to the row of an entry: its content, and its place in the chain."""

    content: str
    written_at: int
    previous: str
    chain: str


WRITTEN = tuple(field.name for field in fields(Written))


class Entry:
    """What is recorded of a run or a history; its parts are fields of it."""

    PARTS: ClassVar[Mapping[str, Part]]
    id: str
    batch: int
    rulebook: str
    batch_chain: str

    def parts(self) -> dict[str, list[Row]]:
        """The rows of its parts, as they are read back."""
        return {name: part.ordered(getattr(self, name)) for name, part in self.PARTS.items()}

    def proof(self) -> str:
        """The hash of all that is recorded."""
        return chain.hash_of({**self.said(), **self.parts()})

    def said(self) -> dict[str, object]:
        """Its own fields; the link of its batch where it is one from before that was kept."""
        return {k: v for k, v in vars(self).items() if v or k != "batch_chain"}

    def content(self) -> str:
        """The proof, and behind it the digits of the rows of each part."""
        return " ".join([self.proof(), *map(row_digits, self.parts().values())])


def row_digits(rows: Iterable[Row]) -> str:
    """A few digits for each row."""
    return "".join(chain.hash_of(row)[:DIGITS] for row in rows)


@dataclass(frozen=True)
class Kind(Generic[Stored]):
    """A table of entries.

    entry   what is written to it
    stored  a row of it: the fields of the entry but its parts, and those of `Written`
    packed  the table that holds the parts of each in one value; "" where they have tables
    """

    table: str
    entry: type[Entry]
    stored: type[Stored]
    packed: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All but the number."""
        return tuple(field.name for field in fields(self.stored))  # type: ignore[arg-type]

    def numbered(
        self, connection: sqlite3.Connection, which: str = "", *values: str | int
    ) -> Iterator[tuple[int, Stored]]:
        """Every entry with its number, the oldest first; those that a clause of SQL chooses."""
        query = f"SELECT n, {', '.join(self.columns)} FROM {self.table} {which} ORDER BY n"
        for n, *row in connection.execute(query, values):
            yield n, self._stored(row)

    def _stored(self, row: Sequence[Any]) -> Stored:
        return self.stored(**dict(zip(self.columns, row, strict=True)))

    def all(self, kb: KnowledgeBase) -> list[Stored]:
        """Every entry, the oldest first."""
        return self.chosen(kb, "ORDER BY n")

    def chosen(self, kb: KnowledgeBase, which: str, *values: str | int) -> list[Stored]:
        """The entries that a clause of SQL chooses."""
        query = f"SELECT {', '.join(self.columns)} FROM {self.table} {which}"
        return [self._stored(row) for row in kb.rows(query, *values)]

    def parts(self, connection: sqlite3.Connection, n: int) -> dict[str, list[Row]]:
        """The rows of the parts of the n-th entry, by part; AlteredError where none can be read."""
        if not self.packed:
            return {name: part.rows(connection, n) for name, part in self.entry.PARTS.items()}
        query = f"SELECT parts FROM {self.packed} WHERE {self.table}_n = ?"
        found = connection.execute(query, (n,)).fetchone()
        rows = unpack(found[0] if found else None)
        return {name: rows.get(name, []) for name in self.entry.PARTS}

    def proof(self, stored: Any, rows: Mapping[str, Sequence[Row]]) -> str:
        """The hash of an entry as it is stored, and of the rows of its parts."""
        asked = {name: value for name, value in vars(stored).items() if name not in WRITTEN}
        return self.entry(**asked, **{name: tuple(found) for name, found in rows.items()}).proof()

    def checked(self, connection: sqlite3.Connection, stored: Any) -> dict[str, list[Row]]:
        """The rows of the parts of an entry that is as it was written; AlteredError else."""
        query = f"SELECT n FROM {self.table} WHERE id = ?"
        rows = self.parts(connection, connection.execute(query, (stored.id,)).fetchone()[0])
        written = stored.previous, stored.id, stored.content, stored.written_at
        if not (
            same(stored.content.partition(" ")[0], self.proof, stored, rows)
            and same(stored.chain, chain.link, self.table, *written)
        ):
            raise AlteredError(
                f"{self.table} {stored.id[:12]} is not as it was written, so nothing is said of "
                "it; `downdraft verify` names the row"
            )
        return rows

    def beginning(self, kb: KnowledgeBase, name: str) -> Stored:
        """The one entry whose id begins so; StoreError when there is none, or more than one."""
        which = "WHERE id >= ? AND id < ? ORDER BY n LIMIT 2"
        found = self.chosen(kb, which, name, f"{name}\U0010ffff") if name else []
        if len(found) > 1:
            problem = f"more than one {self.table} begins with {name!r}; write more of its id"
            raise StoreError(problem)
        return self.one(found, name)

    def one(self, found: Sequence[Stored], name: str) -> Stored:
        """The first of the entries found; StoreError where there is none of that name."""
        if not found:
            raise StoreError(f"there is no {self.table} {name!r}; `downdraft runs` lists them")
        return found[0]

    def write(self, kb: KnowledgeBase, entry: Entry, pages: tuple[StoredPage, ...]) -> bool:
        """Write an entry, its parts and its rule book at once; False when it is there already."""
        with kb.transaction() as opened:
            query = f"SELECT 1 FROM {self.table} WHERE id = ?"
            if opened.execute(query, (entry.id,)).fetchone():
                return False
            if pages:
                write_rulebook(opened, entry.rulebook, pages)
            self.write_in(opened, entry, int(time.time()))
        return True

    def write_in(self, opened: sqlite3.Connection, given: Entry, now: int) -> None:
        """Write an entry and its parts in the caller's transaction, as of now, in seconds."""
        entry = replace(given, batch_chain=link_of(opened, given.batch))  # type: ignore[type-var]
        previous, content = last_link(opened, self.table), entry.content()
        link = chain.link(self.table, previous, entry.id, content, now)
        row = vars(entry) | vars(Written(content, now, previous, link))
        values = [row[name] for name in self.columns]
        places = ", ".join("?" * len(values))
        query = f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({places})"
        number = int(opened.execute(query, values).lastrowid or 0)
        if self.packed:
            kept = pack(entry.parts())
            opened.execute(f"INSERT INTO {self.packed} VALUES (?, ?)", (number, kept))
            return
        for name, part in entry.PARTS.items():
            part.write(opened, number, getattr(entry, name))


def link_of(opened: sqlite3.Connection, batch: int) -> str:
    """The link of the last batch that an entry saw."""
    found = opened.execute("SELECT chain FROM batch WHERE id = ?", (batch,)).fetchone()
    return str(found[0]) if found else chain.GENESIS
