"""Business days: which days a market or an office works, by the holidays it really has.

In: the name of a calendar and day numbers since 1970-01-01. Out: counts and days, as numpy arrays
where arrays went in. Holidays come from the library `holidays`; finding them out takes most of a
second, so they are kept in the user's cache folder until the library is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kb.cache import cached
from kb.clock import day_date, day_number, end_of_day, whole_seconds

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Calendar = Literal["utc", "weekdays", "us", "fed", "japan", "london"]
"""utc: every day; weekdays: Monday to Friday; the others: the weekdays less the holidays of the New
York Stock Exchange, of the federal government of the United States, of the exchanges of Tokyo and
of London."""
EXCHANGES = {"us": "XNYS", "japan": "XJPX", "london": "XLON"}
YEARS = range(1970, 2061)

Days = NDArray[np.int64]


def business_days(calendar: str, after: ArrayLike, until: ArrayLike) -> Days:
    """Business days with after < day <= until, for day numbers or arrays of them of one shape."""
    first, last = (np.asarray(each, dtype=np.int64) + 1 for each in (after, until))
    counted: Days = np.busday_count(_days(first), _days(last), busdaycal=_busdays(calendar))
    return counted


def is_business_day(calendar: str, days: ArrayLike) -> NDArray[np.bool_]:
    """Whether each of these day numbers is a business day."""
    worked: NDArray[np.bool_] = np.is_busday(_days(days), busdaycal=_busdays(calendar))
    return worked


def next_business_day(calendar: str, day: ArrayLike, count: int = 1) -> Days:
    """The business day that many after a day, which need be none itself; with 0 the day itself."""
    if count == 0:
        return np.asarray(day, dtype=np.int64)
    calendar_days = _busdays(calendar)
    found = np.busday_offset(_days(day), count, roll="backward", busdaycal=calendar_days)
    return found.astype(np.int64)


def instant(day: date, at: str) -> datetime:
    """The moment in UTC of an hour and a place, such as "18:00 America/New_York", on a day.

    24:00 is the last second of the day, as a bare date is everywhere here.
    raises  ValueError for an hour or a place that is none
    """
    hour, zone = _hour(at)
    if hour is None:
        return whole_seconds(end_of_day(day).replace(tzinfo=zone))
    return whole_seconds(datetime.combine(day, hour, zone))


@cache
def _hour(at: str) -> tuple[time | None, ZoneInfo]:
    from zoneinfo import ZoneInfo  # facts that are in know their moment

    hour, _, place = at.partition(" ")
    try:
        return None if hour == "24:00" else time.fromisoformat(hour), ZoneInfo(place)
    except (KeyError, OSError, ValueError):  # a place that is not there is a KeyError
        problem = f"{at!r} is no hour and place; write one like 18:00 America/New_York"
        raise ValueError(problem) from None


def shifted(day: date, count: int, calendar: str) -> date:
    """`next_business_day` for a date."""
    number, known = day_number(day), _shifts(calendar, count)
    inside = 0 <= number < len(known)
    return day_date(known[number] if inside else int(next_business_day(calendar, number, count)))


@cache
def _shifts(calendar: str, count: int) -> list[int]:
    """Where each day of YEARS leads to: asking for all of them takes as long as asking for ten."""
    every = np.arange(day_number(date(YEARS.stop, 1, 1)))
    shifts: list[int] = next_business_day(calendar, every, count).tolist()
    return shifts


def _days(days: ArrayLike) -> NDArray[np.datetime64]:
    return np.asarray(days, dtype=np.int64).astype("datetime64[D]")


@cache
def _busdays(calendar: str) -> np.busdaycalendar:
    if calendar == "utc":
        return np.busdaycalendar(weekmask="1111111")
    closed = () if calendar == "weekdays" else _holidays()[calendar]
    return np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))


@cache
def _holidays() -> Mapping[str, tuple[str, ...]]:
    """The holidays of every calendar that has any, as ISO dates."""
    return cached("holidays", [version(), *EXCHANGES.values()], _ask_library)


@cache
def version() -> str:
    """What the library says of its version, without importing it."""
    from importlib.util import find_spec

    found = find_spec("holidays")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("the package `holidays` is not installed; install downdraft anew")
    return Path(found.origin).with_name("version.py").read_text(encoding="utf-8")


def _ask_library() -> dict[str, tuple[str, ...]]:
    from holidays import country_holidays, financial_holidays

    asked = {name: financial_holidays(code, years=YEARS) for name, code in EXCHANGES.items()}
    asked["fed"] = country_holidays("US", years=YEARS)
    return {name: tuple(day.isoformat() for day in sorted(days)) for name, days in asked.items()}
