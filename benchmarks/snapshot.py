"""What stood on a day: the newest value of every series, among the facts of all days and vintages.

The yardstick is the query one would write first, a window function over what is visible. The aim is
a time, since it is what a person waits for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from benchmarks.facts import CORRECTED_AFTER, FIRST_DAY, facts, last_day, made_up
from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict
from kb.clock import day_number, moment_number
from kb.store import KnowledgeBase, Observed

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
    """Two rows: of a base in use, and the first question to one that has just been opened.

    The answers are compared with a plain scan before anything is timed.
    """
    among = f"{sizes.series:,} series among {sizes.among:,} rows"
    note(f"snapshot of {among}: building the base")
    questions = _questions(last_day(sizes.among, sizes.series))
    with _base(sizes) as path, KnowledgeBase.open(path) as kb:
        for asked in questions[-2:]:
            _check(kb, asked)
        note(f"snapshot: {sizes.rounds} rounds")
        turn = cycle(questions)
        took = interleaved(
            sizes.rounds,
            {
                "ours": lambda: _each(kb, questions),
                "first": lambda: _first(path, next(turn)),
                "window": lambda: seconds(lambda: _window(kb, next(turn))),
            },
        )
    window = f"{took['window'] * 1000:.0f} ms  window function"
    met = verdict(took["ours"] < AIM)
    for what, name, aim, verdict_ in (
        (f"as-of snapshot of {among}", "ours", f"below {AIM * 1000:.0f} ms", met),
        ("the same, first question after opening the base", "first", "none", "-"),
    ):
        ratio = f"{took[name] / took['window']:.3f}"
        yield Row(what, f"{took[name] * 1000:.1f} ms", window, ratio, aim, verdict_)


@contextmanager
def _base(sizes: Sizes) -> Iterator[Path]:
    """A base filled day by day, as one fills in use."""
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        path = Path(folder, "base.db")
        with KnowledgeBase.create(path) as kb:
            kb.add(facts(made_up(sizes.among, sizes.series), sizes.series))
        yield path


def _questions(last: date) -> list[Asked]:
    """Days over the second half of the time, each as known then and as known after corrections."""
    half = (last - FIRST_DAY) / 2
    days = [last - half * place // DAYS for place in range(DAYS)]
    return [
        Asked(day_number(day), moment_number(day + later))
        for day in days
        for later in (timedelta(0), CORRECTED_AFTER)
    ]


def _each(kb: KnowledgeBase, questions: Sequence[Asked]) -> float:
    """The mean over questions, each asked once."""
    return seconds(lambda: [_snapshot(kb, asked) for asked in questions]) / len(questions)


def _first(path: Path, asked: Asked) -> float:
    with KnowledgeBase.open(path) as kb:
        return seconds(lambda: _snapshot(kb, asked))


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
