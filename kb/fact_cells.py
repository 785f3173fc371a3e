"""The cells of a row, one reader each: a text in, what it means or one sentence why not out."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from kb.clock import read_date, read_moment
from kb.series import SOURCE_PATTERN, Series
from kb.shown import UNSEEN
from kb.units import either, meant_by, names, spelling, unit
from kb.written_numbers import read_number

EXAMPLE_SOURCE = "example"  # of the rows of the template, which are nobody's facts
ASSET_PATTERN = r"[a-z0-9][a-z0-9._-]{0,19}"
SOURCE_LENGTH, NOTE_LENGTH, LONGEST_SPAN = 40, 500, 3_660
FIRST_DAY = date(1970, 1, 1)

# What a fact that is stored may not hold. None of this has a place in a printed proof.
CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# What a new one may not hold: marks of direction and tags as well, which older bases took.
_ODD = re.compile(f"[\t\n{UNSEEN}]")
_ASSET, _SOURCE = re.compile(ASSET_PATTERN), re.compile(SOURCE_PATTERN)
_SPAN = re.compile(r"[0-9]{1,9}")


class FactError(ValueError):
    """A row that is not a fact; one sentence says what is wrong and what to write."""


def cell_text(name: str, raw: object) -> str:
    """A cell as text; numbers and dates are written out, everything else is refused."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool) or not isinstance(raw, int | float | date):
        raise FactError(f"{name} is {str(raw)[:40]!r}, which is neither text nor a number")
    return raw.isoformat() if isinstance(raw, date) else repr(raw)


def number(value: str) -> float:
    """The value as written, still in the row's own unit."""
    try:
        return read_number(value)
    except ValueError as error:
        raise FactError(f"value {error}") from None


@lru_cache(maxsize=65_536)
def day(name: str, text: str) -> date:
    """A day written 2025-11-13, for the column `name`."""
    if not text:
        raise FactError(f"{name} is missing; write the day like 2025-11-13")
    try:
        read = read_date(text)
    except ValueError as error:
        raise FactError(f"{name} {error}") from None
    if read < FIRST_DAY:
        raise FactError(f"{name} {read} lies before {FIRST_DAY}, where the calendar here begins")
    return read


@lru_cache(maxsize=65_536)
def known(text: str) -> datetime:
    """When a fact could first be known, as stated."""
    try:
        return read_moment(text)
    except ValueError as error:
        raise FactError(f"known_at {error}") from None


def not_over(series: str, day: date, over: datetime) -> str:
    """Why the last figure of a day that lasts is refused."""
    return (
        f"as_of {day} is not over for {series}, which is a figure of the end of its day; add it "
        f"after {over:%Y-%m-%dT%H:%M:%SZ}"
    )


def too_early(series: str, known: datetime, over: datetime) -> str:
    """Why the last figure of a day was not known while it lasted."""
    return (
        f"known_at {known:%Y-%m-%dT%H:%M:%SZ} lies before {over:%Y-%m-%dT%H:%M:%SZ}, when the day "
        f"of {series} is over: a figure of its end cannot be known before"
    )


def span(text: str) -> int:
    """Days covered, from 1 to ten years."""
    if not _SPAN.fullmatch(text) or not 1 <= int(text) <= LONGEST_SPAN:
        raise FactError(f"span {text[:40]!r} is not a number of days from 1 to {LONGEST_SPAN}")
    return int(text)


def check_note(note: str) -> None:
    """Refuse a note that is too long or would break a line or a terminal."""
    if len(note) > NOTE_LENGTH:
        raise FactError(f"note has {len(note)} characters; keep it to {NOTE_LENGTH}")
    if not note.isprintable() and _ODD.search(note):
        raise FactError("note holds control characters or line breaks; write plain text")


def asset(name: str) -> str:
    """An asset's key in small letters."""
    key = name.lower()
    if not _ASSET.fullmatch(key):
        raise FactError(f"asset {name[:60]!r} is not a name; write small letters, such as btc")
    return key


def source(name: str) -> str:
    """A source's key."""
    if not name:
        raise FactError("source is missing; fill the source column or pass --source")
    if name == EXAMPLE_SOURCE:
        raise FactError(
            "this is a row of the template; put in your own value and source, or take it out"
        )
    if len(name) > SOURCE_LENGTH:
        raise FactError(f"source {name[:20]!r} has {len(name)} characters; keep to {SOURCE_LENGTH}")
    if not _SOURCE.fullmatch(name):
        raise FactError(f"source {name!r} is not a key; write small letters, digits and _ only")
    return name


def unit_of(series: Series, written: str, value: str) -> str:
    """The row's unit as our table spells it, if it measures what the series measures."""
    own = series.measured_in
    if not written:
        raise FactError(f"unit is missing for {series.name}; write {series.unit}")
    spelt = spelling(written)
    if spelt is None:
        meant = meant_by(written, own.dimension)
        advice = f"{value} {meant}" if meant else either(names(own.dimension))
        raise FactError(f"unit {written[:40]!r} is not known for {series.name}; write {advice}")
    if unit(spelt).dimension != own.dimension:
        raise FactError(
            f"unit {written!r} does not fit {series.name}, which is measured in {series.unit}; "
            f"write {either(names(own.dimension))}"
        )
    return spelt
