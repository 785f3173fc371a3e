"""An old value that stands for today's: a range around it, as far as the series has gone before.

A supply or a volume that nobody has stated for some days is not unknown: it lies near its last
value. How near is taken from the series' own past: the middle nine tenths of its changes over as
many days, in the two years before. The catalogue says for how long (`carried`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.measures.reading import Reading
from kb.clock import day_date
from kb.panel import Floats, Track
from kb.series import COMPUTED, Series

MEMORY = 730
FEWEST = 60
ENDS = (0.05, 0.95)


def carried(
    series: Series, track: Track, measure: str, arguments: Sequence[float | str], day: int
) -> Reading | None:
    """The last value with its range, for `latest` and `lag`; None where too little is known."""
    may_be = series.carried and series.positive and track.source != COMPUTED
    if not may_be or measure not in ("latest", "lag"):
        return None
    until = day - int(arguments[0] if arguments else 0)
    past = track.take((track.as_of <= until) & (track.value > 0))
    gone = until - int(past.as_of[-1]) if len(past) else 0
    if not 0 < gone <= series.carried:
        return None
    past = past.take(past.as_of > past.as_of[-1] - MEMORY)
    changes = _changes(past, gone)
    return _reading(past, changes, gone, day) if len(changes) >= FEWEST else None


def _changes(past: Track, days: int) -> Floats:
    """Log changes between values of which one came so many days after the other."""
    later = np.minimum(np.searchsorted(past.as_of, past.as_of + days), len(past) - 1)
    there = past.as_of[later] == past.as_of + days
    return np.asarray(np.log(past.value[later] / past.value)[there])


def _reading(past: Track, changes: Floats, gone: int, day: int) -> Reading:
    last, at = float(past.value[-1]), int(past.as_of[-1])
    low, high = (last * float(np.exp(end)) for end in np.quantile(changes, ENDS))
    note = (
        f"of {day_date(at)}, carried for {gone} days: assumed within the middle nine tenths "
        f"of its own {len(changes)} changes over as many days"
    )
    return Reading(
        value=last, source=past.source, facts=past.facts(), as_of=at, age=day - at,
        between=(min(low, last), max(high, last)), carried=True, note=note,
    )  # fmt: skip
