"""Where sources disagree beyond the tolerance of a series."""

from __future__ import annotations

from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import ask, book_of, fact, facts


def conflicts(*more: Fact) -> list[tuple]:
    with KnowledgeBase.in_memory() as base:
        base.add([*facts(), *more])
        return [(c.series, c.sources, c.values) for c in ask(base, book_of()).conflicts]


def test_within_the_tolerance_there_is_none():
    assert conflicts(fact("price.close", 94_000, "USD/coin", source="coin_metrics")) == []


def test_beyond_it_both_are_reported_the_better_ranked_first():
    other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
    assert conflicts(other) == [("price.close", ("binance", "coin_metrics"), (92_000, 99_000))]


def test_three_sources_are_compared_pair_by_pair():
    others = [
        fact("price.close", 99_000, "USD/coin", source="coin_metrics"),
        fact("price.close", 85_000, "USD/coin", source="desk"),
    ]
    assert len(conflicts(*others)) == 3


def test_another_day_another_span_or_a_document_is_no_conflict():
    assert conflicts(
        fact("price.close", 99_000, "USD/coin", "2025-11-15", source="coin_metrics"),
        fact("etf.net_flow", -900, "USD m", "2025-11-14", span=5, source="desk"),
        fact("price.close", 99_000, "USD/coin", source="essay"),
    ) == []  # fmt: skip


def test_a_correction_that_agrees_ends_a_conflict():
    other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
    with KnowledgeBase.in_memory() as base:
        base.add([*facts(), other])
        base.add(fact("price.close", 92_100, "USD/coin", source="coin_metrics",
                      known_at="2025-11-18"))  # fmt: skip
        assert ask(base, book_of()).conflicts != ()
        assert ask(base, book_of(), known_at="2025-11-18").conflicts == ()
