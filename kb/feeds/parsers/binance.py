"""Futures at Binance: archives and answers of its API in, a row a day out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from kb.feeds.model import Answer
from kb.feeds.parsers.shapes import (
    Line,
    Reading,
    last_of_day,
    loaded,
    moment,
    number,
    places,
    rows_of,
    within,
    wrong,
)
from kb.maps.tables import RawTable

HOURS = 8
"""What a rate of funding is told for."""
A_DAY = (3, 6, 12, 24)
"""How many rates a day can have; with fewer the answer was cut off, or the day lasts."""
NEAR = ("-1.00", "1.00")
"""Percent from the mid price, both sides of the book."""

Rate = tuple[datetime, int, float]


def metrics(answer: Answer) -> RawTable:
    """Open interest of an archive of five-minute readings, which are in no order."""
    return RawTable(["day", "open_interest"], last_of_day(answer, _metrics(answer)))


def _metrics(answer: Answer) -> Iterator[Reading]:
    rows = rows_of(answer)
    at, value = places(answer, next(rows, (1, []))[1], "create_time", "sum_open_interest_value")
    for line, cells in rows:
        _check_width(answer, line, cells, max(at, value))
        yield moment(answer, cells[at], line), line, [cells[value]]


def open_interest(answer: Answer) -> RawTable:
    """The same from openInterestHist."""
    tree = loaded(answer)
    if not isinstance(tree, list):
        raise wrong(answer, "it is no list")
    readings = (
        (
            moment(answer, str(within(answer, row, "timestamp")), n),
            n,
            [str(within(answer, row, "sumOpenInterestValue"))],
        )
        for n, row in enumerate(tree, start=1)
    )
    return RawTable(["day", "open_interest"], last_of_day(answer, readings))


def funding(answer: Answer) -> RawTable:
    """Rates of funding of the API, as the mean of a day for eight hours.

    The API does not say what a rate is for: that is told by the moments, which lie evenly.
    """
    tree = loaded(answer)
    if not isinstance(tree, list):
        raise wrong(answer, "it is no list")
    rates = [
        (
            moment(answer, str(within(answer, row, "fundingTime")), n),
            n,
            number(answer, within(answer, row, "fundingRate"), n),
        )
        for n, row in enumerate(tree, start=1)
    ]
    return RawTable(["day", "rate"], _means(rates))


def funding_archive(answer: Answer) -> RawTable:
    """The same from the archive of a month."""
    rows = rows_of(answer)
    header = next(rows, (1, []))[1]
    at, value = places(answer, header, "calc_time", "last_funding_rate")
    rates = []
    for line, cells in rows:
        _check_width(answer, line, cells, max(at, value))
        rates.append((moment(answer, cells[at], line), line, number(answer, cells[value], line)))
    return RawTable(["day", "rate"], _means(rates))


def _means(rates: list[Rate]) -> Iterator[Line]:
    """What was paid in a day, for eight hours; a day whose moments have a gap is left out.

    A moment is a millisecond late or early, and belongs to its nearest minute.
    """
    days: dict[date, list[Rate]] = defaultdict(list)
    for at, line, rate in rates:
        at = (at + timedelta(seconds=30)).replace(second=0, microsecond=0)
        days[at.date()].append((at, line, rate))
    for day in sorted(days):
        found = sorted(days[day])
        hours = [each[0].hour + each[0].minute / 60 for each in found]
        if len(found) in A_DAY and hours == [n * 24 / len(found) for n in range(len(found))]:
            paid = sum(rate for _, _, rate in found)
            yield found[-1][1], [day.isoformat(), repr(paid * HOURS / 24)]


def depth(answer: Answer) -> RawTable:
    """What rests within a percent of the mid price, both sides, the median of a day.

    Pictures of the book come every half minute; a day that they do not reach around is left out.
    """
    rows = rows_of(answer)
    at, far, value = places(answer, next(rows, (1, []))[1], "timestamp", "percentage", "notional")
    sides: dict[datetime, dict[str, float]] = defaultdict(dict)
    last = 1
    for last, cells in rows:
        _check_width(answer, last, cells, max(at, far, value))
        taken = moment(answer, cells[at], last)
        if cells[far] in NEAR:
            sides[taken][cells[far]] = number(answer, cells[value], last)
    return RawTable(["day", "resting"], _depths(sides, last))


def _depths(sides: dict[datetime, dict[str, float]], line: int) -> Iterator[Line]:
    days: dict[date, dict[datetime, float]] = defaultdict(dict)
    for at, both in sides.items():
        if len(both) == len(NEAR):
            days[at.date()][at] = sum(both.values())
    for day in sorted(days):
        taken = sorted(days[day])
        if taken[0].hour == 0 and taken[-1].hour == 23:
            yield line, [day.isoformat(), repr(median(days[day].values()))]


def _check_width(answer: Answer, line: int, cells: Sequence[str], last: int) -> None:
    if len(cells) <= last:
        raise wrong(answer, "the row is cut short", line)
