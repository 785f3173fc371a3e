"""The columns of a screen: a row in, what stands under each name out, to sort, to ask and to print.

A column is the same number in the text, in csv, on the page and in a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.briefing.sheets.csv_text import Cell, csv_of
from engine.pages.errors import nearest
from engine.screen.row import Row
from engine.screen.screen import Screen
from engine.words.numbers import iso_date
from kb.units import DIMENSIONLESS, Dimension, unit

USD = unit("USD/coin").dimension


class UnknownColumn(LookupError):
    """A column that is not there; the message names those that are."""


@dataclass(frozen=True)
class Column:
    """What stands under a name.

    unit       as csv heads it, "" for words
    rises      whether a ranking by it begins with the least
    dimension  of a number, for a condition
    share      whether it is one, which is printed in per cent
    """

    name: str
    of: Callable[[Row], float | None]
    unit: str = "ratio"
    rises: bool = False
    dimension: Dimension = DIMENSIONLESS
    share: bool = False


NUMBERS = {
    column.name: column
    for column in (
        Column("price", lambda row: row.price, "money", dimension=USD),
        Column("move", lambda row: row.move, rises=True, share=True),
        Column("drawdown", lambda row: row.off_high, share=True),
        Column("volatility", lambda row: row.volatility, share=True),
        Column("beta", lambda row: row.beta),
        Column("beta_error", lambda row: row.beta_error),
        Column("common_days", lambda row: row.common, "days"),
        Column("own", lambda row: row.own, rises=True, share=True),
        Column("own_low", lambda row: row.own_low, rises=True, share=True),
        Column("own_high", lambda row: row.own_high, rises=True, share=True),
        Column("turned", lambda row: None if row.why else len(row.turned), "claims"),
        Column("nearest", lambda row: row.nearest, rises=True, share=True),
        Column("unknown", lambda row: row.unknown, "claims"),
        Column("even", lambda row: row.even, "money", dimension=USD),
        Column("one_in_ten", lambda row: row.one_in_ten, "money", dimension=USD),
        Column("low_is_in", lambda row: row.low_is_in, share=True),
    )
}
"""The columns of numbers; `asset` and `headline` are words."""
FORECAST = ("even", "one_in_ten", "low_is_in")
SORTED = ("asset", "headline", *NUMBERS)


def ranked(rows: tuple[Row, ...], by: str) -> tuple[Row, ...]:
    """The rows by a column: what is unknown after what is known, what cannot be judged last.

    raises  UnknownColumn
    """
    if by not in SORTED:
        raise UnknownColumn(f"no column is named {by!r}; {nearest(by, SORTED, len(SORTED))}")

    def place(row: Row) -> tuple[bool, bool, float | str, str]:
        if by in NUMBERS:
            value = NUMBERS[by].of(row)
            sign = 1.0 if NUMBERS[by].rises else -1.0
            return bool(row.why), value is None, sign * (value or 0.0), row.asset
        word = row.headline if by == "headline" else row.asset
        return bool(row.why), not word, word, row.asset

    return tuple(sorted(rows, key=place))


def as_csv(found: Screen) -> str:
    """All columns, a row an asset, each number with its unit in the header; nothing is rounded."""
    numbers = [c for name, c in NUMBERS.items() if found.asked.forecast or name not in FORECAST]
    units = (f"{column.name} ({column.unit})" for column in numbers)
    words = ("headline", "turned_claims", "nearest_claim", "claims", "unknown_for", "why_not")
    return csv_of(("asset", "day", "priced", "money", *units, *words), _lines(found, numbers))


def _lines(found: Screen, numbers: list[Column]) -> Iterator[tuple[Cell, ...]]:
    day = iso_date(found.asked.day)
    for row in found.rows:
        priced = None if row.priced is None else iso_date(row.priced)
        yield (
            row.asset, day, priced, row.money, *(column.of(row) for column in numbers),
            row.headline, " ".join(row.turned), row.nearest_claim, row.judged or None, row.reason,
            row.why,
        )  # fmt: skip


def as_tree(found: Screen) -> dict[str, object]:
    """The same for programs."""
    asked = found.asked
    return {
        "day": iso_date(asked.day),
        "since": None if asked.since is None else iso_date(asked.since),
        "market": asked.market,
        "units": {column.name: column.unit for column in NUMBERS.values()},
        "assets": [_tree(row) for row in found.rows],
    }


def _tree(row: Row) -> dict[str, object]:
    told: dict[str, object] = {"asset": row.asset, "why_not": row.why or None, "money": row.money}
    told |= {column.name: column.of(row) for column in NUMBERS.values()}
    return told | {
        "priced": None if row.priced is None else iso_date(row.priced), "headline": row.headline,
        "turned_claims": row.turned, "nearest_claim": row.nearest_claim, "claims": row.judged,
        "unknown_for": row.reason, "findings": dict(row.findings), "path": row.path,
    }  # fmt: skip
