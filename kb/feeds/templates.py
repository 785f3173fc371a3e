"""What stands in braces in a request: a template and what it is about in, the text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from kb.feeds.entry import STEP

_FIELD = re.compile(r"\{([a-zA-Z]+)(?::([^{}]*))?\}")
FIELDS = (
    "since", "until", "before", "year", "quarter", "month", "day", "symbol", "id", "asset", "ASSET",
)  # fmt: skip
_DAY = {"year": "%Y", "month": "%m", "day": "%d"}
_FROM = "from "
_TICKS = {"s": 1, "ms": 1_000}

Span = tuple[date, date]
"""The first and the last day of a request."""


def fill(template: str, days: Span, names: Mapping[str, str]) -> str:
    """The template with the days and names in it.

    {since} and {until} are the first day and the last, as 2025-11-13; `{since:%Y%m}` writes one
    in a form of strftime, `:s` or `:ms` counts from 1970, to the start of the first day and to the
    end of the last, `:from 2009-01-01` counts days. {before} is the day before the first; {year},
    {quarter}, {month} and {day} are those of the first day.
    """
    first, last = days

    def put(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if name == "since":
            return _written(first, form, 0)
        if name == "until":
            return _written(last, form, 1)
        if name == "before":
            return _written(first - timedelta(days=1), form, 0)
        if name == "quarter":
            return str((first.month + 2) // 3)
        if name in _DAY:
            return format(first, _DAY[name])
        return names.get(name, match[0])

    return _FIELD.sub(put, template)


def _written(day: date, form: str, later: int) -> str:
    if form.startswith(_FROM):
        return str((day - date.fromisoformat(form.removeprefix(_FROM))).days)
    ticks = _TICKS.get(form)
    if ticks:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=later)
        return str(int(moment.timestamp()) * ticks - later)
    return format(day, form) if form else day.isoformat()


def fields(template: str) -> set[str]:
    """The names that stand in braces."""
    return {match[1] for match in _FIELD.finditer(template)}


def spans(each: str, since: date, until: date) -> Iterator[Span]:
    """The days of each request, from the first that is wanted to the last that is over."""
    while since <= until:
        last = min(_last(each, since, until), until)
        yield since, last
        since = last + timedelta(days=1)


def _last(each: str, day: date, until: date) -> date:
    if each == "day":
        return day
    if each == "quarter":
        day = day.replace(month=(day.month + 2) // 3 * 3)
    if each in ("month", "quarter"):
        return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if each == "year":
        return date(day.year, 12, 31)
    if step := STEP.fullmatch(each):
        return day + timedelta(days=int(step[1]) - 1)
    return until


def symbols(pattern: str | Mapping[str, str], asset: str, given: str) -> str:
    """How a feed calls an asset: as given, or as its page has it; "" where nobody knows."""
    if given:
        return given
    if isinstance(pattern, str):
        return fill(pattern, (date.min, date.min), {"asset": asset, "ASSET": asset.upper()})
    return pattern.get(asset, "")
