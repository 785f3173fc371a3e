"""Changes that facts or the day make: new, revised, gone, aged."""

from __future__ import annotations

from engine.changes.diff import diff
from engine.changes.outcome import (
    FindingValue,
)
from kb.store import KnowledgeBase
from tests.changes.differing import between, inflow, of, rows
from tests.desk import FLOOR_VALUE, book_of, edited, fact, facts
from tests.ledger.recording import recorded


class TestNewFacts:
    def test_a_new_fact_that_turns_a_finding_is_named_by_its_row(self, kb, book):
        kb.add(inflow())
        found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
        turned = of(found, "funds_left")
        assert (turned.then, turned.now) == (FindingValue("holds"), FindingValue("fails"))
        assert turned.causes == {"new facts": "alone and needed"}
        assert turned.rows == {"new facts": [rows(kb, "etf.net_flow")[-1]]}

    def test_what_rests_on_a_finding_that_turned_changed_by_the_same_fact(self, kb, book):
        kb.add(inflow())
        found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
        assert of(found, "floor_flows").rows == of(found, "funds_left").rows

    def test_a_new_fact_that_nothing_rests_on_is_counted_and_blamed_for_nothing(self, kb, book):
        first = recorded(kb, book)
        kb.add(fact("etf.net_flow", -9, "USD m", "2025-11-10", source="farside"))
        found = diff(kb, first, recorded(kb, book))
        assert (found.facts["new facts"], found.changes) == (1, ())

    def test_two_facts_of_which_one_matters_are_told_apart(self, kb, book):
        first = recorded(kb, book)
        kb.add([inflow(), fact("derivatives.max_leverage", 100, "x")])
        found = diff(kb, first, recorded(kb, book))
        assert of(found, "funds_left").rows == {"new facts": rows(kb, "etf.net_flow")[1:]}
        assert of(found, "leverage_offered").rows == {
            "new facts": rows(kb, "derivatives.max_leverage")
        }


class TestRevisedFacts:
    def test_a_correction_is_a_revision_between_two_knowledge_dates(self, kb, book):
        kb.add(inflow("2025-11-14", "2025-11-18"))
        found = between(kb, (book, "2025-11-17"), (book, "2025-11-17", "2025-11-19"))
        assert found.differing == ("revised facts",)
        was, now = rows(kb, "etf.net_flow")
        assert of(found, "funds_left").causes == {"revised facts": "alone and needed"}
        assert (found.read["revised facts"], found.revised) == ([now], {now: was})

    def test_a_fact_that_came_late_is_a_revision_by_its_batch(self, kb, book):
        first = recorded(kb, book)
        kb.add(inflow("2025-11-14", "2025-11-16"))
        found = diff(kb, first, recorded(kb, book))
        assert of(found, "funds_left").rows == {"revised facts": rows(kb, "etf.net_flow")[1:]}

    def test_new_and_revised_facts_are_told_apart(self, kb, book):
        first = recorded(kb, book)
        price = fact("price.close", 55_000, "USD/coin", source="binance", known_at="2025-11-18")
        kb.add([inflow("2025-11-14", "2025-11-16"), price])
        found = diff(kb, first, recorded(kb, book, "2025-11-17", "2025-11-18"))
        assert of(found, "funds_left").causes == {"revised facts": "alone and needed"}
        assert of(found, "floor_value").rows == {"revised facts": [rows(kb, "price.close")[-1]]}

    def test_what_is_undone_backwards_was_revised_too(self, kb, book):
        kb.add(inflow("2025-11-14", "2025-11-18"))
        found = between(kb, (book, "2025-11-17", "2025-11-19"), (book, "2025-11-17"))
        assert of(found, "funds_left").causes == {"revised facts": "alone and needed"}

    def test_facts_that_are_no_longer_seen_are_gone(self, kb, book):
        old = recorded(kb, book)
        kb.add(inflow())
        found = diff(kb, recorded(kb, book), old)
        assert found.differing == ("facts gone",)
        assert of(found, "funds_left").rows == {"facts gone": [rows(kb, "etf.net_flow")[-1]]}


class TestTheDay:
    def test_a_fact_that_went_stale_is_named_by_its_row(self, kb, book):
        found = between(kb, (book, "2025-11-17"), (book, "2025-11-30"))
        turned = of(found, "funds_left")
        assert turned.now == FindingValue("unknown", "stale")
        assert turned.causes == {"the day": "alone and needed"}
        assert turned.rows == {"the day": rows(kb, "etf.net_flow")}
        [aged] = [each for each in found.aged if each.claim == "funds_left"]
        assert aged.why.startswith("stale: the newest is of 2025-11-14, 16 days old")

    def test_a_fact_that_left_its_window_is_named_by_its_row(self, kb, book):
        """The peak of 45 days was on 22 October."""
        found = between(kb, (book, "2025-11-17"), (book, "2025-12-07"))
        assert any(each.name == "odds_peak" and rows(kb, "policy.cut_odds")[0] in each.rows
                   for each in found.aged)  # fmt: skip

    def test_a_fact_that_makes_good_for_one_that_aged_is_the_only_cause(self, kb, book):
        kb.add(inflow("2025-11-28", value=-5))
        found = between(kb, (book, "2025-11-17"), (book, "2025-11-30"))
        causes = of(found, "funds_left", "quantity", "flow").causes
        assert causes == {"new facts": "alone and needed"}

    def test_a_window_that_left_a_day_behind_shares_with_the_fact_that_came_into_it(self, kb):
        """The peak: 99,000 before, 94,000 by the day alone, 95,000 with the new fact."""
        peak = edited(FLOOR_VALUE, "price: price.close", "price: peak(price.close, 6d)")
        closes = {12: 99_000, 13: 90_000, 14: 90_000, 15: 90_000, 18: 95_000}
        kb.add(
            fact("price.close", close, "USD/coin", f"2025-11-{day}", source="binance")
            for day, close in closes.items()
        )
        found = between(kb, *((book_of(floor_value=peak), f"2025-11-{day}") for day in (17, 18)))
        price = of(found, "floor_value", "quantity", "price")
        assert price.causes == {"the day": "a share", "new facts": "alone and needed"}
        assert price.rows == {"the day": [10], "new facts": [14]}


def test_the_facts_of_a_diff_do_not_depend_on_their_order(book):
    told = []
    for order in (1, -1):
        with KnowledgeBase.in_memory() as kb:
            kb.add(facts()[::order])
            kb.add([inflow(), inflow("2025-11-14", "2025-11-16")][::order])
            found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
            told.append([(each.item, each.causes) for each in found.changes])
    assert told[0] == told[1]
