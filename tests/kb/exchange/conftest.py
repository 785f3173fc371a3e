"""Offices with a base each, in memory, and what one pulls from another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb import ledger
from kb.chain import page_hash
from kb.exchange.offers import BaseSource
from kb.exchange.receive import receive
from kb.exchange.received import Received
from kb.ledger import StoredPage
from kb.run_entries import RunEntry
from kb.store import KnowledgeBase
from kb.verify.base import problems
from kb.verify.head import head
from tests.kb.verified import BOOK, PAGES, RUN, flow_of


def pull(into: KnowledgeBase, other: KnowledgeBase, **how: bool) -> Received:
    done = Received()
    receive(into, BaseSource(other.connection, "the other"), done, **how)
    return done


def sound(kb: KnowledgeBase) -> bool:
    assert [str(problem) for problem in problems(kb.connection)] == []
    return True


def state(kb: KnowledgeBase) -> str:
    return head(kb.connection)


def seen(kb: KnowledgeBase, known_at: str = "2026-01-01", batch: int | None = None) -> str:
    """The digest of all that a base knows."""
    return kb.digest("btc", as_of="2025-12-31", known_at=known_at, batch=batch)


def days(first: int, last: int, source: str = "desk", add: float = 0, **other: object) -> list:
    return [flow_of(n + add, f"2025-11-{n:02}", source=source, **other)
            for n in range(first, last)]  # fmt: skip


def record(kb: KnowledgeBase, name: str, batch: int) -> RunEntry:
    """A run on what a base holds up to a batch, with a document."""
    pages = tuple(StoredPage(page_hash(n, text), n, text) for n, text in PAGES.items())
    entry = RunEntry(**{**vars(RUN), "id": name, "batch": batch, "rulebook": BOOK})
    ledger.record_run(kb, entry, pages)
    ledger.record_rendering(kb, name, "md", name * 16)
    return entry


@pytest.fixture
def office() -> Callable[..., KnowledgeBase]:
    """A base with a batch for each list of facts."""

    def make(*batches: list, label: str = "") -> KnowledgeBase:
        kb = KnowledgeBase.in_memory()
        for facts in batches:
            kb.add(facts, label=label)
        return kb

    return make
