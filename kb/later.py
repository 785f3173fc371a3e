"""Facts outside a question: those known only after it, counted, and the day the first speaks of."""

from __future__ import annotations

from typing import NamedTuple

from kb.clock import moment
from kb.errors import in_words
from kb.store import KnowledgeBase

_LATER = """SELECT count(*), max(fact.known_at) FROM fact JOIN strand ON strand.id = fact.strand_id
    WHERE strand.asset IN (?, '') AND fact.as_of <= ? AND fact.known_at > ?"""


_FIRST = """SELECT min(fact.as_of) FROM fact JOIN strand ON strand.id = fact.strand_id
    WHERE strand.asset IN (?, '')"""


class KnownLater(NamedTuple):
    """How many facts, and the day by which the last of them was known."""

    facts: int
    until: str


def known_later(kb: KnowledgeBase, asset: str, as_of: int, known_at: int) -> KnownLater | None:
    """The facts about `as_of` or earlier known only after `known_at`; None when there is none."""
    with in_words(kb.name):
        found = kb.connection.execute(_LATER, (asset, as_of, known_at)).fetchone()
    return KnownLater(found[0], f"{moment(found[1]):%Y-%m-%d}") if found[0] else None


def first_day(kb: KnowledgeBase, asset: str) -> int | None:
    """The first day that any fact about an asset speaks of; None where there is none."""
    with in_words(kb.name):
        day: int | None = kb.connection.execute(_FIRST, (asset,)).fetchone()[0]
    return day
