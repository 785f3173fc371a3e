"""What changed since an earlier run."""

from __future__ import annotations

import pytest

from engine.briefing.compose import Composer
from engine.changes.since import (
    SHOWN,
    change_lines,
    changed_findings,
    earlier_run,
    recorded_statuses,
)
from engine.judge.run import Run
from engine.ledger.write import write_run
from engine.pages.book import RuleBook
from kb import ledger
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, ORDER, ask, ask_with, book_of, edited, fact, facts

BEFORE = "2025-11-14"


def recorded(kb: KnowledgeBase, book: RuleBook, day: str, known_at: str = "") -> Run:
    """The run of a day, written to the ledger."""
    run = ask(kb, book, day, known_at)
    write_run(kb, Composer(run, kb).compose(()))
    return run


@pytest.fixture
def inflow(kb) -> KnowledgeBase:
    """The desk's base, with money coming back on the last day."""
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    return kb


def test_the_earlier_run_is_of_the_latest_day_before(kb, book):
    recorded(kb, book, "2025-11-10")
    friday = recorded(kb, book, BEFORE)
    recorded(kb, book, "2025-11-12")
    assert earlier_run(kb, ask(kb, book)).id == friday.id


def test_of_two_runs_of_that_day_the_one_recorded_last_counts(kb, book):
    recorded(kb, book, BEFORE)
    kb.add(fact("etf.net_flow", -1, "USD m", "2025-11-13", source="farside"))
    second = recorded(kb, book, BEFORE)
    assert earlier_run(kb, ask(kb, book)).id == second.id


def test_a_run_of_the_same_day_or_another_asset_is_no_earlier_one(kb, book):
    recorded(kb, book, "2025-11-17", known_at="2025-11-18")
    kb.add(fact("price.close", 3_000, "USD/coin", as_of=BEFORE, asset="eth"))
    other = ask(kb, book, BEFORE, asset="eth")
    write_run(kb, Composer(other, kb).compose(()))
    assert earlier_run(kb, ask(kb, book)) is None


def test_a_run_that_knew_more_is_no_earlier_one(kb, book):
    """A briefing of the past does not tell what came out later."""
    recorded(kb, book, BEFORE, known_at="2025-11-20")
    assert earlier_run(kb, ask(kb, book)) is None
    assert earlier_run(kb, ask(kb, book, known_at="2025-11-20")) is not None


def test_what_was_recorded_after_a_run_does_not_change_its_past(kb, book):
    """Asked again, a recorded run is compared with what it was compared with at first."""
    run = recorded(kb, book, "2025-11-17")
    recorded(kb, book, BEFORE)
    assert earlier_run(kb, run) is None


def test_the_recorded_statuses_are_those_of_the_findings(kb, book):
    run = recorded(kb, book, "2025-11-17")
    statuses = recorded_statuses(kb, run.id)
    assert statuses == {claim: found.status for claim, found in run.findings.items()}


def test_a_finding_that_changed_is_named_with_both_statuses(inflow, book):
    now = ask(inflow, book)
    then = {claim: found.status for claim, found in ask(inflow, book, BEFORE).findings.items()}
    assert ("funds_left", "holds", "fails") in list(changed_findings(then, now))


def test_headline_pages_are_not_listed_among_the_changes(inflow, book):
    changed = changed_findings({"slide": "holds", "funds_left": "holds"}, ask(inflow, book))
    assert [claim for claim, _, _ in changed] == ["funds_left"]


def test_a_claim_the_earlier_run_did_not_have_has_not_changed(kb, book):
    assert list(changed_findings({}, ask(kb, book))) == []


def test_the_first_briefing_has_nothing_to_compare_with(kb, book):
    assert change_lines(kb, ask(kb, book), None) == (
        "There is no briefing of an earlier day to compare with.",
    )


def test_a_change_is_said_with_title_day_and_both_findings(inflow, book):
    stored = ledger.run(inflow, recorded(inflow, book, BEFORE).id)
    lines = change_lines(inflow, ask(inflow, book), stored)
    assert "“Money left the funds”: held on 14 November 2025, fails now." in lines


def test_no_change_is_said_too(kb, book):
    stored = ledger.run(kb, recorded(kb, book, "2025-11-17").id)
    again = ask(kb, book, known_at="2025-11-18")
    assert change_lines(kb, again, stored) == ("No finding changed since 17 November 2025.",)


def test_many_changes_are_counted_and_not_all_listed(kb):
    names = [f"funds_left_{sign}" for sign in "abcdefghijk"]
    many = {
        f"etf/{name}.md": edited(FUNDS_LEFT, "claim: funds_left", f"claim: {name}")
        for name in names
    }
    listed = edited(ORDER, "[funds_left]", f"[funds_left, {', '.join(names)}]")
    book = book_of(briefing=listed, **many)
    stored = ledger.run(kb, recorded(kb, book, BEFORE).id)
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    lines = change_lines(kb, ask(kb, book), stored)
    assert len(lines) == SHOWN + 1
    assert lines[-1].endswith("more findings changed since 14 November 2025.")


def test_the_change_between_two_rule_books_is_of_the_findings_both_have(kb, book):
    stored = ledger.run(kb, recorded(kb, book, "2025-11-17").id)
    strict = ask_with(facts(), funds_left=edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn"))
    told = " ".join(change_lines(kb, strict, stored))
    assert "“Money left the funds”: held on 17 November 2025, fails now." in told
