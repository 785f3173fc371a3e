"""Stretches: days in a row on which a claim's finding, and what caused it, stayed as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.judge.causes import Cause, causes
from engine.judge.history import History, Period
from engine.judge.judgement import STATUSES, Status
from engine.measures.reading import REASONS, Reason
from engine.pages.book import RuleBook
from engine.pages.page import Page
from kb.clock import day_date


@dataclass(frozen=True)
class Stretch:
    """A claim from one day to another, both among them; days since 1970-01-01.

    causes  the lines that were false, or what was lacking; none where the claim held
    """

    claim: str
    first: int
    last: int
    status: Status
    reason: Reason | None
    causes: tuple[Cause, ...]

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return self.last - self.first + 1


def every_stretch(history: History) -> list[Stretch]:
    """The stretches of every page, in the order of the book."""
    return [each for page in history.judgement.book.pages for each in stretches(history, page)]


def by_chapter(book: RuleBook) -> dict[str, tuple[Page, ...]]:
    """The pages that can hold or say a number, by chapter, in the order of a briefing."""
    order = book.order
    named = [claim for chapter in (*order.why, *order.where) for claim in chapter.claims]
    place = {claim: number for number, claim in enumerate((*named, *order.headline))}
    shown = sorted(
        (page for page in book.pages if page.kind != "opinion"),
        key=lambda page: (order.place(page.chapter), place.get(page.claim, len(place))),
    )
    chapters: dict[str, tuple[Page, ...]] = {}
    for page in shown:
        chapters[page.chapter] = (*chapters.get(page.chapter, ()), page)
    return chapters


def between(found: Iterable[Stretch], first: int, last: int) -> list[Stretch]:
    """The parts of stretches that lie within a range of days."""
    return [
        replace(each, first=max(each.first, first), last=min(each.last, last))
        for each in found
        if each.first <= last and each.last >= first
    ]


def stretches(history: History, page: Page) -> Iterator[Stretch]:
    """The stretches of one page, the earliest first."""
    judgement, first = history.judgement, history.asked.first
    column, found = judgement.column[page.claim], causes(judgement, page)
    columns = judgement.status[:, column], judgement.reason[:, column], *found.values()
    runs = unchanged(*columns)
    there = np.stack(columns, axis=1)[[start for start, _ in runs]].tolist()
    for (start, stop), (status, reason, *present) in zip(runs, there, strict=True):
        caused = tuple(compress(found, present))
        ends = first + start, first + stop - 1
        yield Stretch(page.claim, *ends, STATUSES[status], REASONS[reason], caused)


def unchanged(*columns: NDArray[Any]) -> list[tuple[int, int]]:
    """The runs of rows, first and one after the last, in which every column stays as it is."""
    changes = np.zeros(len(columns[0]) - 1, dtype=np.bool_)
    for column in columns:
        changes |= column[1:] != column[:-1]
    return list(pairwise([0, *(np.flatnonzero(changes) + 1).tolist(), len(columns[0])]))


def as_tree(asked: Period, book: RuleBook, found: Sequence[Stretch]) -> dict[str, Any]:
    """The whole history: the question, and the stretches of every claim."""
    of: dict[str, list[Stretch]] = {}
    for stretch in found:
        of.setdefault(stretch.claim, []).append(stretch)
    return {
        "asset": asked.asset,
        "from": day_date(asked.first).isoformat(),
        "to": day_date(asked.last).isoformat(),
        "batch": asked.batch,
        "rulebook": book.hash,
        "claims": [
            {
                "claim": page.claim,
                "chapter": page.chapter,
                "kind": page.kind,
                "spells": [_stretch(page, stretch) for stretch in of[page.claim]],
            }
            for page in book.pages
            if page.claim in of
        ],
    }


def because(page: Page, stretch: Stretch) -> str:
    """What decided a stretch, in one line."""
    false = [f"{_named(page, cause)} is false" for cause in stretch.causes if cause.why is None]
    open_ = [f"{_named(page, cause)}: {cause.why}" for cause in stretch.causes if cause.why]
    return "; ".join(false + open_)


def _stretch(page: Page, stretch: Stretch) -> dict[str, Any]:
    return {
        "from": day_date(stretch.first).isoformat(),
        "to": day_date(stretch.last).isoformat(),
        "days": stretch.days,
        "status": stretch.status,
        "reason": stretch.reason,
        "false_lines": [_named(page, cause) for cause in stretch.causes if cause.why is None],
        "lacks": [
            {"what": _named(page, cause), "reason": cause.why}
            for cause in stretch.causes
            if cause.why is not None
        ],
    }


def _named(page: Page, cause: Cause) -> str:
    """A line as it is written on the page; any other cause as it is."""
    return next((line.text for line in page.lines() if line.id == cause.what), cause.what)
