"""When the facts of an answer became known: its rows and the page's rule in, the rows with their
`known_at` out. What speaks of a day that was not over when it was answered is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from kb.catalog import Catalog
from kb.clock import whole_seconds
from kb.errors import ReadError
from kb.facts import COLUMNS, Checker, Fact
from kb.feeds.model import Answer
from kb.publication import Out
from kb.readers.table import Cells, Numbered

MODES = ("scheduled", "request", "last-modified", "stated")
_SERIES, _DAY, _KNOWN = (COLUMNS.index(name) for name in ("series", "as_of", "known_at"))


def checker_of(checker: Checker, answer: Answer, mode: str) -> Checker:
    """The same checks as they stood when it was answered."""
    then = copy(checker)
    then.now, then.today = answer.at, answer.at.date()
    then.default_known_at = answer.at.isoformat() if mode == "request" else ""
    return then


@dataclass
class Timed:
    """The rows of an answer with their moments.

    unfinished  how many spoke of a day that was not over
    """

    name: str
    answer: Answer
    mode: str
    checker: Checker
    unfinished: int = 0

    def rows(self, rows: Iterable[Numbered]) -> list[Numbered]:
        """Every fact; raises ReadError naming the first row that is none."""
        found = list(self._finished(rows))
        if self.mode == "last-modified":
            found = self._last_modified(found)
        elif self.mode not in MODES:
            found = [self._ruled(each) for each in found]
        return self._once([self._in_hand(each) for each in found])

    def _once(self, rows: list[Numbered]) -> list[Numbered]:
        """Without what stands twice; two values of one day are refused, unless told as vintages."""
        found: dict[tuple[object, ...], Numbered] = {}
        for line, cells, row in rows:
            assert isinstance(row, Fact)
            stated = row.known_at if self.mode == "stated" else None
            key = (row.series, row.asset, row.source, row.target, row.as_of, stated)
            if key in found and found[key][2].value != row.value:  # type: ignore[union-attr]
                raise ReadError(
                    f"{self.name} line {line}: it says two things of {row.series} on {row.as_of}"
                )
            found.setdefault(key, (line, cells, row))
        return list(found.values())

    def _in_hand(self, numbered: Numbered) -> Numbered:
        """What has come is known, whatever a rule says of the hour."""
        line, cells, row = numbered
        assert isinstance(row, Fact)
        if row.known_at <= self.answer.at:
            return numbered
        update = {"known_at": whole_seconds(self.answer.at), "publication": "stated"}
        return line, cells, row.model_copy(update=update)

    def _finished(self, rows: Iterable[Numbered]) -> Iterator[Numbered]:
        for line, cells, row in rows:
            if isinstance(row, Fact):
                yield line, cells, row
            elif self._lasts(cells):
                self.unfinished += 1
            else:
                raise ReadError(f"{self.name} line {line}: {row.reason}")

    def _lasts(self, cells: Cells) -> bool:
        """Whether a row that was refused speaks of a day that was not over."""
        if not cells[_SERIES] or not cells[_DAY]:
            return False
        out = scheduled(self.checker.catalog, cells[_SERIES], date.fromisoformat(cells[_DAY]))
        return bool(out.over and out.over > self.answer.at)

    def _last_modified(self, rows: list[Numbered]) -> list[Numbered]:
        """The newest day was out when the answer was last changed, as far as it says so."""
        stamp = self.answer.headers.get("last-modified", "")
        newest = max((cells[_DAY] for _, cells, _ in rows), default="")
        try:
            moment = parsedate_to_datetime(stamp).astimezone(UTC) if stamp else self.answer.at
        except ValueError:
            raise ReadError(f"{self.name}: {stamp[:60]!r} is no moment (Last-Modified)") from None
        known = min(moment, self.answer.at)
        return [self._stated(each, known) if each[1][_DAY] == newest else each for each in rows]

    def _stated(self, numbered: Numbered, known: datetime) -> Numbered:
        line, cells, row = numbered
        assert isinstance(row, Fact)
        out = scheduled(self.checker.catalog, row.series, row.as_of)
        if out.over and known < out.over:
            raise ReadError(
                f"{self.name} line {line}: it was last changed at {known:%Y-%m-%dT%H:%MZ}, before "
                f"the day of {row.series} was over; its publication cannot be told from that"
            )
        return line, cells, row.model_copy(update={"known_at": known, "publication": "stated"})

    def _ruled(self, numbered: Numbered) -> Numbered:
        """By another rule of the catalogue than that of the series."""
        line, cells, row = numbered
        assert isinstance(row, Fact)
        catalog = self.checker.catalog
        out = catalog.publications[self.mode].out(row.as_of, catalog.get(row.series).calendar)
        return line, cells, row.model_copy(update={"known_at": out.at, "publication": out.how})


def scheduled(catalog: Catalog, series: str, day: date) -> Out:
    """When the figure of a day is out as its series is published."""
    found = catalog.get(series)
    return found.publication.out(day, found.calendar)
