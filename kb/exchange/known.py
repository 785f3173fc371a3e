"""What a base knows of chains, its own and those of others: a connection in, links by kind out."""

from __future__ import annotations

import json
import sqlite3
import time
from hashlib import sha256
from typing import NamedTuple

from kb import chain
from kb.damage import damaged
from kb.exchange.places import Standing, standing
from kb.links import last_link

BATCH, RUN, RENDERING = "batch", "run", "rendering"
KINDS = (BATCH, RUN, RENDERING)
_OWN = "SELECT chain, id, previous, digest, rows, last_fact FROM batch ORDER BY id"
_RECEIVED = "SELECT link, id, before, origin, said, last FROM received WHERE kind = ? ORDER BY id"
_COLUMNS = "id, kind, link, before, origin, said, last, kept, batch_id, rulebook, at"
_INSERT = f"INSERT INTO received ({_COLUMNS}, previous, chain) VALUES ({', '.join('?' * 13)})"


class Link(NamedTuple):
    """A batch in a chain.

    row     its row, of `batch` where it is the base's own, else of `received`
    before  the link before it
    first, last  its facts, by the numbers of its origin
    """

    row: int
    before: str
    digest: str
    first: int
    last: int
    own: bool
    origin: str


class Known:
    """The batches, runs and documents that a base has, by their links."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.batches: dict[str, Link] = {}
        self.digests: dict[str, str] = {}
        for link, row, before, digest, rows, last in connection.execute(_OWN):
            self.learn(link, Link(row, before, digest, last - rows + 1, last, True, ""))
        for link, row, before, _, said, last in connection.execute(_RECEIVED, (BATCH,)):
            digest, rows, *_ = json.loads(said)
            self.learn(link, Link(row, before, digest, last - rows + 1, last, False, ""))
        self.others = {kind: self._others(kind) for kind in (RUN, RENDERING)}

    def _others(self, kind: str) -> set[str]:
        query = f"SELECT chain FROM {kind} UNION ALL SELECT link FROM received WHERE kind = ?"
        return {link for (link,) in self._connection.execute(query, (kind,))}

    def learn(self, link: str, batch: Link) -> None:
        """A batch more; its origin is that of the one before it."""
        self.batches[link] = batch._replace(origin=self.origin(link, batch.before))
        if batch.last >= batch.first:
            self.digests.setdefault(batch.digest, link)

    def origin(self, link: str, before: str) -> str:
        """Where a batch is from: the first link of its chain."""
        if before != chain.GENESIS and before not in self.batches:
            raise damaged(f"batch {link[:12]}: the one before it is gone")
        return link if before == chain.GENESIS else self.batches[before].origin

    def last(self, link: str) -> int:
        """The last fact of a chain up to a link, by its own numbers."""
        return 0 if link == chain.GENESIS else self.batches[link].last

    def has(self, kind: str, link: str) -> bool:
        """Whether a link of a kind is known."""
        return link in (self.batches if kind == BATCH else self.others[kind])

    def standing(self, link: str) -> Standing:
        """Where the rows of a batch stand in this base."""
        batch = self.batches[link]
        if batch.own:
            return Standing(range(batch.first, batch.last + 1))
        query = "SELECT kept FROM received WHERE id = ?"
        return standing(self._connection.execute(query, (batch.row,)).fetchone()[0])

    def fact(self, before: str, number: int) -> int | None:
        """The fact of this base that an origin numbers so, seen from one of its batches.

        returns  NOWHERE where a fact here contradicts it; None where there is no such fact
        """
        link = before
        while link in self.batches:
            batch = self.batches[link]
            if batch.first <= number <= batch.last:
                return self.standing(link).ids[number - batch.first]
            link = batch.before
        return None


def received_document(connection: sqlite3.Connection, sha256: str) -> tuple[str, str, str] | None:
    """The run, the format and the origin of a document that came; None where none has this hash."""
    query = """SELECT json_extract(said, '$[0]'), json_extract(said, '$[1]'), origin FROM received
        WHERE kind = 'rendering' AND json_extract(said, '$[2]') = ? ORDER BY id LIMIT 1"""
    return connection.execute(query, (sha256,)).fetchone()  # type: ignore[no-any-return]


class Came(NamedTuple):
    """A row of `received` that is to be written: the columns of kb/received_tables.py."""

    kind: str
    link: str
    before: str
    origin: str
    said: str
    last: int = 0
    kept: bytes = b""
    batch_id: int | None = None
    rulebook: str | None = None


def write_received(opened: sqlite3.Connection, came: Came) -> int:
    """Write what came, in the caller's transaction; the number of its row."""
    (last,) = opened.execute("SELECT ifnull(max(id), 0) FROM received").fetchone()
    row, previous = (last + 1, *came, int(time.time())), last_link(opened, "received")
    opened.execute(_INSERT, (*row, previous, received_link(previous, row)))
    return int(last) + 1


def received_link(previous: str, row: tuple[object, ...]) -> str:
    """The link of a row of `received`, given without its last two columns."""
    said = [sha256(part).hexdigest() if isinstance(part, bytes) else part for part in row]
    return chain.link("received", previous, *said)  # type: ignore[arg-type]
