"""Order is nothing: facts, batches and pages in any order give the same findings and words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes.outcome import outcome_of
from engine.pages.build import build_book
from kb.built_in import catalog
from kb.store import KnowledgeBase
from kb.verify.base import problems
from tests.desk import PAGES, ask, fact, facts

CORRECTIONS = [
    fact("etf.net_flow", -500, "USD m", "2025-11-14", source="farside", known_at="2025-11-15"),
    fact("etf.net_flow", -480, "USD m", "2025-11-14", source="farside", known_at="2025-11-16"),
    fact("etf.net_flow", -470, "USD m", "2025-11-14", source="sosovalue"),
    fact("price.close", 91_000, "USD/coin", source="coingecko"),
    fact("policy.cut_odds", 90, "%", "2025-10-29", target="2025-12-10", source="cme_fedwatch"),
]
ALL = facts() + CORRECTIONS
WORLDS = settings(max_examples=10, derandomize=True, deadline=None, database=None)


def told(order: list[int], cuts: set[int], pages: list[str]) -> tuple[object, ...]:
    """What is found when facts, batches and pages come so."""
    book = build_book({name: PAGES[name] for name in pages}, catalog())
    with KnowledgeBase.in_memory() as kb:
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(ALL)], strict=True):
            kb.add(ALL[place] for place in order[start:end])
        assert list(problems(kb.connection)) == []
        run = ask(kb, book)
        return run.id, run.facts_digest, run.findings, outcome_of(run)


@pytest.fixture(scope="module")
def expected() -> tuple[object, ...]:
    """The same with everything in the order in which it is written here."""
    return told(list(range(len(ALL))), set(), list(PAGES))


@WORLDS
@given(
    order=st.permutations(range(len(ALL))),
    cuts=st.sets(st.integers(1, len(ALL) - 1), max_size=5),
    pages=st.permutations(list(PAGES)),
)
def test_no_order_of_facts_batches_or_pages_changes_a_finding(order, cuts, pages, expected):
    assert told(order, cuts, pages) == expected


def test_a_fact_that_says_otherwise_does_change_something(expected):
    """So the comparison can fail."""
    changed = random.Random(1).sample(range(len(ALL)), len(ALL) - 1)
    with KnowledgeBase.in_memory() as kb:
        kb.add(ALL[place] for place in changed)
        assert ask(kb, build_book(PAGES, catalog())).facts_digest != expected[1]
