"""A feed as small as one can be: a csv of days and values, and what the line needs around it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kb.errors import ReadError
from kb.facts import COLUMNS, Checker
from kb.feeds.model import Answer, Ask, Secret
from kb.readers.table import Numbered, Table

HOST = "figures.test"
HEADER = ["day", "value"]
START = datetime(2025, 11, 19, 6, 30, tzinfo=UTC)


@dataclass
class OwnFeed:
    """Daily figures of one series. `years`: a page a year, each asked for by itself."""

    name: str = "figures"
    source: str = "fred"
    series: str = "treasury.note_10y"
    unit: str = "%"
    path: str = "/day.csv"
    about: str = "figures of a day"
    terms: str = "free"
    credit: str = ""
    free: bool = True
    key: Secret | None = None
    pause: float = 0.0
    timeout: float = 5.0
    limit: int = 1_000_000
    hosts: tuple[str, ...] = (HOST,)
    years: bool = False

    def asks(self, assets: Mapping[str, str], since: date, now: datetime) -> Iterator[Ask]:
        paths = [f"/{year}.csv" for year in range(since.year, now.year + 1)]
        for path in paths if self.years else [self.path]:
            yield Ask(self.name, f"https://{self.hosts[0]}{path}", secret=self.key)

    def next(self, answer: Answer) -> Ask | None:
        return None

    def table(self, answer: Answer, checker: Checker) -> Table:
        try:
            lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8"))))
        except UnicodeDecodeError:
            raise ReadError(f"{self.name} is not UTF-8") from None
        if not lines or lines[0] != HEADER:
            first = lines[0] if lines else "nothing"
            raise ReadError(f"{self.name} line 1: {first} is not {HEADER}")
        return Table(self.name, COLUMNS, self._rows(lines[1:], checker))

    def _rows(self, lines: list[list[str]], checker: Checker) -> Iterator[Numbered]:
        for number, cells in enumerate(lines, start=2):
            if len(cells) != 2:
                raise ReadError(f"{self.name} line {number}: {cells} does not fit")
            day, value = cells
            if value not in ("", "."):
                row = (self.series, "", "", day, "", "", value, self.unit, self.source, "")
                yield number, cells, checker.row(*row)


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    at: datetime = START
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def tick(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)


def table(*rows: tuple[str, float | str]) -> str:
    """The csv of such days and values."""
    return "\n".join([",".join(HEADER), *(f"{day},{value}" for day, value in rows)]) + "\n"


NOVEMBER = (("2025-11-14", 4.14), ("2025-11-17", 4.13), ("2025-11-18", 4.12))
