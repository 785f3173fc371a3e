"""A source that failed again and again is left alone for a while: its requests in, until when out.

Nothing is kept for that: the requests of a feed, and what came of them, are in the base.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from kb.feeds.unanswered import wanted_rest
from kb.raw import UNSENT, of_feed

AT_MOST = 3
"""Requests in a row that may fail before a source is left alone."""
FIRST_REST, LONGEST_REST = timedelta(hours=1), timedelta(hours=12)
"""Doubled with each further failure; shorter than a day, so that a daily fetch tries every day."""


def resting(connection: sqlite3.Connection, feed: str, now: datetime) -> str:
    """Why a feed is not asked now, in a clause; "" where it is."""
    failed, last = 0, None
    for kept in of_feed(connection, feed):
        if kept.again is not None or kept.method == UNSENT:
            continue
        if not kept.problem or 200 <= kept.status < 400:
            break
        failed, last = failed + 1, last or kept
    if last is None:
        return ""
    often = failed >= AT_MOST
    rest = min(FIRST_REST * 2 ** min(failed - AT_MOST, 10), LONGEST_REST) if often else timedelta()
    until = last.at + max(rest, wanted_rest(last.problem))
    if now >= until:
        return ""
    why = f"{failed} failures in a row, the last: {last.problem}" if often else last.problem
    return f"left alone until {until:%Y-%m-%d %H:%M} UTC after {why}; name it to ask all the same"
