"""docs/days.csv: the headline of every day, and what a cascade by the clock of the day comes to.

Every day since lows are known is asked, on the base behind docs/history.md; the thresholds of the
pages were written before any but the days named in `KNOWN` was looked at.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields

from engine.evaluation.days import evaluate_days
from engine.evaluation.evaluate import Evaluation
from engine.judge.history import deciding, panels, period
from engine.judge.judgement import Judgement, judge
from engine.judge.planes import arrays_of
from engine.pages.book import RuleBook
from engine.pages.library import load_book
from kb.clock import day_date, day_number
from kb.store import KnowledgeBase

FIRST, LAST = "2017-07-15", "2025-11-21"
EVERY = 45  # days from one of the sample to the next
CASCADE = "cascade_day"
KNOWN = ("2020-03-12", "2021-05-19", "2025-10-10")
"""The days that the reading of a cascade was made to know."""


@dataclass(frozen=True)
class Day:
    """What was said of one day; shares in percent, to one digit, "" where they are not known."""

    day: str
    headline: str
    cascade: str
    fell: str
    size: str
    regained: str
    closed: str


def book() -> RuleBook:
    """The headlines, the cascade of the day, and what they rest on."""
    whole = load_book()
    return whole.part(*whole.order.headline, CASCADE)


def every(kb: KnowledgeBase) -> Iterator[Day]:
    """Every day from FIRST to LAST: about half a minute's work."""
    asked = period(kb, book(), "btc", day_number(FIRST), day_number(LAST))
    for panel in panels(kb, deciding(book()), asked):
        yield from _days(kb, panel)


def sample(kb: KnowledgeBase, more: Iterable[str]) -> Iterator[Day]:
    """Every EVERYth of them, and some more."""
    first, last = day_number(FIRST), day_number(LAST)
    days = sorted({*range(first, last, EVERY), *map(day_number, more)})
    asked = period(kb, book(), "btc", first, last)
    yield from _days(kb, next(panels(kb, deciding(book()), asked)).moved(days))


def _days(kb: KnowledgeBase, panel: object) -> Iterator[Day]:
    needed = deciding(book())
    evaluation = evaluate_days(needed, panel, kb.catalog)
    found = judge(needed, arrays_of(needed, evaluation))
    for row, day in enumerate(panel.days):
        yield _day(found, evaluation, row, day_date(int(day)).isoformat())


def _day(found: Judgement, evaluation: Evaluation, row: int, day: str) -> Day:
    tried = found.book.order.headline
    headline = next((c for c in tried if found.finding(c, row)[0] == "holds"), "")
    cascade, _ = found.finding(CASCADE, row)
    names = ("fell", "touched.size", "regained", "closed") if cascade == "holds" else ()
    shown = [_shown(evaluation, name, row) for name in names] or [""] * 4
    return Day(day, headline, cascade, *shown)


def _shown(evaluation: Evaluation, name: str, row: int) -> str:
    value = evaluation.value(CASCADE, name)
    scale = 1 if name == "touched.size" else 100
    return f"{scale * float(value.values[row].flat[0]):.1f}" if value.known[row] else ""


def written(days: Iterable[Day]) -> str:
    """The file's text."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(field.name for field in fields(Day))
    rows.writerows(map(astuple, days))
    return out.getvalue()


def read(text: str) -> list[Day]:
    """The days of a file's text."""
    return [Day(**row) for row in csv.DictReader(io.StringIO(text))]
