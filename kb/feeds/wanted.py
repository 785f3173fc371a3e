"""From which day on a feed is asked: what the base has of it in, a day out.

Nothing is remembered for that. What is there by its source says how far the past goes and where it
ends; a page that failed and was never made good may have left a gap, so all is asked again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kb.clock import day_number
from kb.feeds.entry import STEP

if TYPE_CHECKING:
    from kb.feeds.feed import Feed

FIRST_DAYS = 730
"""How far back a feed is asked the first time: two years are enough for most windows."""
OVERLAP = 35
"""Days before the newest that are asked again, as figures are revised."""
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
    """The first day to ask a feed for, so early in its step that addresses stay the same.

    past  the first day of the past that is wanted; None for two years back
    """
    first = past or now.date() - timedelta(days=FIRST_DAYS)
    newest = _newest(connection, feed, assets, day_number(first))
    if newest is not None and not _left_open(connection, feed, now):
        back = day_number(now.date()) - newest + OVERLAP
        return max(first, now.date() - timedelta(days=back)).replace(day=1)
    if step := STEP.fullmatch(feed.head.request.each):
        return date.fromordinal(first.toordinal() // int(step[1]) * int(step[1]))
    return first.replace(day=1)


def _left_open(connection: sqlite3.Connection, feed: Feed, now: datetime) -> bool:
    """Whether one of its pages failed and did not come since."""
    since = int((now - REMEMBERED).timestamp())
    paged = bool(feed.head.request.each)
    return paged and connection.execute(_OPEN, (feed.name, since)).fetchone() is not None


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
