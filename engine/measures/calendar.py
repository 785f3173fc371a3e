"""How many observations a calendar expects between two days, and how far apart they may lie."""

from __future__ import annotations

import numpy as np

from kb.catalog import Series

_EVERY = {"weekly": 7, "monthly": 30, "quarterly": 91}
_GAPS = {"weekly": 10, "monthly": 40, "quarterly": 100}


def days_expected(series: Series, after: int, until: int) -> int:
    """Observations a complete source has with after < as_of <= until, at least 1.

    A business-day calendar counts Monday to Friday: a public holiday shows as one day not covered,
    which the 80% rule leaves room for.
    """
    if series.cadence in _EVERY:
        return max((until - after) // _EVERY[series.cadence], 1)
    if series.cadence == "daily" and series.calendar != "utc":
        first, last = np.datetime64(after + 1, "D"), np.datetime64(until + 1, "D")
        return max(int(np.busday_count(first, last)), 1)
    return max(until - after, 1)


def longest_gap(series: Series) -> int:
    """Days between two observations that still follow each other (a long weekend, a month)."""
    if series.cadence == "daily":
        return 1 if series.calendar == "utc" else 4
    return _GAPS.get(series.cadence, 1)
