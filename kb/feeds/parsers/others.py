"""Other answers that no map reads: holders of Treasuries, flows of funds, the chain, vintages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from kb.feeds.model import Answer
from kb.feeds.parsers.shapes import Line, listed, loaded, number, rows_of, text_of, within, wrong
from kb.maps.tables import RawTable

_FOOTNOTE = re.compile(r"\s+\d+/$")
_MONTH = re.compile(r"\d{4}-\d{2}")
_FUND_DAY = re.compile(r"\d{2} [A-Z][a-z]{2} \d{4}")
ROUNDED = 0.06
"""How far a figure of a fund and their total may be from the truth, in millions."""

CHAIN_BEGINS = date(2009, 1, 1)
LONGEST = 100_000
"""More days than the chain can have had."""
_SCALES = {"Dollars": 1.0, "Cents": 100.0, "Bitcoin": 1.0, "Sats": 1e8}


def holders(answer: Answer) -> RawTable:
    """A country to a row and a month to a column, as country, month and value to a row."""
    months: list[str] = []
    found: list[Line] = []
    for line, cells in rows_of(answer, delimiter="\t"):
        name = _FOOTNOTE.sub("", cells[0].strip()) if cells else ""
        if name == "Country":
            months = [cell.strip() for cell in cells[1:] if cell.strip()]
            if not months or not all(map(_MONTH.fullmatch, months)):
                raise wrong(answer, "its columns are not months like 2025-01", line)
        elif months and name and len(cells) > len(months):
            pairs = zip(months, cells[1:], strict=False)
            found += [(line, [name, month, value.strip()]) for month, value in pairs]
    if not months:
        raise wrong(answer, "it has no row of months that begins with Country")
    return RawTable(["country", "month", "value"], iter(found))


class _Cells(HTMLParser):
    """The rows of the tables of a page, each with the line that it begins on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A row or a cell begins."""
        if tag == "tr":
            self.rows.append((self.getpos()[0], []))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1][1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        """What stands in a cell."""
        if self._open and self.rows and self.rows[-1][1]:
            self.rows[-1][1][-1] += data


def fund_flows(answer: Answer) -> RawTable:
    """A day to a row and a fund to a column; a total that is not the sum of its funds is no total.

    The last column may have lost its name.
    """
    page = _Cells()
    page.feed(text_of(answer))
    rows = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in page.rows]
    days = [(line, cells) for line, cells in rows if cells and _FUND_DAY.fullmatch(cells[0])]
    names = next((cells for _, cells in rows if "IBIT" in cells), [])
    if not names:
        raise wrong(answer, "no table names the fund IBIT")
    header = ["Date", *names[1:-1], names[-1] or "Total"]
    if header[-1] != "Total":
        raise wrong(answer, f"its last column is {header[-1]!r} and no total")
    return RawTable(header, ((line, _summed(answer, line, cells)) for line, cells in days))


def _summed(answer: Answer, line: int, cells: list[str]) -> list[str]:
    """A row whose total is left out where the funds do not add up to it."""
    *funds, total = (_flow(answer, cell, line) for cell in cells[1:])
    told = [fund for fund in funds if fund is not None]
    adds_up = total is not None and abs(sum(told) - total) <= ROUNDED * (len(told) + 1)
    return cells if adds_up else [*cells[:-1], ""]


def _flow(answer: Answer, cell: str, line: int) -> float | None:
    if cell in ("", "-"):
        return None
    sign = -1 if cell.startswith("(") else 1
    return sign * number(answer, cell.strip("()").replace(",", ""), line)


def chain(answer: Answer) -> RawTable:
    """One series by position, the first of which is 1 January 2009; the last is of today.

    What it is called stands in the address.
    """
    tree = loaded(answer)
    scale = _SCALES.get(str(within(answer, tree, "type")))
    if scale is None or within(answer, tree, "index") != "day1":
        raise wrong(answer, f"it counts {tree['type']!r} by {within(answer, tree, 'index')!r}")
    start = number(answer, within(answer, tree, "start"))
    if not 0 <= start <= LONGEST:
        raise wrong(answer, f"{start:g} is no position of a day")
    values = listed(answer, tree, "data")
    first = CHAIN_BEGINS + timedelta(days=int(start))
    last = first + timedelta(days=len(values) - 1)
    stamp = str(within(answer, tree, "stamp"))
    if values and last.isoformat() != stamp[:10]:
        raise wrong(answer, f"its last value would be of {last} and it was made on {stamp[:10]}")
    name = answer.ask.url.partition("/series/")[2].partition("/")[0]
    return RawTable(["day", name], _by_position(answer, first, values, scale))


def _by_position(answer: Answer, first: date, values: list[object], scale: float) -> Iterator[Line]:
    for n, value in enumerate(values):
        written = "" if value is None else repr(number(answer, value, n + 1) / scale)
        yield n + 1, [(first + timedelta(days=n)).isoformat(), written]


def vintages(answer: Answer) -> RawTable:
    """Every value of a series with the day since which it stands.

    A span that begins with the answer may have begun before, and is left out.
    """
    tree = loaded(answer)
    since = within(answer, tree, "realtime_start")
    name = parse_qs(urlsplit(answer.ask.url).query).get("series_id", [""])[0]
    rows = []
    for n, row in enumerate(listed(answer, tree, "observations"), start=1):
        known = str(within(answer, row, "realtime_start"))
        if known != since:
            rows.append(
                (n, [str(within(answer, row, "date")), str(within(answer, row, "value")), known])
            )
    if int(number(answer, within(answer, tree, "count"))) > len(tree["observations"]):
        raise wrong(answer, "it holds fewer values than it counts")
    return RawTable(["date", name, "since"], iter(rows))
