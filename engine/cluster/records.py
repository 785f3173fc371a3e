"""The record of the forecast on many assets, by workers: a base in, a record of each out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine.cluster.panels import read_shared, shared_in_turn
from engine.cluster.shelf import Shelf
from engine.cluster.work import Report, Task, results
from engine.forecast.backtest import backtest
from engine.forecast.document import as_value, rows
from engine.forecast.market_days import read_days
from engine.judge.run import Question
from engine.pages.book import RuleBook
from kb.errors import StoreError
from kb.store import KnowledgeBase


class Recorded(NamedTuple):
    """The record of an asset as it is printed, or why there is none.

    value  for programs, None where there is none
    """

    value: dict[str, Any] | None
    rows: list[list[str]]
    lack: str = ""


def records(
    kb: KnowledgeBase, book: RuleBook, asked: Mapping[str, Question], since: int | None,
    shelf: Shelf, on: str | None, report: Report = None,
) -> Iterator[tuple[str, Recorded]]:  # fmt: skip
    """The record of each asset, by its question.

    since  the first day scored, since 1970-01-01; None for all that are due
    """
    begun: list[str] = []

    def tasks() -> Iterator[Task]:
        for each in shared_in_turn(shelf, kb, book, list(asked), kb.last_batch()):
            for a in each["assets"]:
                begun.append(a)
                due = {"day": asked[a].as_of, "known_at": asked[a].known_at, "since": since}
                yield Task(record, {**each, "asset": a, **due})

    contents = results(tasks(), shelf, on, report)
    found = dict(zip(begun, contents, strict=True))
    for asset in asked:
        yield asset, Recorded(*json.loads(found[asset]))


def record(shelf: Shelf, asked: Mapping[str, Any]) -> bytes:
    """The record of an asset: what a worker does."""
    facts, _ = read_shared(shelf, asked)
    try:
        days = read_days(facts, asked["asset"], asked["day"], asked["known_at"])
        tested = backtest(days, asked["since"])
        found = Recorded(as_value(tested), [list(row) for row in rows(tested)])
    except StoreError as lack:
        found = Recorded(None, [], str(lack))
    return json.dumps(found, default=str).encode()
