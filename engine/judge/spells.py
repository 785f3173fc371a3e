"""Spells: days in a row on which a claim's finding, and what caused it, stayed as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.values import REASONS
from engine.judge.causes import Cause, causes
from engine.judge.findings import Status
from engine.judge.history import History
from engine.judge.over_days import STATUSES
from engine.measures.reading import Reason
from engine.pages.page import Page


@dataclass(frozen=True)
class Spell:
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


def every_spell(history: History) -> list[Spell]:
    """The spells of every page, in the order of the book."""
    return [spell for page in history.book.pages for spell in spells(history, page)]


def between(told: Iterable[Spell], first: int, last: int) -> list[Spell]:
    """The parts of spells that lie within a range of days."""
    return [
        replace(spell, first=max(spell.first, first), last=min(spell.last, last))
        for spell in told
        if spell.first <= last and spell.last >= first
    ]


def spells(history: History, page: Page) -> Iterator[Spell]:
    """The spells of one page, the earliest first."""
    column = history.outcomes.column[page.claim]
    status, reason = history.outcomes.status[:, column], history.outcomes.reason[:, column]
    found = causes(history, page)
    runs = unchanged(status, reason, *found.values())
    starts, first = [start for start, _ in runs], history.asked.first
    there = np.stack([status, reason, *found.values()], axis=1)[starts].tolist()
    for (start, stop), (code, why, *present) in zip(runs, there, strict=True):
        named = tuple(compress(found, present))
        ends = first + start, first + stop - 1
        yield Spell(page.claim, *ends, STATUSES[code], REASONS[why], named)


def unchanged(*columns: NDArray[Any]) -> list[tuple[int, int]]:
    """The runs of rows, first and one after the last, in which every column stays as it is."""
    changes = np.zeros(len(columns[0]) - 1, dtype=np.bool_)
    for column in columns:
        changes |= column[1:] != column[:-1]
    return list(pairwise([0, *(np.flatnonzero(changes) + 1).tolist(), len(columns[0])]))
