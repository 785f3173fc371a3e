"""The built-in facts: single published figures with their sources, as csv files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files

from kb.built_in import catalog
from kb.errors import ReadError
from kb.facts import Checker, Fact
from kb.readers.csv import read_csv
from kb.readers.opening import Opened
from kb.readers.table import BadRow

PACKS = ("essay", "comment", "published")


def built_in_facts(packs: Iterable[str] = PACKS) -> Iterator[Fact]:
    """Every fact of the packs, in their order. The clock of this machine has no say in them."""
    checker = Checker(catalog(), today=date.max)
    for pack in packs:
        with files("kb.packs").joinpath(f"{pack}.csv").open("rb") as stream:
            for line, _, row in read_csv(Opened(f"{pack}.csv", "csv", stream), checker).rows:
                if isinstance(row, BadRow):
                    raise ReadError(f"{pack}.csv line {line}: {row.reason}")
                yield row
