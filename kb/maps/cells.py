"""The cells of a vendor's table: a day, a moment or a number as it is written there in, the text
that a fact is written with out; ValueError is a sentence about the cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from kb.maps.model import DayColumn, Map, MomentColumn

Cell = str | date
"""A cell is a text; those of a workbook may be days."""

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?", re.ASCII)
_TOO_FINE = re.compile(r"(\.\d{6})\d+")
_TICKS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""How many digits a moment of these years has, and how many ticks a second."""
_ANY_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NO-BREAK SPACE}": " "})


def text_of(cell: Cell) -> str:
    """A cell as text, without the blanks around it."""
    return cell.strip() if isinstance(cell, str) else cell.isoformat()


def read_day(cell: Cell, column: DayColumn) -> str:
    """The day that a row speaks of, as 2025-11-13."""
    if isinstance(cell, date):
        cell = cell.isoformat()[:10]
        return _end_of_period(date.fromisoformat(cell), column.period).isoformat()
    return _day(cell.strip(), column.format, column.period)


@lru_cache(maxsize=65_536)
def _day(text: str, form: str, period: str) -> str:
    if not text:
        raise ValueError("the day is missing")
    return _end_of_period(_moment(text, form).date(), period).isoformat()


def read_known_at(cell: Cell, column: MomentColumn) -> str:
    """The moment at which a row could first be known, as a fact states it; "" where it is empty."""
    text = text_of(cell)
    if column.format == "iso" or not text or isinstance(cell, date):
        return _TOO_FINE.sub(r"\1", text)
    moment = _moment(text, column.format)
    return moment.isoformat() if column.format == "epoch" else moment.date().isoformat()


def _moment(text: str, form: str) -> datetime:
    if form == "epoch":
        return _since_1970(text)
    try:
        if form != "iso":
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        if found := _ISO.fullmatch(text):
            return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        pass
    written = "like 2025-11-13" if form == "iso" else f"in the form {form}"
    raise ValueError(f"{text[:40]!r} is no day {written}; mend `format` in the map, or the row")


def _since_1970(text: str) -> datetime:
    ticks = _TICKS.get(len(text))
    if not ticks or not text.isascii() or not text.isdecimal():
        raise ValueError(f"{text[:40]!r} does not count from 1970; mend `format` in the map")
    return datetime.fromtimestamp(int(text) // ticks, UTC)


def _end_of_period(day: date, period: str) -> date:
    if period == "day":
        return day
    month = day.month if period == "month" else (day.month + 2) // 3 * 3
    return (date(day.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def number_reader(table: Map) -> Callable[[str], str]:
    """What reads a number as the map says it is written, and writes it like -1234.5."""
    decimal, mark = re.escape(table.decimal), re.escape(table.thousands)
    grouped = rf"|[1-9]\d{{0,2}}({mark}\d{{3}})+" if mark else ""
    form = re.compile(
        rf"[+-]?((\d+{grouped})({decimal}\d*)?|{decimal}\d+)([eE][+-]?\d{{1,3}})?", re.ASCII
    )
    brackets = table.negative == "parentheses"

    def plain(written: str) -> str:
        if form.fullmatch(written):
            return written.replace(table.thousands, "").replace(table.decimal, ".")
        text = written.translate(_ANY_MINUS).strip()
        if brackets and text[:1] == "(" and text[-1:] == ")":
            text = f"-{text[1:-1].strip()}"
        if not form.fullmatch(text):
            raise ValueError(_why_not(written, table))
        return text.replace(table.thousands, "").replace(table.decimal, ".")

    return plain


def _why_not(written: str, table: Map) -> str:
    shown = f"value {written[:40]!r}"
    if written.startswith("(") and table.negative == "minus":
        return (
            f"{shown} is in brackets; say `negative: parentheses` in the map where it is negative"
        )
    if "," in written and "," not in (table.decimal, table.thousands):
        return f'{shown} holds a comma; say `thousands: ","` or `decimal: ","` in the map'
    return f"{shown} is not a number; name it under `missing` in the map where it marks a gap"
