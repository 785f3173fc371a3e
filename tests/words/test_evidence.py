"""The evidence: what a document rests on, numbered in the order it is first rested on."""

from __future__ import annotations

import pytest

from engine.words.cite import Ref
from engine.words.evidence import Evidence, shortened
from kb.store import KnowledgeBase
from tests.desk import fact


def ref(*groups: tuple[int, ...]) -> Ref:
    return Ref("quantity", "some.thing", groups)


def month(*, value: float = -1) -> list:
    """Twelve days of flows."""
    days = (f"2025-11-{day:02}" for day in range(1, 13))
    return [fact("etf.net_flow", value - i, "USD m", day) for i, day in enumerate(days)]


def test_facts_are_numbered_as_they_are_first_rested_on():
    evidence = Evidence()
    assert evidence.ids([ref((7,))]) == ("F1",)
    assert evidence.ids([ref((3, 7))]) == ("F1", "F2")
    assert evidence.ids([ref((3,))]) == ("F2",)


def test_a_fact_rested_on_twice_has_one_number():
    assert Evidence().ids([ref((7,), (7, 8)), ref((8,))]) == ("F1", "F2")


def test_what_rests_on_no_fact_cites_none():
    assert Evidence().ids([Ref("assume", "forced_share"), ref()]) == ()


def test_a_window_of_many_facts_has_one_number():
    evidence = Evidence()
    assert evidence.ids([ref(tuple(range(1, 13)))]) == ("F1",)
    assert evidence.ids([ref((4,))]) == ("F2",)


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ("F1 F2 F3 F7", "F1–F3 F7"),
        ("F1 F2", "F1–F2"),
        ("F1 F3 F5", "F1 F3 F5"),
        ("F4", "F4"),
        ("", ""),
    ],
)
def test_numbers_in_a_row_are_written_as_one(ids, text):
    assert shortened(ids.split()) == text


def test_an_exhibit_holds_its_facts():
    with KnowledgeBase.in_memory() as base:
        base.add(month())
        evidence = Evidence()
        evidence.ids([ref((2,)), ref(tuple(range(1, 13)))])
        single, window = evidence.exhibits(base)
    assert (single.id, single.digest, len(single.facts)) == ("F1", "", 1)
    assert (window.id, len(window.digest), len(window.facts)) == ("F2", 16, 12)


def test_a_digest_is_of_what_the_facts_say_and_not_of_where_they_lie():
    def digest(given: list, *before: object) -> str:
        with KnowledgeBase.in_memory() as base:
            for batch in before:
                base.add(batch)
            first = len(before) + 1
            base.add(given)
            evidence = Evidence()
            evidence.ids([ref(tuple(range(first, first + 12)))])
            [window] = evidence.exhibits(base)
            return window.digest

    other = fact("price.close", 92_000, "USD/coin")
    assert digest(month()) == digest(month(), other)
    assert digest(month()) != digest(month(value=-2))
