"""A history of many workers: a period in, the same `History` out that one process finds.

A task is an asset and a stretch of days; what comes back is the planes of their comparisons, a bit
or a small number a day. The judgement is made here, once, of all of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.cluster.panels import applied, read_shared, shared
from engine.cluster.shelf import Shelf
from engine.cluster.work import Report, Task, results
from engine.evaluation.values import Codes
from engine.judge.history import History, Period, planes
from engine.judge.judgement import judge
from engine.judge.logic import BoolArray, Truths
from engine.judge.planes import LineArrays, joined
from engine.pages.asset import for_asset
from engine.pages.book import RuleBook
from kb.store import KnowledgeBase

DAYS = 512
"""Days of a task: always as many, so that finished ones serve whatever the number of workers."""
TASKS = 32
"""Tasks from which they are made longer, for each looks over the whole past before its days."""

FAST = 1
"""Planes stay as they are for weeks: the least work makes a tenth of them."""


def history_of_workers(
    kb: KnowledgeBase,
    book: RuleBook,
    asked: Period,
    shelf: Shelf,
    on: str | None,
    report: Report = None,
) -> History:
    """Evaluate the rule base on every day of a period; see `engine.judge.history.history`."""
    [given] = shared(shelf, kb, book, [asked.asset], asked.batch)
    given |= {"asset": asked.asset}
    tasks = [
        Task(judged_days, given | {"first": part.first, "last": part.last}, len(part.days))
        for part in _stretches(asked)
    ]
    parts = [arrays_from(content) for content in results(tasks, shelf, on, report)]
    return History(asked, judge(for_asset(book, asked.asset), joined(parts)))


def _stretches(asked: Period) -> Iterator[Period]:
    """The days of a period in parts that begin on the same days whatever else is asked."""
    start, days = asked.first, DAYS * -(-len(asked.days) // (DAYS * TASKS))
    while start <= asked.last:
        end = min((start // days + 1) * days - 1, asked.last)
        yield asked.between(start, end)
        start = end + 1


def judged_days(shelf: Shelf, asked: Mapping[str, Any]) -> bytes:
    """The planes of a stretch of days: what a worker does."""
    facts, _ = read_shared(shelf, asked)
    needed = applied(shelf, asked, asked["asset"]).needed
    stretch = Period(asked["asset"], asked["first"], asked["last"], 0)
    return as_bytes(joined(list(planes(facts, needed, stretch))))


def as_bytes(arrays: LineArrays) -> bytes:
    """Planes, compressed: a line of names, and the bits and small numbers behind it."""
    days = arrays.truths.days
    owned, stated = list(arrays.facts), list(arrays.stated)
    head = {
        "days": days, "lines": list(arrays.truths.lines), "stated": stated,
        "facts": [list(each) for each in owned],
    }  # fmt: skip
    bits = [arrays.truths.true, arrays.truths.false, _side_by_side(arrays.thin, owned, days)]
    codes = [
        arrays.reasons, _side_by_side(arrays.stated, stated, days),
        _side_by_side(arrays.facts, owned, days),
    ]  # fmt: skip
    packed = [np.packbits(each.astype(np.bool_)).tobytes() for each in bits]
    written = [json.dumps(head).encode(), b"\n", *packed, *(each.tobytes("C") for each in codes)]
    return zlib.compress(b"".join(written), FAST)


def arrays_from(content: bytes) -> LineArrays:
    """The planes again."""
    line, _, rest = zlib.decompress(content).partition(b"\n")
    head = json.loads(line)
    days, lines, stated = head["days"], tuple(head["lines"]), tuple(head["stated"])
    owned = tuple((claim, name) for claim, name in head["facts"])
    at = 0

    def bits(columns: int) -> BoolArray:
        nonlocal at
        size = days * columns
        found = np.frombuffer(rest, np.uint8, -(-size // 8), at)
        at += len(found)
        return np.unpackbits(found, count=size).astype(np.bool_).reshape(days, columns)

    def codes(columns: int) -> Codes:
        nonlocal at
        found = np.frombuffer(rest, np.int8, days * columns, at).reshape(days, columns)
        at += found.size
        return found

    truths = Truths(lines, bits(len(lines)), bits(len(lines)))
    thin = bits(len(owned))
    reasons, of_stated, of_facts = codes(len(lines)), codes(len(stated)), codes(len(owned))
    return LineArrays(
        truths,
        reasons,
        {name: of_stated[:, n] for n, name in enumerate(stated)},
        {name: of_facts[:, n] for n, name in enumerate(owned)},
        {name: thin[:, n] for n, name in enumerate(owned)},
    )


def _side_by_side(columns: Mapping[Any, Any], names: list[Any], days: int) -> Any:
    if not names:
        return np.zeros((days, 0), dtype=np.int8)
    return np.stack([columns[name] for name in names], axis=1)
