"""Late facts: which recorded runs and histories would have seen the facts just added."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import NamedTuple

from kb.clock import DAY_SECONDS
from kb.publication import PUBLICATIONS, How

_RUNS = "SELECT id, asset, as_of, known_at FROM run ORDER BY n"
_ADDED = """SELECT strand.asset, fact.as_of, min(fact.known_at)
    FROM fact JOIN strand ON strand.id = fact.strand_id
    WHERE fact.id >= ? AND (strand.asset = '' OR strand.asset IN (SELECT asset FROM run))
    GROUP BY strand.asset, fact.as_of ORDER BY strand.asset, fact.as_of"""
_HISTORIES = "SELECT id, asset, first, last FROM history ORDER BY n"
# A day of a history sees what speaks of it or of a day before, and was known by its end.
_FIRST_DAYS = f"""SELECT strand.asset, min(max(fact.as_of, fact.known_at / {DAY_SECONDS}))
    FROM fact JOIN strand ON strand.id = fact.strand_id WHERE fact.id >= ? GROUP BY strand.asset"""


LONG_AFTER = 31 * DAY_SECONDS
# By row id: grouping by the index would read the whole base.
_LONG_KNOWN = f"""SELECT series.name, sum(facts), min(earliest), max(how) FROM (
        SELECT strand_id, count(*) AS facts, min(known_at) AS earliest, max(publication) AS how
        FROM fact NOT INDEXED WHERE id >= ? AND known_at < ?
            AND publication > {PUBLICATIONS.index("stated")}
        GROUP BY strand_id)
    JOIN strand ON strand.id = strand_id JOIN series ON series.id = strand.series_id
    GROUP BY series.name ORDER BY min(earliest), series.name"""


# Of a batch of withdrawals: who saw a fact, and asked again would not.
_SAW = """FROM withdrawal AS w JOIN fact ON fact.id = w.fact_id
    JOIN strand ON strand.id = fact.strand_id
    JOIN {entry} AS e ON strand.asset IN (e.asset, '') AND fact.batch_id <= e.batch
    WHERE w.batch_id = ?"""
_RUNS_THAT_SAW = f"""SELECT DISTINCT e.id, e.n {_SAW.format(entry="run")}
    AND fact.as_of <= e.as_of AND w.known_at <= e.known_at ORDER BY e.n"""
_HISTORIES_THAT_SAW = f"""SELECT e.id, e.asset,
    max(e.first, min(max(fact.as_of, w.known_at / {DAY_SECONDS}))), e.last
    {_SAW.format(entry="history")} GROUP BY e.n ORDER BY e.n"""


class LongKnown(NamedTuple):
    """Facts of a series that were added long after they must have been known, as nobody stated.

    since, days  the earliest such moment, in seconds, and how long before they were added
    """

    series: str
    facts: int
    since: int
    days: int
    how: How


class LateHistory(NamedTuple):
    """A recorded history, and those of its days that would have seen a fact just added."""

    id: str
    asset: str
    first: int
    last: int


class _Earliest:
    """Of one asset's added facts: how early the first of those up to a day could be known."""

    def __init__(self, rows: list[tuple[int, int]]) -> None:
        self.days = [day for day, _ in rows]
        self.known = list(accumulate((known for _, known in rows), min))

    def visible(self, as_of: int, known_at: int) -> bool:
        place = bisect_right(self.days, as_of)
        return place > 0 and self.known[place - 1] <= known_at


def late_runs(connection: sqlite3.Connection, first: int) -> tuple[str, ...]:
    """The runs whose question sees at least one fact with row id `first` or later."""
    runs = connection.execute(_RUNS).fetchall()
    if not runs:
        return ()
    rows: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for asset, as_of, known_at in connection.execute(_ADDED, (first,)):
        rows[asset].append((as_of, known_at))
    earliest = {asset: _Earliest(days) for asset, days in rows.items()}
    return tuple(
        run
        for run, asset, as_of, known_at in runs
        if any(
            earliest[scope].visible(as_of, known_at) for scope in (asset, "") if scope in earliest
        )
    )


def runs_that_saw(connection: sqlite3.Connection, batch: int) -> tuple[str, ...]:
    """The runs that saw a fact which a batch takes back, and know by then that it does."""
    return tuple(run for run, _ in connection.execute(_RUNS_THAT_SAW, (batch,)))


def histories_that_saw(connection: sqlite3.Connection, batch: int) -> tuple[LateHistory, ...]:
    """The same of histories, with the days that would not see it again."""
    found = (LateHistory(*row) for row in connection.execute(_HISTORIES_THAT_SAW, (batch,)))
    return tuple(each for each in found if each.first <= each.last)


def long_known(connection: sqlite3.Connection, first: int, now: int) -> tuple[LongKnown, ...]:
    """By series, the facts with row id `first` or later that may be revisions, the oldest first."""
    return tuple(
        LongKnown(series, facts, since, (now - since) // DAY_SECONDS, PUBLICATIONS[how])
        for series, facts, since, how in connection.execute(_LONG_KNOWN, (first, now - LONG_AFTER))
    )


def late_histories(connection: sqlite3.Connection, first: int) -> tuple[LateHistory, ...]:
    """The histories with days that see at least one fact with row id `first` or later.

    A day that sees a fact is followed by days that do, so the days are those up to the last one.
    """
    recorded = connection.execute(_HISTORIES).fetchall()
    if not recorded:
        return ()
    seen_from: dict[str, int] = dict(connection.execute(_FIRST_DAYS, (first,)))
    touched = (
        LateHistory(name, asset, max(began, min(days)), last)
        for name, asset, began, last in recorded
        if (days := [seen_from[scope] for scope in (asset, "") if scope in seen_from])
    )
    return tuple(each for each in touched if each.first <= each.last)
