"""The built-in facts with their sources: single published figures, and a past of daily ones.

Who published the past, on what terms and from when on is told in SOURCES.md beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kb.built_in import catalog
from kb.errors import ReadError
from kb.shipped import shipped

if TYPE_CHECKING:
    from kb.facts import Checker, Fact

PACKS = ("essay", "comment", "published")
"""The documents' own words and the figures that they are held against, a few days each."""
PAST = "past"
EVERY = (*PACKS, PAST)
TABLES = ("binance", "cftc", "farside", "fred", "ministry_of_finance_japan")
"""The tables of the past, each named after its source: a day to a row, a series to a column."""


def files_of(pack: str) -> dict[str, bytes]:
    """The tables of a pack as `add` takes them, and what is said of their sources, by file."""
    folder = shipped("kb.packs")
    told = {"SOURCES.md": folder.joinpath("SOURCES.md").read_bytes()}
    if pack == PAST:
        return {**{f"{source}.csv": _long(source) for source in TABLES}, **told}
    return {f"{pack}.csv": folder.joinpath(f"{pack}.csv").read_bytes(), **told}


def provider(source: str) -> str:
    """Who provides the figures of a source, and on what terms, as SOURCES.md has it."""
    told = shipped("kb.packs").joinpath("SOURCES.md").read_text(encoding="utf-8")
    rows = (line.strip("| \n").split(" | ") for line in told.splitlines() if line.startswith("| `"))
    found = next((row for row in rows if row[0].strip("`") == source), None)
    return f"{found[1]}; {found[4]}" if found else "single figures, each with its source"


def built_in_facts(packs: Iterable[str] = PACKS) -> Iterator[Fact]:
    """Every fact of the packs, in their order. The clock of this machine has no say in them."""
    from kb.facts import Checker  # the base that is made of them is kept, and seldom made anew

    checker = Checker(catalog(), today=date.max)
    for pack in packs:
        yield from _past(checker) if pack == PAST else _figures(pack, checker)


def _figures(pack: str, checker: Checker) -> Iterator[Fact]:
    from kb.readers.csv import read_csv
    from kb.readers.opening import Opened
    from kb.readers.table import BadRow

    with shipped("kb.packs").joinpath(f"{pack}.csv").open("rb") as stream:
        for line, _, row in read_csv(Opened(f"{pack}.csv", "csv", stream), checker).rows:
            if isinstance(row, BadRow):
                raise ReadError(f"{pack}.csv line {line}: {row.reason}")
            yield row


def _past(checker: Checker) -> Iterator[Fact]:
    """The facts of every table; a column is headed by its series and unit, as in `price.low USD`.

    A day is known by the rule its series is published by, and an empty cell is no fact.
    """
    for source in TABLES:
        for series, day, value, unit in _cells(source):
            yield checker.row(series, "", "", day, "", "", value, unit, source, "")


def _cells(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Series, day, value and unit of every figure of a table, day by day."""
    import csv
    import gzip

    packed = shipped("kb.packs").joinpath(PAST, f"{source}.csv.gz").read_bytes()
    header, *rows = csv.reader(gzip.decompress(packed).decode().splitlines())
    columns = [heading.split(" ", 1) for heading in header[1:]]
    for day, *cells in rows:
        for (series, unit), value in zip(columns, cells, strict=True):
            if value:
                yield series, day, value, unit


def _long(source: str) -> bytes:
    """A table of the past with a figure to a row."""
    rows = (",".join((*cells, source)) for cells in _cells(source))
    return "\n".join(("series,as_of,value,unit,source", *rows, "")).encode()
