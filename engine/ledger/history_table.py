"""A history as a table: a day a line, with headline, the answer's numbers, forecast and findings.

The numbers are worked out again from the facts that the history saw, each day as it was known at
its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.briefing.sheets.csv_text import Cell, csv_of
from engine.evaluation.days import evaluate_days
from engine.evaluation.evaluate import Evaluation
from engine.forecast.by_day import ahead
from engine.forecast.market_days import CLOSE
from engine.judge.history import Period, days_alike
from engine.ledger.histories import ReadHistory
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from engine.words.numbers import iso_date
from kb.store import KnowledgeBase
from kb.units import spell

FORECAST = (
    "Lowest close of ninety days, even chance ({})",
    "Lowest close of ninety days, one in ten ({})",
    "Chance that the low is in, ninety days (ratio)",
)


class Column(NamedTuple):
    """A quantity of the answer: what it is called, its claim and its name."""

    label: str
    claim: str
    name: str


def history_csv(
    kb: KnowledgeBase, read: ReadHistory, progress: Callable[[int], None] | None = None
) -> str:
    """The table as csv; a quantity is its central value, empty on a day where it is unknown.

    progress  called with the number of days forecast so far
    """
    columns = list(_columns(read.book))
    claims = [page.claim for page in read.book.pages if page.judged and page.kind != "headline"]
    found, asked = _statuses(read), read.asked
    money = spell(kb.catalog.get(CLOSE).measured_in.dimension)
    told = (label.format(money) for label in FORECAST)
    head = ("day", "headline", *(column.label for column in columns), *told, *claims)
    days = asked.days.tolist()
    forecasts = ahead(kb, asked.asset, days, asked.batch, progress)
    lines = zip(days, _numbers(kb, read, columns), forecasts, strict=True)
    noted = (read.note,) if read.note else ()
    return csv_of(
        (*head, *(["note"] if noted else [])),
        (
            (
                iso_date(day),
                _headline(read.book, found, n),
                *values,
                f.even,
                f.one_in_ten,
                f.low_is_in,
                *(found[c][n] for c in claims),
                *noted,
            )
            for n, (day, values, f) in enumerate(lines)
        ),
    )


def _columns(book: RuleBook) -> Iterator[Column]:
    """The quantities of the answer table, each with its unit."""
    for row in book.order.answer:
        for claim, name in row.quantities:
            unit = spell(book.dimensions[claim][name])
            yield Column(f"{row.label} ({unit})", claim, name)


def _statuses(read: ReadHistory) -> dict[str, list[str]]:
    """The finding of every claim on every day."""
    found: dict[str, list[str]] = {}
    for stretch in read.stretches:
        found.setdefault(stretch.claim, []).extend([stretch.status] * stretch.days)
    return found


def _headline(book: RuleBook, found: dict[str, list[str]], n: int) -> str:
    """The first headline that holds; "" where none does."""
    return next((claim for claim in book.order.headline if found[claim][n] == "holds"), "")


def _numbers(
    kb: KnowledgeBase, read: ReadHistory, columns: list[Column]
) -> Iterator[tuple[Cell, ...]]:
    """The central values of a day, day by day."""
    part = for_asset(read.book.part(*{column.claim for column in columns}), read.asked.asset)
    for evaluation in _evaluated(kb.under(read.book.catalog), part, read.asked):
        values = [evaluation.value(column.claim, column.name) for column in columns]
        for day in range(len(evaluation.panel.days)):
            yield tuple(each.middle(day) if each.known[day] else None for each in values)


def _evaluated(kb: KnowledgeBase, book: RuleBook, asked: Period) -> Iterator[Evaluation]:
    for panel, catalog in days_alike(kb, book, asked):
        yield evaluate_days(book, panel, catalog)
