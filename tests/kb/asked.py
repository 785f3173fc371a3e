"""What a test asks of a base: the value that stands, its batches, the head of its chains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from os import PathLike
from typing import Any

from kb.built_in import catalog
from kb.clock import NO_TARGET, Day, Moment, day_number
from kb.facts import Checker
from kb.holdings import Batch, batch_of
from kb.readers import Row, read_facts
from kb.store import KnowledgeBase
from kb.verify import head as heads


def value(
    kb: KnowledgeBase, series: str, *, as_of: Day, known_at: Moment, asset: str = "btc",
    batch: int | None = None,
) -> float | None:  # fmt: skip
    """The newest value of the best source; of several targets the nearest that has not passed."""
    seen = kb.snapshot(asset, as_of=as_of, known_at=known_at, batch=batch, series=[series])
    today = day_number(as_of)
    ranked = [
        (kb.catalog.rank(series, seen.source_names[source]), int(target), place)
        for place, (source, target) in enumerate(zip(seen.source, seen.target, strict=True))
        if target == NO_TARGET or target >= today
    ]
    return float(seen.value[min(ranked)[-1]]) if ranked else None


def read_file(
    path: str | PathLike[str], *, source: str | None = None, asset: str = "btc",
    today: date | None = None,
) -> Iterator[Row]:  # fmt: skip
    """The rows of a file, held against our catalogue."""
    checker = Checker(catalog(), default_source=source, default_asset=asset, today=today)
    return read_facts(path, checker)


def batches(kb: KnowledgeBase) -> list[Batch]:
    """Every batch in order."""
    return [batch_of(kb, number) for (number,) in kb.rows("SELECT id FROM batch ORDER BY id")]


def head(kb: KnowledgeBase) -> str:
    """The head of a base, which moves with anything that is written."""
    return heads.head(kb.connection)


def last_link(kb: KnowledgeBase, table: str) -> Any:
    """The last link of a chain."""
    found = kb.rows(f"SELECT chain FROM {table} ORDER BY rowid DESC LIMIT 1")
    return found[0][0] if found else None
