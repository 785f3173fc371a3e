"""What is too old, and why: a run and the requests of feeds in, the series that pages read out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.judge.run import Run
from engine.words.numbers import iso_date
from kb.feeds.brought import AFTER, Seen, Upto, last_request, why_old
from kb.store import KnowledgeBase


class Stale(NamedTuple):
    """A series that is older than it may be.

    newest, since  its newest day, and the first day on which that was too old; since 1970-01-01
    why            why nothing newer came, "" where no feed brings it
    """

    series: str
    newest: int
    since: int
    why: str

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        return f"{self.series}: stale since {iso_date(self.since)}{why}"


def stale_series(kb: KnowledgeBase, run: Run, asked: int | None = None) -> Iterator[Stale]:
    """The series of a run that are too old on its day, by name; what never was is not stale.

    asked  the last request that is looked at; None for all there are
    """
    question, opened = run.question, kb.connection
    last = last_request(opened) if asked is None else asked
    upto = Upto(last, question.known_at + AFTER)
    seen = Seen(question.asset, question.as_of, question.batch or 0, question.known_at)
    panel, names = run.evaluation.panel, sorted(set(run.book.named) & set(run.catalog.series))
    for series, age in zip(names, panel.ages(names)[0].tolist(), strict=True):
        allowed = run.catalog.get(series).stale_after
        if age > allowed:
            newest = question.as_of - age
            why = why_old(opened, series, seen, upto) if last else ""
            yield Stale(series, newest, newest + allowed + 1, why)
