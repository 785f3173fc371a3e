"""Arguments as a program gives them: days, moments, names, paths in; what the rooms take out.

Whatever is of another kind is a TypeError or a ValueError that names the argument.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from kb.clock import day_number, moment_number, whole_seconds

When = str | date | None
"""A day, or a moment with its time zone; as text in ISO form."""

DAY = 'give a day as "2025-11-13" or as a date'
MOMENT = 'give a day as "2025-11-13", or a moment as "2025-11-13T21:30Z" or as a datetime'


def day(name: str, given: Any) -> int | None:
    """A day as its number; None where none is given. One that lies ahead is refused."""
    found = _plain(name, given, DAY)
    if isinstance(found, datetime):
        if found.time() != time():
            raise ValueError(f"{name} is {found.isoformat()}, a moment and no day; give its date")
        found = found.date()
    number = None if found is None else _read(name, day_number, found)
    today = datetime.now(UTC).date()
    if number is not None and number > day_number(today):
        raise ValueError(f"{name} is {given}, which lies ahead; today is {today} UTC")
    return number


def moment(name: str, given: Any) -> int | None:
    """A moment in seconds, a bare day for its end, no zone for UTC; None where none is given.

    One that lies behind the end of today is refused: nobody knows what will be.
    """
    found = _plain(name, given, MOMENT)
    if isinstance(found, datetime):
        found = whole_seconds(found)
    number = None if found is None else _read(name, moment_number, found)
    today = datetime.now(UTC).date()
    if number is not None and number > moment_number(today):
        raise ValueError(f"{name} is {given}, which lies ahead; today is {today} UTC")
    return number


def moment_text(name: str, given: Any) -> str:
    """A moment as a row of facts states it; "" where none is given."""
    found = _plain(name, given, MOMENT)
    if found is None or isinstance(found, str):
        return found or ""
    return found.isoformat()


def word(name: str, given: Any) -> str:
    """A name or another text."""
    if not isinstance(given, str):
        raise TypeError(f"{name} is {_shown(given)}; give a text")
    return given


def path(name: str, given: Any) -> Path:
    """A path of the disk."""
    if not isinstance(given, str | PathLike) or not isinstance(fspath(given), str):
        raise TypeError(f"{name} is {_shown(given)}; give the path of a file, as text or as a Path")
    return Path(given)


def _plain(name: str, given: Any, instead: str) -> str | date | None:
    """A text, a date or a datetime; numpy's scalars as Python's own."""
    if given is None:
        return None
    if hasattr(given, "item"):
        given = given.item()
    if isinstance(given, str | date) and given == given:  # NaT is a datetime that is not itself
        return given
    raise TypeError(f"{name} is {_shown(given)}; {instead}")


def _read(name: str, reader: Any, given: str | date) -> int:
    try:
        number: int = reader(given)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return number


def _shown(given: Any) -> str:
    """A value in few words, with its kind."""
    if given is None or given != given:
        return str(given)
    return f"{str(given)[:40]!r} of type {type(given).__name__}"
