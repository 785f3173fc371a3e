"""Facts about a day that became known only after a moment: what a question leaves out, counted."""

from __future__ import annotations

from typing import NamedTuple

from kb.clock import moment
from kb.errors import in_words
from kb.store import KnowledgeBase

_LATER = """SELECT count(*), max(fact.known_at) FROM fact JOIN strand ON strand.id = fact.strand_id
    WHERE strand.asset IN (?, '') AND fact.as_of <= ? AND fact.known_at > ?"""


class KnownLater(NamedTuple):
    """How many facts, and the day by which the last of them was known."""

    facts: int
    until: str


def known_later(kb: KnowledgeBase, asset: str, as_of: int, known_at: int) -> KnownLater | None:
    """The facts about `as_of` or earlier known only after `known_at`; None when there is none."""
    with in_words(kb.name):
        found = kb.connection.execute(_LATER, (asset, as_of, known_at)).fetchone()
    return KnownLater(found[0], f"{moment(found[1]):%Y-%m-%d}") if found[0] else None
