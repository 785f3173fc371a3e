"""What stood on a day: the newest value of every series, among the facts of all days and vintages.

The yardstick is the query one would write first, a window function over what is visible. The aim is
a time, since it is what a person waits for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from benchmarks.facts import CORRECTED_AFTER, FIRST_DAY, last_day, made_up
from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict
from kb.clock import day_number, moment_number
from kb.reading import Observed
from kb.store import KnowledgeBase

AIM = 0.010  # seconds
DAYS = 8  # asked about in turn
_SCAN = """SELECT series.name, fact.as_of, fact.known_at, fact.value FROM fact
    JOIN strand ON strand.id = fact.strand_id JOIN series ON series.id = strand.series_id"""
_WINDOW = """SELECT id, strand_id, as_of, known_at, span, value FROM (
    SELECT *, row_number() OVER (
        PARTITION BY strand_id ORDER BY as_of DESC, known_at DESC, span) AS place
    FROM fact WHERE as_of <= ? AND known_at <= ?) WHERE place = 1"""


class Asked(NamedTuple):
    """A day, and when its facts had to be known by."""

    as_of: int
    known_at: int


def measure(sizes: Sizes) -> Iterator[Row]:
    """One row; the answers are compared with a plain scan before anything is timed."""
    note(f"snapshot of {sizes.series:,} series among {sizes.among:,} rows: building the base")
    questions = _questions(last_day(sizes.among, sizes.series))
    with _base(sizes) as kb:
        for asked in questions[-2:]:
            _check(kb, asked)
        note(f"snapshot: {sizes.rounds} rounds")
        took = interleaved(
            sizes.rounds,
            {
                "ours": _in_turn(questions, lambda asked: _snapshot(kb, asked)),
                "window": _in_turn(questions, lambda asked: _window(kb, asked)),
            },
        )
    yield Row(
        f"as-of snapshot of {sizes.series:,} series among {sizes.among:,} rows",
        f"{took['ours'] * 1000:.1f} ms", f"{took['window'] * 1000:.0f} ms  window function",
        f"{took['ours'] / took['window']:.4f}", f"below {AIM * 1000:.0f} ms",
        verdict(took["ours"] < AIM),
    )  # fmt: skip


@contextmanager
def _base(sizes: Sizes) -> Iterator[KnowledgeBase]:
    """A base filled day by day, as one fills in use, and opened anew."""
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        path = Path(folder, "base.db")
        with KnowledgeBase.create(path) as kb:
            kb.add(made_up(sizes.among, sizes.series))
        with KnowledgeBase.open(path) as kb:
            yield kb


def _questions(last: date) -> list[Asked]:
    """Days over the second half of the time, each as known then and as known after corrections."""
    half = (last - FIRST_DAY) / 2
    days = [last - half * place // DAYS for place in range(DAYS)]
    return [
        Asked(day_number(day), moment_number(day + later))
        for day in days
        for later in (timedelta(0), CORRECTED_AFTER)
    ]


def _in_turn(questions: list[Asked], work: Callable[[Asked], object]) -> Callable[[], float]:
    """A work that asks the next question each time."""
    turn = cycle(questions)

    def ask() -> float:
        asked = next(turn)
        return seconds(lambda: work(asked))

    return ask


def _snapshot(kb: KnowledgeBase, asked: Asked) -> Observed:
    return kb.snapshot("btc", as_of=asked.as_of, known_at=asked.known_at)


def _window(kb: KnowledgeBase, asked: Asked) -> list[tuple[float, ...]]:
    return kb.connection.execute(_WINDOW, asked).fetchall()


def _check(kb: KnowledgeBase, asked: Asked) -> None:
    """Hold both answers against one walk over every row of the base."""
    newest: dict[str, tuple[int, int, float]] = {}
    for name, as_of, known_at, value in kb.connection.execute(_SCAN):
        if as_of <= asked.as_of and known_at <= asked.known_at:
            newest[name] = max(newest.get(name, (0, 0, 0.0)), (as_of, known_at, value))
    expected = {name: value for name, (_, _, value) in newest.items()}
    seen = _snapshot(kb, asked)
    found = {
        seen.series_names[place]: float(value)
        for place, value in zip(seen.series, seen.value, strict=True)
    }
    by_window = sorted(row[-1] for row in _window(kb, asked))
    if found != expected or by_window != sorted(expected.values()):
        raise WrongAnswer(f"the snapshot on day {asked.as_of} is not what a plain scan finds")
