"""The findings of a year: a base and a run in, what became of each claim on each day out.

Each day is judged as it was known at its end, as `history` judges it, on no fact that the run could
not see: equal runs have equal years. It takes longer than the run itself, so that only a document
that shows it asks for it, and it is kept in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby

from engine.fingerprint import code_digest
from engine.judge.history import A_YEAR, Period, history
from engine.judge.run import Run, end_of_day
from engine.judge.stretches import Stretch, by_chapter, stretches
from kb.cache import cached
from kb.store import KnowledgeBase

LEAST = 14
"""Days under which nothing is shown."""
KEPT = 64
"""Years that the cache keeps."""


@dataclass(frozen=True)
class Spell:
    """Days in a row on which a claim's finding was the same; days since 1970-01-01."""

    first: int
    last: int
    status: str

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return self.last - self.first + 1


Year = dict[str, tuple[Spell, ...]]
"""By claim its spells, the earliest first; every claim's begin and end on the same days."""


def year_of(kb: KnowledgeBase, run: Run) -> Year:
    """The year up to the day of a run, or since its first fact; empty where that is too short.

    A day that was not over when the run's facts had to be known is not among its days.
    """
    asked, tracks = run.question, run.evaluation.panel.tracks.values()
    last = asked.as_of
    while end_of_day(last) > asked.known_at:
        last -= 1
    began = min((int(t.as_of.min()) for t in chain.from_iterable(tracks) if len(t)), default=last)
    first = max(last - A_YEAR + 1, began)
    if last - first + 1 < LEAST:
        return {}
    period = Period(asked.asset, first, last, asked.batch or kb.last_batch())
    key = (run.id, run.facts_digest, run.book.hash, code_digest((__name__,)))
    return cached("year", key, lambda: _judged(kb, run, period), [Spell], but=KEPT)


def _judged(kb: KnowledgeBase, run: Run, period: Period) -> Year:
    found = history(kb, run.book, period)
    pages = chain.from_iterable(by_chapter(run.book).values())
    return {page.claim: tuple(_spells(stretches(found, page))) for page in pages}


def spells_of(days: Mapping[int, str]) -> Iterator[Spell]:
    """The spells of days in a row, by their findings."""
    for status, group in groupby(days, key=lambda day: days[day]):
        first, *more = group
        yield Spell(first, more[-1] if more else first, status)


def _spells(found: Iterator[Stretch]) -> Iterator[Spell]:
    """Stretches with one finding as one, whatever caused it."""
    for status, group in groupby(found, key=lambda stretch: stretch.status):
        first, *more = group
        yield Spell(first.first, more[-1].last if more else first.last, status)
