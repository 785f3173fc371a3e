"""Theses side by side: who is scored, and what would tell them apart."""

from __future__ import annotations

import pytest

from engine.briefing.theses.balance_range import BalanceRange
from engine.briefing.theses.compare import Comparison, compare, deciding_series
from engine.judge.run import Run
from kb.store import KnowledgeBase
from tests.briefing.theses.sides import BOTH, YEN_WEAK, both, but, judged, on_the_day
from tests.desk import DAY, ask, book_of, edited, fact, facts


def compared(run: Run) -> Comparison:
    found = compare(run)
    assert found is not None
    return found


def names(found: Comparison) -> list[str]:
    return [score.thesis.name for score in found.scores]


def test_both_are_scored_in_the_order_of_the_file():
    found = compared(judged(on_the_day()))
    assert names(found) == ["The essay", "The comment"]
    assert [len(each.support.claims) for each in found.scores] == [3, 2]
    assert found.not_scored == ()


def test_a_book_without_theses_has_no_comparison(kb):
    assert compare(ask(kb, book_of())) is None


def test_who_had_not_spoken_is_not_scored_and_nothing_tells_it_apart():
    found = compared(judged(facts(), DAY))
    assert names(found) == ["The essay"]
    assert [(each.thesis.name, each.scored) for each in found.not_scored] == [
        ("The comment", "not yet")
    ]
    assert (found.deciding, found.flip, found.common_facts) == (None, None, ())


def test_on_another_asset_nobody_is_scored():
    with KnowledgeBase.in_memory() as kb:
        kb.add([fact("price.close", 3_000, "USD/coin", BOTH, asset="eth")])
        found = compared(ask(kb, both(), BOTH, asset="eth"))
    assert (found.scores, [each.scored for each in found.not_scored]) == ((), ["another asset"] * 2)


def test_the_series_that_moves_the_difference_furthest_tells_them_apart():
    """The yen decides two claims of the comment, the odds one of the essay."""
    found = compared(judged(but("policy.cut_odds", "fx.usdjpy")))
    assert found.deciding is not None
    assert (found.deciding.series, found.deciding.measures) == ("fx.usdjpy", ("fx.usdjpy",))
    assert found.deciding.difference == BalanceRange(-1, -3, 1, ("yen_weak", "home_bonds"))
    assert found.flip is None


def test_a_claim_that_its_document_denies_moves_the_balance_the_other_way():
    """Known, the yen would confirm one claim of the comment by what contradicts the other."""
    denied = edited(YEN_WEAK, "facts:\n", "asserts: fails\nfacts:\n")
    run = judged(but("fx.usdjpy"), **{"japan/yen_weak.md": denied})
    assert deciding_series(run, *compared(run).scores) == ()


def test_of_two_that_move_it_alike_the_first_by_name_is_told():
    run = judged(but("policy.cut_odds", "jgb.yield_30y"))
    told = deciding_series(run, *compared(run).scores)
    assert [(each.series, each.difference.width) for each in told] == [
        ("jgb.yield_30y", 2), ("policy.cut_odds", 2),
    ]  # fmt: skip


def test_a_series_that_could_decide_nothing_tells_nothing():
    """Home bonds have failed by the yen already, whatever they yield."""
    strong = [fact("fx.usdjpy", 140, "JPY/USD", BOTH)]
    run = judged([*but("fx.usdjpy", "jgb.yield_30y"), *strong])
    assert deciding_series(run, *compared(run).scores) == ()


def test_a_claim_of_neither_thesis_is_not_told_as_decided():
    """The headline rests on the odds too, and speaks for no document."""
    run = judged(but("policy.cut_odds"))
    [told] = deciding_series(run, *compared(run).scores)
    assert run.findings["slide"].status == "unknown"
    assert told.difference.decides == ("odds_fell",)


def test_where_nothing_is_lacking_the_known_fact_nearest_to_turning_a_claim_is_told():
    found = compared(judged(on_the_day()))
    assert found.deciding is None
    assert found.flip is not None
    assert (found.flip.claim, found.flip.then) == ("yen_weak", pytest.approx(150))


def test_nearest_is_counted_in_daily_moves_where_they_are_known():
    """The price lies further off than the yen, but only the price has a history of moves."""
    days = [f"2025-10-{d:02d}" for d in range(20, 32)]
    days += [f"2025-11-{d:02d}" for d in range(1, 21)]
    closes = [
        fact("price.close", 92_000 + 5_000 * (i % 2), "USD/coin", day, source="binance")
        for i, day in enumerate(days)
    ]
    found = compared(judged([*on_the_day(), *closes]))
    assert found.flip is not None
    assert (found.flip.series, found.flip.claim) == ("price.close", "floor_value")
    assert found.flip.daily_moves == pytest.approx(7.09, abs=0.1)


def test_the_same_run_is_compared_the_same_way_twice():
    first, second = (compare(judged(but("fx.usdjpy", "etf.net_flow"))) for _ in range(2))
    assert first == second


def test_no_claim_that_holds_or_fails_counts_as_one_to_be_decided():
    weak = edited(YEN_WEAK, "  rate: fx.usdjpy\n", "  rate: fx.usdjpy\n  odds: policy.cut_odds\n")
    weak = edited(weak, "when:\n", "when:\n  - odds >= 1 %: any\n")
    strong = [fact("fx.usdjpy", 140, "JPY/USD", BOTH)]
    run = judged([*but("fx.usdjpy", "policy.cut_odds"), *strong], **{"japan/yen_weak.md": weak})
    [told] = deciding_series(run, *compared(run).scores)
    assert told.difference.decides == ("odds_fell",)
