"""The two clocks: dates to day numbers, moments to seconds, and both back again.

`as_of` and `target` are whole days since 1970-01-01; `known_at` is UTC seconds since then. A bare
date on the second clock means the end of that day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

NO_TARGET = -1
DAY_SECONDS = 86_400
FOREVER = 2**62
"""A moment after all others: what nobody took back was withdrawn then."""

Day = int | date | str
Moment = int | datetime | date | str

_EPOCH = date(1970, 1, 1).toordinal()
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


def day_number(day: Day) -> int:
    """Days since 1970-01-01 of a date, an ISO date or a day number."""
    if isinstance(day, int):
        return day
    return (read_date(day) if isinstance(day, str) else day).toordinal() - _EPOCH


def day_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH)


def end_of_day(day: date) -> datetime:
    """The last second of a day, UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def moment_number(moment: Moment) -> int:
    """UTC seconds of a moment; a bare date means its end."""
    if isinstance(moment, int):
        return moment
    if isinstance(moment, str):
        moment = read_moment(moment)
    if not isinstance(moment, datetime):
        moment = end_of_day(moment)
    return int(moment.timestamp())


def moment(number: int) -> datetime:
    """The UTC moment of a number of seconds."""
    return datetime.fromtimestamp(number, UTC)


def read_date(text: str) -> date:
    """A date written 2025-11-13 and in no other way; ValueError says so."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar; write a day like 2025-11-13") from None
    raise ValueError(f"{text!r} is not a date; write it like 2025-11-13")


def read_moment(text: str) -> datetime:
    """A moment such as 2025-11-13T21:30Z; no zone means UTC, a bare date its end.

    A fraction of a second is rounded up: a fact is never known earlier than it says.
    """
    if len(text) == len("2025-11-13"):
        return end_of_day(read_date(text))
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r} is not a moment; write it like 2025-11-13 or 2025-11-13T21:30Z")
    try:
        return whole_seconds(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is not in the calendar; write a moment like 2025-11-13T21:30Z"
        ) from None


def whole_seconds(moment: datetime) -> datetime:
    """A moment in UTC, rounded up to the second; no zone means UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment
