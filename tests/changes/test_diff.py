"""The difference between two runs: what changed, and what made it change."""

from __future__ import annotations

import pytest

from engine.changes.diff import diff
from engine.changes.diff_text import as_text
from engine.changes.outcome import (
    Amount,
    Item,
    Sentences,
    outcome_of,
    recorded_outcome,
)
from engine.ledger.replay import replay
from engine.pages.book import RuleBook
from kb.errors import StoreError
from kb.store import KnowledgeBase
from tests.changes.differing import STRICT, between, inflow, of, rows
from tests.desk import ASSUMPTIONS, FUNDS_LEFT, ask, book_of, edited, fact
from tests.ledger.recording import recorded


def test_a_run_does_not_differ_from_itself(kb, book):
    run = recorded(kb, book)
    found = diff(kb, run, run)
    assert (found.differing, found.changes, found.files) == ((), (), {})
    assert "Nothing that is said changed." in list(as_text(kb, found))


class TestTheHeadline:
    def test_a_headline_that_no_longer_speaks_is_told_with_its_cause(self, kb, book):
        kb.add(inflow())
        found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
        [said] = found.of("headline")
        assert (said.then, said.now) == ("slide", None)
        assert said.rows == {"new facts": [rows(kb, "etf.net_flow")[-1]]}
        assert (
            "headline: “A slide with funds on the way out” → none; by new facts (fact 10)"
            in list(as_text(kb, found))
        )


class TestPages:
    def test_a_page_that_changed_is_named(self, kb, book):
        strict = book_of(funds_left=STRICT)
        found = between(kb, (book, "2025-11-17"), (strict, "2025-11-17"))
        assert (found.differing, found.files) == (("pages",), {"etf/funds_left.md": "changed"})
        turned = of(found, "funds_left")
        assert turned.causes == {"pages": "alone and needed"}
        assert turned.pages == ["etf/funds_left.md"]

    def test_a_page_that_only_reads_otherwise_changes_a_sentence_alone(self, kb, book):
        wordy = book_of(funds_left=edited(FUNDS_LEFT, "The funds lost", "The spot funds lost"))
        found = between(kb, (book, "2025-11-17"), (wordy, "2025-11-17"))
        [said] = found.changes
        assert (said.item.kind, said.pages) == ("sentence", ["etf/funds_left.md"])

    def test_an_assumption_that_changed_is_named(self, kb, book):
        wide = book_of(assumptions=edited(ASSUMPTIONS, "high: 20 %", "high: 30 %"))
        found = between(kb, (book, "2025-11-17"), (wide, "2025-11-17"))
        heavy = of(found, "positions_heavy", "quantity", "forced")
        assert heavy.pages == ["assumptions.yaml"]

    def test_a_page_that_was_taken_out_leaves_nothing(self, kb, book):
        order = edited(book.texts["briefing.yaml"], "coins_moved, ", "")
        fewer = book_of(coins_moved="", briefing=order)
        found = between(kb, (book, "2025-11-17"), (fewer, "2025-11-17"))
        assert found.files["holders/coins_moved.md"] == "removed"
        assert of(found, "coins_moved").now is None


class TestSeveralThings:
    def test_facts_and_pages_that_need_each_other_are_both_needed(self, kb, book):
        """Under either the old page or the old fact it would still be as it was."""
        first = recorded(kb, book_of(funds_left=edited(FUNDS_LEFT, "< 0", "< 100")))
        kb.add(inflow(value=50))
        found = diff(kb, first, recorded(kb, book))
        assert of(found, "funds_left").causes == {"new facts": "needed", "pages": "needed"}

    def test_facts_and_pages_of_which_either_would_do_are_each_alone(self, kb, book):
        first = recorded(kb, book)
        kb.add(inflow())
        found = diff(kb, first, recorded(kb, book_of(funds_left=STRICT)))
        assert of(found, "funds_left").causes == {"new facts": "alone", "pages": "alone"}


class TestCode:
    def test_what_today_s_code_finds_otherwise_is_the_code_s_doing(self, kb, book, monkeypatch):
        first = recorded(kb, book)
        for version in ("engine", "recorded_engine"):
            monkeypatch.setattr(RuleBook, version, "9.9.9+other")
        from engine.words import filters

        monkeypatch.setitem(filters.STYLES, "usd", lambda value: f"{value:.0f} dollars")
        found = diff(kb, first, recorded(kb, book))
        said = of(found, "funds_left", "sentence")
        assert said.causes == {"code": "alone and needed"}
        assert found.of("finding") == []
        assert "code (" in next(line for line in as_text(kb, found) if "What differs" in line)


def test_runs_of_two_assets_are_not_compared(kb, book):
    kb.add(fact("price.close", 3_000, "USD/coin", asset="eth"))
    other = recorded_of(kb, book, "eth")
    with pytest.raises(StoreError, match="compare runs of one asset"):
        diff(kb, recorded(kb, book), other)


def recorded_of(kb: KnowledgeBase, book: RuleBook, asset: str) -> object:
    from engine.briefing.compose import composed
    from engine.ledger.write import write_run
    from kb import ledger

    run = ask(kb, book, asset=asset)
    write_run(kb, composed(kb, run))
    return ledger.run(kb, run.id)


def test_a_run_executed_again_comes_to_what_the_ledger_holds(kb, book):
    """The outcome of a variant is comparable to a recorded one, item by item."""
    stored = recorded(kb, book)
    then, now = recorded_outcome(kb, stored.id, book.order), outcome_of(replay(kb, stored).run)
    items = then.items.keys() | now.items.keys()
    assert [item for item in items if then[item] != now[item]] == []
    assert isinstance(now[Item("quantity", "positions_heavy", "forced")], Amount)


def test_what_a_page_adds_for_the_annex_is_no_doing_of_the_code(kb):
    detailed = edited(FUNDS_LEFT, "## Fails", "### In detail\nIt was {{ flow | usd }}.\n\n## Fails")
    book = book_of(funds_left=detailed)
    stored = recorded(kb, book)
    item = Item("sentence", "funds_left")
    again = outcome_of(replay(kb, stored).run)[item]
    assert recorded_outcome(kb, stored.id, book.order)[item] == again
    assert isinstance(again, Sentences)
    assert again.sentences[-1] == "It was −$492m."
