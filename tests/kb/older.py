"""A base as an older downdraft left it: which versions there were, and facts of their time."""

from __future__ import annotations

from benchmarks.faults.older import make_older
from kb import schema
from kb.facts import Fact

__all__ = ["OLDER", "make_older", "unrecorded"]

OLDER = range(1, schema.NEWEST)


def unrecorded(fact: Fact) -> Fact:
    """A fact as it was before it was recorded how a known_at is known."""
    return fact.model_copy(update={"publication": "unrecorded"})
