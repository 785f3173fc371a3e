"""A history by chapter, in the order of a briefing; headline pages come last, opinions nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from engine.evaluation.values import Codes
from engine.judge.over_days import STATUS_CODE
from engine.judge.spells import Spell
from engine.pages.book import RuleBook
from engine.pages.page import Page

Chapters: TypeAlias = Mapping[str, Mapping[str, Codes]]
"""By chapter and claim, the statuses of all days, each a place in STATUSES."""


def by_chapter(book: RuleBook) -> dict[str, tuple[Page, ...]]:
    """The pages that can hold or say a number, by chapter."""
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


def statuses(book: RuleBook, told: Iterable[Spell]) -> Chapters:
    """What became of every claim, day by day."""
    parts: dict[str, list[Codes]] = {}
    for spell in told:
        codes = np.full(spell.days, STATUS_CODE[spell.status], dtype=np.int8)
        parts.setdefault(spell.claim, []).append(codes)
    return {
        chapter: {page.claim: np.concatenate(parts[page.claim]) for page in pages}
        for chapter, pages in by_chapter(book).items()
    }
