"""Facts known only after a day or a moment: how many, and by when all of them were."""

from __future__ import annotations

from typing import NamedTuple

from kb.clock import day_date, moment, moment_number
from kb.store import KnowledgeBase

# CROSS JOIN, so that the facts of other assets are passed over.
_LATER = """SELECT count(*), max(fact.known_at) FROM strand
    CROSS JOIN fact ON fact.strand_id = strand.id
    WHERE strand.asset IN (?, '') AND fact.as_of <= ? AND fact.known_at > ?"""


class KnownLater(NamedTuple):
    """How many facts, and the day by which the last of them was known."""

    facts: int
    until: str


def known_later(kb: KnowledgeBase, asset: str, as_of: int, known_at: int) -> KnownLater | None:
    """The facts about `as_of` or earlier known only after `known_at`; None when there is none."""
    ((facts, last),) = kb.rows(_LATER, asset, as_of, known_at)
    return KnownLater(facts, f"{moment(last):%Y-%m-%d}") if facts else None


def all_known_at(kb: KnowledgeBase, asset: str, as_of: int) -> int:
    """The moment by which all there is about a day or earlier was known; its end at the least."""
    end = moment_number(day_date(as_of))
    ((_, last),) = kb.rows(_LATER, asset, as_of, end)
    return max(end, last or 0)
