"""How many observations a calendar expects between two days, which follow each other, and which
are none of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.calendars import business_days, is_business_day
from kb.panel import Longs, Track
from kb.series import Series

_EVERY = {"weekly": 7, "monthly": 30, "quarterly": 91}
_GAPS = {"weekly": 10, "monthly": 40, "quarterly": 100}


def days_expected(series: Series, after: int, until: int) -> int:
    """Observations a complete source has with after < as_of <= until, at least 1.

    A daily series is expected on the business days of its calendar, holidays left out.
    """
    return max(int(_between(series, after, until)), 1)


def each_expected(series: Series, after: Longs, until: Longs) -> Longs:
    """The same for many stretches of days at once."""
    return np.asarray(np.maximum(_between(series, after, until), 1))


def _between(series: Series, after: Any, until: Any) -> Any:
    if series.cadence in _EVERY:
        return (until - after) // _EVERY[series.cadence]
    if series.cadence == "daily":
        return business_days(series.calendar, after, until)
    return until - after


def carried_forward(series: Series, track: Track) -> NDArray[np.bool_]:
    """Which facts only repeat the last business day on a day of rest; no observation is new there.

    A value of its own on such a day stays: some markets trade on a Sunday evening.
    """
    carried = np.zeros(len(track), dtype=np.bool_)
    if series.cadence == "daily" and series.calendar != "utc":
        rest = ~is_business_day(series.calendar, track.as_of)
        carried[1:] = rest[1:] & (track.value[1:] == track.value[:-1])
    return carried


def follows(series: Series, earlier: int, later: int) -> bool:
    """Whether a complete source says nothing between two days (a long weekend, a month)."""
    return bool(_follow(series, earlier, later))


def each_follows(series: Series, earlier: Longs, later: Longs) -> NDArray[np.bool_]:
    """The same for many pairs of days at once."""
    return np.asarray(_follow(series, earlier, later))


def _follow(series: Series, earlier: Any, later: Any) -> Any:
    if series.cadence == "daily":
        return business_days(series.calendar, earlier, later - 1) == 0
    return later - earlier <= _GAPS.get(series.cadence, 1)
