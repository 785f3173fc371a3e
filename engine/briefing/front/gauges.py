"""The rows of the front page's table, read from the panel of a run: canonical numbers, no words.

A row shows a series, or the sum of one over a window. Its past is that of the same source or
splice, up to three years of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.judge.run import Run
from engine.measures.choose import read
from engine.measures.provider import Reader, read_together, remembering
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.pages.order import SHARE_OF, Gauge
from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel

PAST = 1096
"""Days of its own past that a value is placed in."""
SHOWN = 91
"""Days of a sparkline."""
ENOUGH = 60
"""Values that a past must have before a place in it says anything."""
Floats = NDArray[np.float64]
Facts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Change:
    """A change, canonical: a share or a difference, the facts at its ends, the days between."""

    value: float
    facts: tuple[int, ...]
    apart: int | None = None


@dataclass(frozen=True)
class Gauged:
    """A row that has a value.

    past   one value for each day of its past, the day last, NaN where there is none; of the values
           that are placed, which for a row told against another series are the changes
    shown  the same of the values themselves, for the sparkline
    under  the window of facts under its past
    """

    gauge: Gauge
    now: Reading
    day: Change | None
    week: Change | None
    past: Floats
    shown: Floats
    under: tuple[int, ...]


def read_gauges(run: Run) -> Iterator[Gauged]:
    """The rows of the front page that have a value on the day."""
    reader = remembering(read)
    for gauge in run.book.order.front.gauges:
        found = gauged(run.evaluation.panel, run.catalog, gauge, 0, reader)
        if found is not None:
            yield found


def gauged(
    panel: Panel, catalog: Catalog, gauge: Gauge, row: int, reader: Reader, day: int = 1
) -> Gauged | None:
    """What a row of the table shows on a day of a panel; None where it has no value.

    day  days over which the change of a day is counted
    """
    window = int(gauge.request.arguments[0]) if gauge.request.measure == "sum" else 1
    path = _on(gauge, "path", PAST + window - 1)
    changes = [_on(gauge, "change", days) for days in (day, 7)] if gauge.change else []
    before = Request(gauge.against, "lag", (1,)), Request(gauge.against, "path", (PAST + 1,))
    asked = (gauge.request, path, *changes, *(before if gauge.against else ()))
    found = read_together(panel, catalog, asked, row, reader)
    now = found[gauge.request]
    if now.value is None:
        return None
    days, under = found[path].path, found[path].facts
    values = np.full(PAST, np.nan) if days is None else _summed(days, window)
    if gauge.against:
        against = _against(now, found[before[0]])
        past = _shares(values, found[before[1]].path)
        return Gauged(gauge, now, against, None, past, values, under)
    moved = [_change(gauge, now, found[each]) for each in changes] or [None, None]
    return Gauged(gauge, now, moved[0], moved[1], values, values, under)


def _on(gauge: Gauge, measure: str, days: int) -> Request:
    return replace(gauge.request, measure=measure, arguments=(days,))


def _summed(days: Floats, window: int) -> Floats:
    """The sums over so many days up to each, NaN where less than half of them is known."""
    if window == 1:
        return days[-PAST:]
    known = np.isfinite(days)
    ones = np.ones(window)
    sums = np.convolve(np.where(known, days, 0.0), ones, "valid")
    enough = np.convolve(known, ones, "valid") >= window / 2
    return np.where(enough & known[window - 1 :], sums, np.nan)


def _change(gauge: Gauge, now: Reading, moved: Reading) -> Change | None:
    """How far a value moved, as a share of what it was or in its own unit."""
    if moved.value is None or now.value is None or moved.source != now.source:
        return None
    if gauge.change != SHARE_OF:
        return Change(moved.value, moved.facts, moved.apart)
    before = now.value - moved.value
    return Change(moved.value / before, moved.facts, moved.apart) if before > 0 else None


def _against(now: Reading, before: Reading) -> Change | None:
    """How far a value lies from another series' value of the day before."""
    if now.value is None or not before.value or before.apart != 1 + (now.age or 0):
        return None
    return Change(now.value / before.value - 1.0, now.facts + before.facts)


def _shares(values: Floats, before: Floats | None) -> Floats:
    """Each day's value against the other series' value of the day before it, as a share."""
    if before is None:
        return np.full(PAST, np.nan)
    shares: Floats = values / before[-PAST - 1 : -1] - 1.0
    return shares
