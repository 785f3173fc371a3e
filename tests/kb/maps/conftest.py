"""A vendor's table through a map, both as a test writes them down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kb.built_in import catalog
from kb.facts import Checker, Fact
from kb.maps.library import read_map
from kb.maps.reading import open_mapped
from kb.readers.table import Row

Read = Callable[..., list[Row]]


@pytest.fixture
def remarks() -> list[str]:
    """What was said of the table that was read last."""
    return []


@pytest.fixture
def read(write, remarks) -> Read:
    """The rows of a table through a map, held against our catalogue."""

    def run(
        text: str | bytes, mapped: str, name: str = "table.csv", source: str = "press"
    ) -> list[Row]:
        checker = Checker(catalog(), default_source=source, today=date(2025, 11, 21))
        table = read_map(mapped, "table.yaml", catalog())
        with open_mapped(write(text, name), table, checker) as opened:
            rows = [row for _, _, row in opened.rows]
            remarks[:] = opened.remarks()
        return rows

    return run


@pytest.fixture
def told(read) -> Callable[..., list[tuple[str, str, float]]]:
    """The same, where every row is a fact: its series, day and canonical value."""

    def run(*given: str, **options: str) -> list[tuple[str, str, float]]:
        rows = read(*given, **options)
        assert all(isinstance(row, Fact) for row in rows), rows
        return [(row.series, row.as_of.isoformat(), row.value) for row in rows]

    return run
