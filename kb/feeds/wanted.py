"""From which day on a feed is asked: what the base has of it in, a day out.

Nothing is remembered for that. What is there by its source says how far the past goes and where it
ends; a request that failed and was never made good may have left a gap, so all is asked again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kb.clock import day_number

if TYPE_CHECKING:
    from kb.feeds.feed import Feed

FIRST_DAYS = 730
"""How far back a feed is asked the first time: two years are enough for most windows."""
OVERLAP = 200
"""Days before the newest that are asked again: quarterly figures are that late, and revised."""
NEAR = 45
"""Days after the first one wanted within which the past of a series counts as whole."""
REMEMBERED = timedelta(days=60)
"""How long a request that was never made good counts."""
_SPOKEN = """SELECT series.name, strand.asset,
    min((SELECT as_of FROM fact WHERE strand_id = strand.id ORDER BY as_of LIMIT 1)),
    max((SELECT as_of FROM fact WHERE strand_id = strand.id ORDER BY as_of DESC LIMIT 1))
    FROM strand JOIN series ON series.id = strand.series_id
    JOIN source ON source.id = strand.source_id WHERE source.name = ? GROUP BY 1, 2"""
_OPEN = """SELECT 1 FROM request AS failed
    WHERE feed = ? AND at >= ? AND problem <> '' AND again IS NULL AND NOT EXISTS (
        SELECT 1 FROM request AS good WHERE good.url = failed.url AND good.feed = failed.feed
        AND good.sent = failed.sent AND good.id > failed.id AND good.problem = '')"""


def wanted_since(
    connection: sqlite3.Connection, feed: Feed, assets: Collection[str], now: datetime,
    past: date | None = None,
) -> date:  # fmt: skip
    """The first day to ask a feed for: the first of a month, so that its address stays the same.

    past  the first day of the past that is wanted; None for two years back
    """
    first = past or now.date() - timedelta(days=FIRST_DAYS)
    newest = _newest(connection, feed, assets, day_number(first))
    open_since = int((now - REMEMBERED).timestamp())
    if newest is not None and not connection.execute(_OPEN, (feed.name, open_since)).fetchone():
        back = day_number(now.date()) - newest + OVERLAP
        first = max(first, now.date() - timedelta(days=back))
    return first.replace(day=1)


def _newest(
    connection: sqlite3.Connection, feed: Feed, assets: Collection[str], first: int
) -> int | None:
    """The day up to which every series of a feed is there; None where one lacks its past."""
    known: dict[str, dict[str, tuple[int, int]]] = {}
    for series, asset, oldest, newest in connection.execute(_SPOKEN, (feed.source,)):
        known.setdefault(series, {})[asset] = (oldest, newest)
    begins, ends = max(first, day_number(feed.head.starts)) + NEAR, list[int]()
    for series in feed.series:
        spoken = known.get(series, {})
        for asset in assets if feed.by_asset else spoken or ("",):
            oldest, newest = spoken.get(asset) or spoken.get("") or (begins + 1, 0)
            if oldest > begins:
                return None
            ends.append(newest)
    return min(ends, default=None)
