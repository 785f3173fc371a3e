"""Japanese sources: answers of the Bank of Japan, e-Stat, the Ministry of Finance and the Cabinet
Office in, rows by day out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.feeds.model import Answer
from kb.feeds.parsers.shapes import (
    Line,
    listed,
    loaded,
    number,
    places,
    plain,
    rows_of,
    within,
    wrong,
)
from kb.maps.tables import RawTable

_WEEK = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})[~〜](?:(\d{4})\.)?(\d{1,2})\.(\d{1,2})")
LONG_TERM, GROUP, NET = 6, 4, "中長期債"
"""Where the net of long-term debt stands, where its group begins, and what that is called."""

_QUARTER = re.compile(r"(?:(\d{4})/)?(\d{1,2})-(\d{1,2})\.?")
_RELEASE = re.compile(r"/qe(\d{2})([1-4])/")
OUTPUT, BILLIONS = "国内総生産(支出側)", "10億円"


def bank_of_japan(answer: Answer) -> RawTable:
    """One series, its days in one list and its values in another.

    A column `a quarter` holds 0.25, by which the loan rate lies above the target.
    """
    found = listed(answer, loaded(answer), "RESULTSET")
    if len(found) != 1:
        raise wrong(answer, f"it holds {len(found)} series and not one")
    code = str(within(answer, found[0], "SERIES_CODE"))
    days = listed(answer, found[0], "VALUES", "SURVEY_DATES")
    values = listed(answer, found[0], "VALUES", "VALUES")
    if len(days) != len(values):
        raise wrong(answer, f"it has {len(days)} days and {len(values)} values")
    rows = (
        (n, [str(day), "" if value is None else str(value), "0.25"])
        for n, (day, value) in enumerate(zip(days, values, strict=True), start=1)
    )
    return RawTable(["day", code, "a quarter"], rows)


def year_on_year(answer: Answer) -> RawTable:
    """Indices of prices by month, each against its month a year before, to a tenth of a percent.

    Columns are named by the codes of the indicators.
    """
    path = ("GET_STATS", "STATISTICAL_DATA", "DATA_INF", "DATA_OBJ")
    rows = within(answer, loaded(answer), *path)
    found: dict[str, dict[str, float]] = {}
    for n, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        value = within(answer, row, "VALUE")
        code, month = str(within(answer, value, "@indicator")), str(within(answer, value, "@time"))
        if not re.fullmatch(r"\d{6}00", month):
            raise wrong(answer, f"row {n}: {month[:20]!r} is no month like 20250100")
        index = number(answer, within(answer, value, "$"), n)
        if index <= 0:
            raise wrong(answer, f"row {n}: {index:g} is no index of prices")
        if within(answer, value, "@isSeasonal") == "1":
            found.setdefault(code, {})[month[:6]] = index
    codes = sorted(found)
    return RawTable(["month", *codes], _yearly(found, codes))


def _yearly(found: dict[str, dict[str, float]], codes: list[str]) -> Iterator[Line]:
    months = sorted({month for index in found.values() for month in index})
    for n, month in enumerate(months, start=1):
        before = f"{int(month[:4]) - 1}{month[4:]}"
        cells = [
            f"{(index[month] / index[before] - 1) * 100:.1f}"
            if {month, before} <= set(index)
            else ""
            for index in (found[code] for code in codes)
        ]
        yield n, [month, *cells]


def weekly_flows(answer: Answer) -> RawTable:
    """Foreign long-term debt that residents bought less what they sold, by the end of the week."""
    headed = False
    rows: list[Line] = []
    for line, cells in rows_of(answer, "cp932"):
        names = [plain(cell) for cell in cells]
        if not headed and NET in names:
            if names.index(NET) != GROUP:
                raise wrong(answer, f"the columns of {NET} have moved", line)
            headed = True
        elif match := _WEEK.match(names[0] if names else ""):
            if not headed:
                raise wrong(answer, f"no header names {NET}", line)
            rows.append((line, [_last_day(answer, match, line), _net(answer, names, line)]))
    if not headed:
        raise wrong(answer, f"no header names {NET}")
    return RawTable(["week", "net"], iter(rows))


def _last_day(answer: Answer, match: re.Match[str], line: int) -> str:
    """The last day of a week whose year may be named but once, and may turn in it."""
    year, month, _, later, last_month, last = (int(part) if part else 0 for part in match.groups())
    try:
        return date(later or year + (last_month < month), last_month, last).isoformat()
    except ValueError:
        raise wrong(answer, f"{match[0]!r} is no week", line) from None


def _net(answer: Answer, cells: list[str], line: int) -> str:
    if len(cells) <= LONG_TERM:
        raise wrong(answer, "the row is cut short", line)
    bought, sold, net = (
        number(answer, cell.replace(",", ""), line) for cell in cells[GROUP : LONG_TERM + 1]
    )
    if abs(bought - sold - net) > 1.5:  # each is rounded to a whole number
        raise wrong(answer, f"{bought:g} bought less {sold:g} sold is not {net:g}", line)
    return f"{net:g}"


def output(answer: Answer) -> RawTable:
    """What a release says of its own quarter; which that is stands in its address."""
    release = _RELEASE.search(answer.ask.url)
    if release is None:
        raise wrong(answer, "its address names no quarter")
    wanted = f"20{release[1]}-{int(release[2]) * 3:02}"
    place, year, rows, money = -1, "", list[Line](), False
    for line, cells in rows_of(answer, "cp932"):
        names = [plain(cell) for cell in cells]
        money = money or any(BILLIONS in name for name in names)
        if place < 0 and plain(OUTPUT) in names:
            place = places(answer, names, plain(OUTPUT))[0]
        elif place >= 0 and (match := _QUARTER.fullmatch(names[0] if names else "")):
            year = match[1] or year
            if f"{year}-{int(match[3]):02}" == wanted and len(names) > place:
                value = names[place].replace(",", "")
                rows.append((line, [wanted, value, value if money else ""]))
    if place < 0:
        raise wrong(answer, f"it has no column {OUTPUT}")
    return RawTable(["quarter", "figure", "billions"], iter(rows))
