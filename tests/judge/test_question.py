"""What is asked when nothing is said: the last day with a price, known by its end."""

from __future__ import annotations

import pytest

from engine.judge.run import NothingToJudge, Question, question
from kb.clock import day_number, moment_number
from kb.store import KnowledgeBase
from tests.desk import book, facts, kb

__all__ = ["book", "kb"]


def test_it_is_about_the_last_day_with_a_price_known_by_its_end(kb):
    asked = question(kb, "btc")
    assert asked == Question("btc", day_number("2025-11-17"), moment_number("2025-11-17"))


def test_a_given_day_is_known_by_its_own_end(kb):
    asked = question(kb, "btc", day_number("2025-11-14"))
    assert asked.known_at == moment_number("2025-11-14")


def test_an_asset_is_found_however_its_name_is_written(kb):
    assert question(kb, "BTC") == question(kb, "btc")


def test_an_asset_without_a_price_says_what_to_do(kb):
    told = "no price of 'eth' here; there are closes of btc, so pass --asset, or add facts with"
    with pytest.raises(NothingToJudge, match=told):
        question(kb, "eth")


def test_one_known_early_is_about_the_last_day_priced_by_then(kb):
    noon = moment_number("2025-11-17T12:00Z")
    assert question(kb, "btc", known_at=noon) == Question("btc", day_number("2025-11-16"), noon)
    with pytest.raises(NothingToJudge, match="no price of 'btc' here"):
        question(kb, "btc", known_at=moment_number("2025-11-15"))


@pytest.mark.parametrize(
    "given", [[], [each for each in facts() if not each.asset]], ids=["empty", "global only"]
)
def test_a_day_of_an_asset_nobody_speaks_of_says_what_to_do(given):
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        with pytest.raises(NothingToJudge, match="no fact of 'btc' here; add facts with"):
            question(base, "btc", 20_000)


def test_what_is_no_asset_is_refused(kb):
    with pytest.raises(ValueError, match="is not a name"):
        question(kb, "<b>", 20_000)
