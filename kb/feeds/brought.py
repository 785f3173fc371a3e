"""Why nothing newer came of a series: requests of its feeds in, a clause out.

Requests and facts are only ever added, so what they say up to one of them stays the same.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kb.clock import FOREVER, moment
from kb.shown import harmless

SHOWN = 240  # characters of why it failed, which may quote what its source wrote
PASS = 3_600
"""Seconds between requests that belong to one fetch."""
AFTER = 4 * 86_400
"""Seconds after a question's moment in which a request still tells why facts of it are missing: the
morning after, or that after a long weekend."""
_UPTO = "id <= ?2 AND at <= ?3"
_FAILING = f"""SELECT problem FROM request AS failed WHERE feed = ?1 AND problem <> ''
    AND again IS NULL AND {_UPTO}
    AND at >= (SELECT max(at) FROM request WHERE feed = ?1 AND {_UPTO}) - {PASS}
    AND NOT EXISTS (SELECT 1 FROM request AS good WHERE good.url = failed.url
        AND good.feed = failed.feed AND good.sent = failed.sent AND good.id > failed.id
        AND good.problem = '' AND good.id <= ?2 AND good.at <= ?3) ORDER BY id DESC LIMIT 1"""
_ASKED = f"SELECT max(at) FROM request WHERE feed = ?1 AND again IS NULL AND {_UPTO}"
_BROUGHT = f"""SELECT DISTINCT feed FROM request WHERE {_UPTO} AND batch_id IN (
    SELECT (SELECT batch_id FROM fact WHERE strand_id = strand.id AND as_of <= ?5
        AND batch_id <= ?6 AND known_at <= ?7 ORDER BY as_of DESC, known_at DESC LIMIT 1)
    FROM strand JOIN series ON series.id = series_id WHERE name = ?1 AND asset IN (?4, ''))
    ORDER BY feed"""


class Upto(NamedTuple):
    """The requests that are looked at: those up to this one, answered by this moment."""

    request: int = FOREVER
    moment: int = FOREVER


class Seen(NamedTuple):
    """The facts that are looked at: of an asset, up to a day, a batch and a moment."""

    asset: str
    as_of: int
    batch: int
    known_at: int


def failing(connection: sqlite3.Connection, feed: str, upto: Upto | None = None) -> str:
    """Why a feed failed when it was asked last, in a clause; "" where it did not."""
    found = connection.execute(_FAILING, (feed, *(upto or Upto()))).fetchone()
    return str(found[0]) if found else ""


def why_old(connection: sqlite3.Connection, series: str, seen: Seen, upto: Upto) -> str:
    """Why nothing newer came of a series, feed by feed; "" where no feed brought its newest."""
    feeds = connection.execute(_BROUGHT, (series, *upto, *seen)).fetchall()
    return "; ".join(_why(connection, feed, upto) for (feed,) in feeds)


def _why(connection: sqlite3.Connection, feed: str, upto: Upto) -> str:
    if problem := failing(connection, feed, upto):
        return f"feed {feed} failed: {harmless(' '.join(problem.split()))[:SHOWN]}"
    (at,) = connection.execute(_ASKED, (feed, *upto)).fetchone()
    return f"feed {feed} was asked last on {moment(at):%Y-%m-%d} and brought nothing newer"


def last_request(connection: sqlite3.Connection) -> int:
    """The number of the last request; 0 where nobody was ever asked."""
    return int(connection.execute("SELECT ifnull(max(id), 0) FROM request").fetchone()[0])
