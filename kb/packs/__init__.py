"""The built-in facts: single published figures with their sources, as csv files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from kb.catalog import catalog
from kb.errors import ReadError
from kb.facts import Checker, Fact
from kb.readers.csv import read_csv
from kb.readers.opening import Opened
from kb.readers.table import BadRow

PACKS = ("essay.csv", "comment.csv", "published.csv")


def built_in_facts() -> Iterator[Fact]:
    """Every fact of the packs, in their order. The clock of this machine has no say in them."""
    checker = Checker(catalog(), today=date.max)
    for pack in PACKS:
        with files("kb.packs").joinpath(pack).open("rb") as stream:
            for line, _, row in read_csv(Opened(pack, "csv", stream), checker).rows:
                if isinstance(row, BadRow):
                    raise ReadError(f"{pack} line {line}: {row.reason}")
                yield row
