"""A history finds on every day what a run of that day alone finds, and says why."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.judge.causes import Cause, causes
from engine.judge.history import days_alike, deciding, history, period
from engine.judge.judgement import STATUS_CODE
from engine.judge.run import NothingToJudge, answer, question
from engine.judge.stretches import stretches, unchanged
from engine.pages.library import load_book
from kb.clock import day_date, day_number
from kb.store import KnowledgeBase
from tests import published
from tests.desk import POSITIONS_HEAVY, book, book_of, edited, fact, facts, kb
from tests.judge.days import DAYS, GROUPED, LAST, alone, of, together, world

__all__ = ["book", "kb"]


def why(past, claim):
    """The causes of a claim's findings, in order."""
    return list(causes(past.judgement, past.judgement.book.page(claim)))


@pytest.mark.parametrize("seed", range(4))
def test_every_day_is_found_as_it_is_alone(seed):
    """Gaps, late facts, corrections, two sources and targets that pass; a group on odd seeds."""
    rules = book_of(**({"slide": GROUPED} if seed % 2 else {}))
    with world(seed) as kb:
        past = of(kb, rules)
        for row, day in enumerate(past.asked.days):
            assert together(past, row) == alone(kb, rules, day), f"seed {seed}, day {day}"
        assert len(np.unique(past.judgement.status)) >= 4  # they differ, so that errors would show


def test_the_whole_rule_base_is_found_day_by_day_on_the_built_in_facts():
    rules = load_book()
    kb = published.base()
    past = history(kb, rules, period(kb, rules, "btc", LAST - 9, LAST + 4))
    for row in (0, 9):
        assert together(past, row) == alone(kb, rules, past.asked.days[row])


def test_days_worked_on_together_do_not_matter(monkeypatch, book):
    with world(1) as kb:
        whole = of(kb, book)
        monkeypatch.setattr("engine.judge.history.DAYS_AT_ONCE", 5)
        parts = of(kb, book)
    assert np.array_equal(whole.judgement.status, parts.judgement.status)
    assert np.array_equal(whole.judgement.reason, parts.judgement.reason)


def test_progress_counts_the_days(monkeypatch, book):
    monkeypatch.setattr("engine.judge.history.DAYS_AT_ONCE", 5)
    done = []
    with world(1) as kb:
        history(kb, book, period(kb, book, "btc", LAST - DAYS, LAST), done.append)
    assert done == [5, 10, 13]


def test_only_what_decides_is_computed(book):
    kept = deciding(book)
    assert [quantity.name for quantity in book.page("odds_fell").let] == ["odds_lost", "rate_shift"]
    assert [quantity.name for quantity in kept.page("odds_fell").let] == ["odds_lost"]
    assert kept.page("how_low").let == book.page("how_low").let  # a forecast shows its numbers
    assert kept.page("odds_fell").when == book.page("odds_fell").when


def test_facts_that_choose_the_source_of_a_needed_one_stay():
    shown = edited(POSITIONS_HEAVY, "let:", "  before: lag(derivatives.open_interest, 7d)\nlet:")
    names = {
        fact.name for fact in deciding(book_of(positions_heavy=shown)).page("positions_heavy").facts
    }
    assert names == {"interest", "before"}


class TestWhy:
    """The causes of findings, and the stretches they make."""

    def test_a_claim_that_fails_has_its_false_lines_for_causes(self, book):
        with KnowledgeBase.in_memory() as kb:
            kb.add([*facts(), fact("etf.net_flow", 12, "USD m", source="farside")])
            past = of(kb, book, LAST, LAST)
        assert why(past, "funds_left") == [Cause("funds_left#1", None)]
        assert why(past, "slide") == [Cause("slide#2", None)]

    def test_a_claim_that_is_unknown_has_what_it_lacks(self, book):
        lacking = [f for f in facts() if f.series != "etf.net_flow"]
        with KnowledgeBase.in_memory() as kb:
            kb.add(lacking)
            past = of(kb, book, LAST, LAST)
        assert why(past, "funds_left") == [Cause("etf.net_flow", "missing")]
        assert why(past, "floor_flows") == [Cause("funds_left", "upstream")]

    def test_a_line_that_straddles_is_its_own_cause(self, book):
        with KnowledgeBase.in_memory() as kb:
            kb.add(f for f in facts() if f.series != "derivatives.open_interest")
            kb.add(fact("derivatives.open_interest", 20, "USD bn", source="coinglass"))
            past = of(kb, book, LAST, LAST)
        assert why(past, "positions_heavy") == [Cause("positions_heavy#1", "straddles")]

    @pytest.mark.parametrize("seed", range(2))
    def test_every_failing_and_every_unknown_day_has_a_cause(self, seed, book):
        with world(seed) as kb:
            past = of(kb, book)
        for page in book.pages:
            status = past.judgement.of(page.claim)
            caused = np.zeros(len(status), dtype=bool)
            for days in causes(past.judgement, page).values():
                caused |= days
            open_ = np.isin(status, (STATUS_CODE["fails"], STATUS_CODE["unknown"]))
            assert np.array_equal(caused, open_), page.claim

    @pytest.mark.parametrize("seed", range(2))
    def test_the_false_lines_are_those_that_durable_rules_fired_on(self, seed, book):
        with world(seed) as kb:
            past = of(kb, book)
        for row in range(len(past.asked.days)):
            firings = past.judgement.inference.firings(row)
            fired = {f.rule for f in firings if f.concludes.startswith("fails")}
            false = {
                f"fails:{page.claim}:{place}"
                for page in book.pages
                for place, line in enumerate(page.when, start=1)
                if past.judgement.every_line.of(line.id).false[row]
            }
            assert fired == false

    def test_stretches_follow_each_other_over_all_days(self, book):
        with world(3) as kb:
            past = of(kb, book)
        for page in book.pages:
            told = list(stretches(past, page))
            assert told[0].first == past.asked.first
            assert sum(each.days for each in told) == len(past.asked.days)
            assert all(a.last + 1 == b.first for a, b in pairwise(told))
            assert all(a != b for a, b in pairwise(told))

    def test_rows_are_unchanged_until_a_column_changes(self):
        one, two = np.array([1, 1, 2, 2, 2]), np.array([0, 0, 0, 0, 1])
        assert unchanged(one, two) == [(0, 2), (2, 4), (4, 5)]
        assert unchanged(one[:1]) == [(0, 1)]


class TestStretches:
    """Which days can be asked about."""

    def test_by_default_it_begins_with_the_first_fact(self, kb, book):
        assert period(kb, book, "BTC", None, LAST).first == day_number("2025-10-22")

    def test_by_default_it_is_no_longer_than_a_year(self, kb, book):
        kb.add([fact("price.close", 9_000, "USD/coin", "2020-01-05", source="binance")])
        assert len(period(kb, book, "btc", None, LAST).days) == 365

    @pytest.mark.parametrize(
        ("first", "instead"),
        [
            ("2025-10-21", "; the first fact is of 2025-10-22; write --from 2025-10-22"),
            ("2025-11-18", ", after the last day asked about, 2025-11-17; write an earlier day"),
        ],
    )
    def test_a_day_before_every_fact_and_a_range_backwards_are_refused(
        self, kb, book, first, instead
    ):
        with pytest.raises(NothingToJudge, match=f"cannot begin on {first}{instead}$"):
            period(kb, book, "btc", day_number(first), LAST)

    def test_an_asset_nobody_speaks_of_is_refused(self, kb, book):
        with pytest.raises(NothingToJudge, match="no fact of 'doge'"):
            period(kb, book, "doge", None, LAST)


def test_an_undeclared_asset_is_on_each_day_what_its_closes_had_shown_by_then():
    """First it closes on five days of the week, like a share; in the last weeks on seven."""
    last, rules = day_number("2025-11-17"), load_book()
    days = [day for day in range(last - 90, last + 1) if day > last - 28 or (day + 3) % 7 < 5]
    closes = [
        fact("price.close", 100 + day % 7, "USD/coin", day_date(day).isoformat(), asset="abc")
        for day in days
    ]
    with KnowledgeBase.in_memory() as kb:
        kb.add(closes)
        past = history(kb, rules, period(kb, rules, "abc", last - 40, last))
        for row in (0, 20, 40):
            asked = question(kb, "abc", last - 40 + row)
            own = answer(kb, rules, kb.catalog, asked).judgement
            for page in rules.pages:
                found = past.judgement.finding(page.claim, row)
                assert found == own.finding(page.claim, 0), (row, page.claim)
        looks = {len(part.days) for part, _ in days_alike(kb, rules, past.asked)}
    assert len(looks) > 1
