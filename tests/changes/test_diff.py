"""The difference between two runs: what changed, and what made it change."""

from __future__ import annotations

import json

import pytest

from engine.changes import recorded as recording_room
from engine.changes.diff import Diff, as_tree, diff
from engine.changes.diff_text import as_text
from engine.changes.difference import Change
from engine.changes.outcome import (
    Amount,
    FindingValue,
    Item,
    Sentences,
    outcome_of,
    recorded_outcome,
)
from engine.ledger.replay import replay
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from kb.errors import AlteredError, StoreError
from kb.store import KnowledgeBase
from tests.desk import ASSUMPTIONS, FLOOR_VALUE, FUNDS_LEFT, ask, book_of, edited, fact, facts
from tests.ledger.recording import recorded

STRICT = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")


def inflow(as_of: str = "2025-11-17", known_at: str = "", value: float = 75) -> object:
    known = {"known_at": known_at} if known_at else {}
    return fact("etf.net_flow", value, "USD m", as_of, source="farside", **known)


def between(kb: KnowledgeBase, first: tuple, second: tuple) -> Diff:
    """The difference between two runs, each given as (rule book, day, known at)."""
    return diff(kb, *(recorded(kb, *each) for each in (first, second)))


def of(found: Diff, claim: str, kind: str = "finding", name: str = "") -> Change:
    [change] = [each for each in found.changes if each.item == Item(kind, claim, name)]
    return change


def rows(kb: KnowledgeBase, series: str) -> list[int]:
    query = "SELECT id FROM observation WHERE series = ? ORDER BY id"
    return [row for (row,) in kb.connection.execute(query, (series,))]


def test_a_run_does_not_differ_from_itself(kb, book):
    run = recorded(kb, book)
    found = diff(kb, run, run)
    assert (found.differing, found.changes, found.files) == ((), (), {})
    assert "Nothing that is said changed." in list(as_text(kb, found))


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


class TestTheHeadline:
    def test_a_headline_that_no_longer_speaks_is_told_with_its_cause(self, kb, book):
        kb.add(inflow())
        found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
        [said] = found.of("headline")
        assert (said.then, said.now) == ("slide", None)
        assert said.rows == {"new facts": [rows(kb, "etf.net_flow")[-1]]}
        assert "headline: slide → unknown; by new facts (fact 10)" in list(as_text(kb, found))


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


class TestPagesThatCannotBeReadToday:
    """Then what the ledger holds is compared, and what it cannot tell is said."""

    @pytest.fixture
    def unread(self, kb, book, monkeypatch) -> Diff:
        kb.add(inflow())
        runs = [recorded(kb, book, day) for day in ("2025-11-14", "2025-11-17")]

        def broken(*_: object) -> None:
            raise PageError("rules/etf/funds_left.md", 6, "no formula is named 'etf.gone'")

        monkeypatch.setattr(recording_room, "book_of", broken)
        return diff(kb, *runs)

    def test_findings_quantities_and_sentences_are_compared_all_the_same(self, unread):
        turned = of(unread, "funds_left")
        assert (turned.then, turned.now) == (FindingValue("holds"), FindingValue("fails"))
        assert of(unread, "funds_left", "quantity", "flow").now == Amount(75e6, 75e6, 75e6, "USD")
        [said] = unread.of("headline")
        assert (said.then, said.now) == ("slide", None)
        assert of(unread, "funds_left", "sentence").kind == "changed"

    def test_what_differs_between_the_inputs_is_known_and_no_cause_is(self, unread):
        assert unread.differing == ("the day", "new facts")
        assert not any(change.causes for change in unread.changes)

    def test_a_person_is_told_why_no_cause_is(self, kb, unread):
        told = list(as_text(kb, unread))
        assert "  funds_left: holds → fails" in told
        [why] = [line for line in told if "today's code cannot read it" in line]
        then = told[told.index(why) + 1]
        assert then.startswith("So nothing is executed again: what was recorded is compared")

    def test_programs_are_told_too(self, kb, unread):
        assert "no formula is named 'etf.gone'" in str(as_tree(kb, unread)["unread"])


def test_pages_that_were_altered_are_not_compared(kb, book):
    runs = [recorded(kb, book, day) for day in ("2025-11-14", "2025-11-17")]
    kb.connection.execute("DROP TRIGGER page_refuses_update")
    kb.connection.execute("UPDATE page SET text = replace(text, 'no more', 'and more')")
    with pytest.raises(AlteredError, match="`downdraft verify` names the page"):
        diff(kb, *runs)


class TestTelling:
    @pytest.fixture
    def found(self, kb, book) -> Diff:
        kb.add([inflow(), inflow("2025-11-14", "2025-11-16", -400)])
        strict = book_of(funds_left=edited(FUNDS_LEFT, "One day", "A day"))
        return between(kb, (book, "2025-11-14"), (strict, "2025-11-17"))

    def test_the_tree_holds_everything_and_is_json(self, kb, found):
        tree = json.loads(json.dumps(as_tree(kb, found)))
        assert tree["differs"] == ["the day", "new facts", "revised facts", "pages"]
        [turned] = [each for each in tree["findings"] if each["claim"] == "funds_left"]
        assert (turned["from"], turned["to"]) == ("holds", "fails")
        [new] = [row for row in tree["facts"]["new"]["rows"] if row["series"] == "etf.net_flow"]
        assert new["value"] == 75e6
        assert tree["pages"] == [{"file": "etf/funds_left.md", "change": "changed"}]

    def test_the_text_names_finding_cause_and_row(self, kb, found):
        text = "\n".join(as_text(kb, found))
        assert "funds_left: holds → fails; by new facts (fact 10)" in text
        assert "then: The funds lost $492m on 14 November 2025." in text
        assert "new: fact 10: etf.net_flow 75 USD m, as of 2025-11-17" in text

    def test_a_revised_fact_is_told_with_what_it_said_before(self, kb, book):
        first = recorded(kb, book)
        kb.add(inflow("2025-11-14", "2025-11-16"))
        found = diff(kb, first, recorded(kb, book))
        told = [line for line in as_text(kb, found) if line.startswith("  revised: ")]
        assert [line.endswith("(fact 5 said −492 USD m)") for line in told] == [True]
        [row] = as_tree(kb, found)["facts"]["revised"]["rows"]
        assert row["before"]["value"] == -492e6


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


def test_the_facts_of_a_diff_do_not_depend_on_their_order(book):
    told = []
    for order in (1, -1):
        with KnowledgeBase.in_memory() as kb:
            kb.add(facts()[::order])
            kb.add([inflow(), inflow("2025-11-14", "2025-11-16")][::order])
            found = between(kb, (book, "2025-11-14"), (book, "2025-11-17"))
            told.append([(each.item, each.causes) for each in found.changes])
    assert told[0] == told[1]
