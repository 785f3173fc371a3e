"""What a base offers to others: an open base in, its batches, runs and documents by link out.

A source is a base, a folder or the other end of a line. It lists all it has, those before first,
and gives the contents that it is asked for by name: what a batch says under its digest, a run under
its link, a rule book under its hash.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kb.errors import StoreError
from kb.exchange.content import content_of, opened, squeezed
from kb.exchange.known import BATCH, RENDERING, RUN, Known
from kb.packed import pack
from kb.run_entries import RUNS
from kb.stored_batches import StoredNames
from kb.taken_back import withdrawal_rows

_BATCHES = "SELECT chain, previous, digest, rows, label, added_at, id FROM batch ORDER BY id"
_RUNS = "SELECT n, chain, previous, id, content, written_at, rulebook FROM run ORDER BY n"
_RENDERINGS = "SELECT chain, previous, run_id, format, sha256 FROM rendering ORDER BY n"
_RECEIVED = "SELECT kind, link, before, said, rulebook, kept FROM received ORDER BY id"
_PAGES = """SELECT page.name, page.text FROM rulebook, json_each(rulebook.pages) AS n
    JOIN page ON page.hash = n.value WHERE rulebook.hash = ? ORDER BY page.name"""
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Offer:
    """A batch, a run or a rendered document in the chain of its origin.

    said       what its link is made of, beside the one before
    withdrawn  of a batch without facts: what it takes back, by the numbers of its origin
    book       of a run: the hash of its rule book
    """

    kind: str
    link: str
    before: str
    said: tuple[str | int, ...]
    withdrawn: tuple[tuple[int, int, str], ...] = ()
    book: str = ""

    @property
    def contents(self) -> tuple[str, ...]:
        """The names of what belongs to it, in the order in which it is needed."""
        if self.kind == BATCH:
            return () if self.withdrawn else (str(self.said[0]),)
        return (self.link, self.book) if self.kind == RUN else ()

    def as_list(self) -> list[object]:
        """For the way."""
        return list(vars(self).values())


def offer_of(given: Any) -> Offer:
    """An offer that came; StoreError where it is none."""
    kinds = {BATCH: (str, int, str, int), RUN: (str, str, int), RENDERING: (str, str, str)}
    try:
        kind, link, before, said, withdrawn, book = given
        taken = tuple((fact, since, why) for fact, since, why in withdrawn)
        shapes = (tuple(map(type, said)) == kinds[kind], _is_hash(link), _is_hash(before))
        numbers = all(tuple(map(type, each)) == (int, int, str) for each in taken)
        if not all(shapes) or not numbers or (kind == RUN and not _is_hash(book)):
            raise ValueError
        offer = Offer(kind, link, before, tuple(said), taken, book)
        if not all(map(_is_hash, offer.contents)):
            raise ValueError
        return offer
    except (KeyError, TypeError, ValueError):
        raise StoreError(
            "what is offered is not what a downdraft of this version offers; upgrade both sides"
        ) from None


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= HEX


class Source(Protocol):
    """Where batches come from."""

    name: str

    def offers(self) -> Iterator[Offer]:
        """All there is, what a link follows before it."""

    def contents(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """The contents of these names, in their order."""


class BaseSource:
    """A base as a source, in one state of it for as long as its transaction lasts."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = name
        self._connection = connection

    def offers(self) -> Iterator[Offer]:
        """Its own first, then what it received."""
        for link, before, *said, number in self._connection.execute(_BATCHES).fetchall():
            taken = () if said[1] else tuple(withdrawal_rows(self._connection, number))
            yield Offer(BATCH, link, before, tuple(said), taken)
        for _, link, before, *said, book in self._connection.execute(_RUNS):
            yield Offer(RUN, link, before, tuple(said), (), book)
        for link, before, *said in self._connection.execute(_RENDERINGS):
            yield Offer(RENDERING, link, before, tuple(said))
        for kind, link, before, said, book, kept in self._connection.execute(_RECEIVED):
            yield _passed_on(kind, link, before, json.loads(said), book or "", kept)

    def contents(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """Read from its tables, one after the other."""
        if not wanted:
            return
        known, names = Known(self._connection), StoredNames(self._connection)
        for name in wanted:
            if name in known.digests:
                rows = known.standing(known.digests[name]).rows(self._connection, names)
                yield content_of(rows).packed()
            else:
                yield self._run(name) or self._book(name)

    def _run(self, link: str) -> bytes:
        for n, stored in RUNS.numbered(self._connection, "WHERE chain = ?", link):
            asked = {k: v for k, v in vars(stored).items() if k in _ASKED}
            parts = RUNS.parts(self._connection, n)
            return pack({"asked": list(asked.items()), **parts})
        query = "SELECT kept FROM received WHERE link = ? AND kind = 'run'"
        found = self._connection.execute(query, (link,)).fetchone()
        return bytes(found[0]) if found else b""

    def _book(self, book: str) -> bytes:
        return squeezed({"pages": self._connection.execute(_PAGES, (book,)).fetchall()})


_ASKED = (
    "id", "asset", "as_of", "known_at", "batch", "facts_digest", "rulebook", "engine",
    "batch_chain",
)  # fmt: skip


def _passed_on(
    kind: str, link: str, before: str, said: list[str | int], book: str, kept: bytes
) -> Offer:
    taken: tuple[tuple[int, int, str], ...] = ()
    if kind == BATCH and not said[1]:
        taken = tuple((n, since, why) for n, since, why in opened(kept)["withdrawn"])
    return Offer(kind, link, before, tuple(said), taken, book)
