"""Late facts: which recorded runs and histories would have seen the facts just added."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import NamedTuple

from kb.clock import DAY_SECONDS

_RUNS = "SELECT id, asset, as_of, known_at FROM run ORDER BY n"
_ADDED = """SELECT strand.asset, fact.as_of, min(fact.known_at)
    FROM fact JOIN strand ON strand.id = fact.strand_id
    WHERE fact.id >= ? GROUP BY strand.asset, fact.as_of ORDER BY strand.asset, fact.as_of"""
_HISTORIES = "SELECT id, asset, first, last FROM history ORDER BY n"
# A day of a history sees what speaks of it or of a day before, and was known by its end.
_FIRST_DAYS = f"""SELECT strand.asset, min(max(fact.as_of, fact.known_at / {DAY_SECONDS}))
    FROM fact JOIN strand ON strand.id = fact.strand_id WHERE fact.id >= ? GROUP BY strand.asset"""


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
