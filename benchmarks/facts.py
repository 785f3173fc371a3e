"""Made-up facts: a number of rows and series in; rows of text, and the facts they state, out.

The facts are made by the checker that files go through, so they are as large and share as much with
one another as those of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice, starmap

from kb.built_in import catalog
from kb.catalog import Catalog
from kb.facts import Checker, Fact

FIRST_DAY = date(2000, 1, 1)
CORRECTED_AFTER = timedelta(days=7)
CORRECTED = 10  # every tenth row is corrected a week later
_MODEL = "price.close"  # every made-up series is this one under another name

# series, asset, target, as_of, span, known_at, value, unit, source, note
Cells = tuple[str, str, str, str, str, str, str, str, str, str]


def made_up(rows: int, series: int) -> Iterator[Cells]:
    """`rows` rows, day after day: those of the day, then the corrections of a week before."""
    return islice(_endless(series), rows)


def facts(rows: Iterable[Cells], series: int) -> Iterator[Fact]:
    """The facts that rows of `made_up` state, each one new."""
    return starmap(Checker(made_up_catalog(series), today=date.max).row, rows)


def last_day(rows: int, series: int) -> date:
    """The last day of which `made_up` gives every row."""
    whole_days = rows * CORRECTED // (series * (CORRECTED + 1))
    return FIRST_DAY + timedelta(days=max(whole_days - 1, 0))


def _name(series: int) -> str:
    return f"bench.series_{series:05d}"


def made_up_catalog(series: int) -> Catalog:
    """The catalogue that knows the made-up series."""
    model = catalog().get(_MODEL)
    names = map(_name, range(series))
    made = {name: replace(model, name=name) for name in names}
    return Catalog(made, catalog().sources, {})


def _endless(series: int) -> Iterator[Cells]:
    for number in count():
        day = FIRST_DAY + timedelta(days=number)
        for one in range(series):
            yield _row(one, day, day)
        corrected = day - CORRECTED_AFTER
        if corrected >= FIRST_DAY:
            for one in range(corrected.toordinal() % CORRECTED, series, CORRECTED):
                yield _row(one, corrected, day)


def _row(series: int, as_of: date, known: date) -> Cells:
    value = (series * 7919 + as_of.toordinal() * 104729 + known.toordinal()) % 10_007 + 80_000
    return (
        _name(series), "btc", "", as_of.isoformat(), "", known.isoformat(),
        f"{value / 8}", "USD/coin", "desk", "",
    )  # fmt: skip
