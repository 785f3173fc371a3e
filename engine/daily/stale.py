"""What is too old: a run in, the series that its pages read and that nobody renewed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from engine.judge.run import Run
from engine.words.numbers import iso_date
from kb.feeds.wanted import failing

if TYPE_CHECKING:
    from kb.feeds.feed import Feed
    from kb.store import KnowledgeBase


class Stale(NamedTuple):
    """A series that is older than it may be.

    newest, since  its newest day, and the first day on which that was too old; since 1970-01-01
    why            why nothing newer came, "" where nobody knows
    """

    series: str
    newest: int
    since: int
    why: str

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        return f"{self.series}: stale since {iso_date(self.since)}{why}"


def stale_series(run: Run, why: Mapping[str, str]) -> Iterator[Stale]:
    """The series of a run that are too old on its day, by name; what never was is not stale.

    why  by series, why nothing newer came
    """
    panel, names = run.evaluation.panel, sorted(set(run.book.named) & set(run.catalog.series))
    for series, age in zip(names, panel.ages(names)[0].tolist(), strict=True):
        allowed = run.catalog.get(series).stale_after
        if age > allowed:
            newest = run.question.as_of - age
            yield Stale(series, newest, newest + allowed + 1, why.get(series, ""))


def failures(kb: KnowledgeBase, feeds: Mapping[str, Feed]) -> dict[str, str]:
    """Why a feed that brings a series failed when it was asked last, by series."""
    found: dict[str, str] = {}
    for feed in feeds.values():
        if problem := failing(kb.connection, feed.name):
            found |= dict.fromkeys(feed.series, f"feed {feed.name} failed: {problem}")
    return found
