"""What feeds answered, kept for good: an answer in, its bytes by hash and a row of its request out.

Bytes are kept once, compressed; rows are linked in a chain. Secrets are taken out before anything
comes here.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from kb import chain
from kb.clock import moment
from kb.errors import AlteredError
from kb.feeds.model import Answer, Ask
from kb.frozen import dataclass
from kb.links import last_link

UNSENT = ""
"""The method of a request that never went out, for want of a key."""
LEVEL = 6  # of zlib: a table of figures shrinks to a fifth
_COLUMNS = """id, feed, asset, method, url, sent, status, at, etag, last_modified, kind, sha256,
    batch_id, again, problem, suspects"""
_AT, _SUSPECTS = 7, 15  # their places among the columns
_INSERT = f"""INSERT INTO request ({_COLUMNS}, previous, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_READ_WELL = "sha256 IS NOT NULL AND problem = ''"
_LAST_GOOD = f"""SELECT {_COLUMNS} FROM request WHERE url = ? AND feed = ? AND sent = ?
    AND {_READ_WELL} ORDER BY id DESC LIMIT 1"""
_SAME_BYTES = f"SELECT 1 FROM request WHERE url = ? AND feed = ? AND sha256 = ? AND {_READ_WELL}"


@dataclass(frozen=True)
class Kept:
    """A row of `request`, its fields as kb/raw_tables.py describes them."""

    id: int
    feed: str
    asset: str
    method: str
    url: str
    sent: str
    status: int
    at: datetime
    etag: str
    last_modified: str
    kind: str
    sha256: str | None
    batch: int | None
    again: int | None
    problem: str
    suspects: tuple[str, ...]


@dataclass(frozen=True)
class Came:
    """What became of an answer, as its row says it.

    method  UNSENT for a request that never went out; None for that of the request
    """

    batch: int | None = None
    again: int | None = None
    problem: str = ""
    suspects: tuple[str, ...] = ()
    method: str | None = None


def keep(opened: sqlite3.Connection, answer: Answer, came: Came) -> int:
    """Write the bytes, where they are new, and the row of the request; in the caller's transaction.

    returns  the number of the row
    """
    hashed = _write_body(opened, answer.body) if answer.body else None
    ask, headers = answer.ask, answer.headers
    (last,) = opened.execute("SELECT ifnull(max(id), 0) FROM request").fetchone()
    row = (
        last + 1, ask.feed, ask.asset, _method(ask, came), ask.url, ask.body, answer.status,
        int(answer.at.timestamp()), headers.get("etag", ""), headers.get("last-modified", ""),
        headers.get("content-type", ""), hashed, came.batch, came.again,
        came.problem, json.dumps(came.suspects, ensure_ascii=False),
    )  # fmt: skip
    previous = last_link(opened, "request")
    opened.execute(_INSERT, (*row, previous, chain.link("request", previous, *row)))
    return int(row[0])


def _method(ask: Ask, came: Came) -> str:
    return ask.method if came.method is None else came.method


def _write_body(opened: sqlite3.Connection, content: bytes) -> str:
    hashed = sha256(content).hexdigest()
    if not opened.execute("SELECT 1 FROM body WHERE sha256 = ?", (hashed,)).fetchone():
        values = hashed, len(content), zlib.compress(content, LEVEL)
        opened.execute("INSERT INTO body (sha256, size, packed) VALUES (?, ?, ?)", values)
    return hashed


def unpacked(packed: bytes, size: int) -> bytes:
    """The bytes of a row of `body`; ValueError where it holds no such bytes."""
    opened = zlib.decompressobj()
    try:
        content = opened.decompress(packed, size + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if len(content) != size or opened.unused_data or opened.unconsumed_tail:
        raise ValueError("its length is another one")
    return content


def content_of(connection: sqlite3.Connection, hashed: str) -> bytes:
    """The bytes with this hash; AlteredError where they are not."""
    query = "SELECT packed, size FROM body WHERE sha256 = ?"
    found = connection.execute(query, (hashed,)).fetchone()
    try:
        content = unpacked(*found) if found else b""
    except ValueError:
        content = b""
    if sha256(content).hexdigest() != hashed:
        raise AlteredError(f"the answer {hashed[:12]} is not as it was kept; `downdraft verify`")
    return content


def kept_answer(connection: sqlite3.Connection, kept: Kept) -> Answer:
    """What was answered then, as the feed saw it."""
    headers = {
        "etag": kept.etag, "last-modified": kept.last_modified, "content-type": kept.kind,
    }  # fmt: skip
    posted = kept.method == "POST"
    ask = Ask(kept.feed, kept.url, "POST" if posted else "GET", kept.sent, asset=kept.asset)
    said = {name: text for name, text in headers.items() if text}
    body = content_of(connection, kept.sha256) if kept.sha256 else b""
    return Answer(ask, kept.status, kept.at, body, said)


def last_good(connection: sqlite3.Connection, ask: Ask) -> Kept | None:
    """The last answer to the same question whose bytes were kept and could be read."""
    return next(_kept(connection, _LAST_GOOD, ask.url, ask.feed, ask.body), None)


def was_read(connection: sqlite3.Connection, kept: Kept) -> bool:
    """Whether these bytes were ever read without a problem."""
    same = kept.url, kept.feed, kept.sha256
    return connection.execute(_SAME_BYTES, same).fetchone() is not None


def of_batch(connection: sqlite3.Connection, batch: int) -> Kept | None:
    """The request whose answer a batch came of; None where it was added by hand."""
    query = f"SELECT {_COLUMNS} FROM request WHERE batch_id = ?"
    return next(_kept(connection, query, batch), None)


def of_feed(connection: sqlite3.Connection, feed: str) -> Iterator[Kept]:
    """The requests of a feed, the newest first."""
    return _kept(
        connection, f"SELECT {_COLUMNS} FROM request WHERE feed = ? ORDER BY id DESC", feed
    )


def with_bytes(connection: sqlite3.Connection, feed: str) -> list[Kept]:
    """Each different answer of a feed when it first came, the oldest first."""
    query = f"""SELECT {_COLUMNS} FROM request WHERE id IN (SELECT min(id) FROM request
        WHERE feed = ? AND sha256 IS NOT NULL AND again IS NULL GROUP BY url, sent, sha256)
        ORDER BY id"""
    return list(_kept(connection, query, feed))


def _kept(connection: sqlite3.Connection, query: str, *values: object) -> Iterator[Kept]:
    for row in connection.execute(query, values):
        fields = list(row)
        fields[_AT], fields[_SUSPECTS] = moment(row[_AT]), tuple(json.loads(row[_SUSPECTS]))
        yield Kept(*fields)


def suspects_since(connection: sqlite3.Connection, after: int) -> tuple[list[str], int]:
    """The suspect values of every request after one, a sentence each, and the last request."""
    query = "SELECT suspects FROM request WHERE id > ? AND suspects <> '[]' ORDER BY id"
    rows = connection.execute(query, (after,)).fetchall()
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM request").fetchone()
    return [said for (text,) in rows for said in json.loads(text)], int(last)
