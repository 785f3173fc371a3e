"""What changed since an earlier run."""

from __future__ import annotations

import pytest

from engine.briefing.compose import compose, composed
from engine.briefing.since_section import SHOWN
from engine.changes.outcome import FindingValue
from engine.changes.recorded import earlier_run
from engine.changes.since import findings_since
from engine.judge.run import Run
from engine.ledger.write import write_run
from engine.pages.book import RuleBook
from engine.words.cite import bind
from kb import ledger
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, ORDER, ask, book_of, edited, fact

BEFORE = "2025-11-14"


def recorded(kb: KnowledgeBase, book: RuleBook, day: str, known_at: str = "") -> Run:
    """The run of a day, written to the ledger."""
    run = ask(kb, book, day, known_at)
    write_run(kb, compose(run, kb))
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


def test_a_run_of_more_than_a_month_before_is_no_earlier_one(kb, book):
    """After a first briefing of 2020, one of 2025 compares with the day before."""
    recorded(kb, book, "2025-10-16")
    assert earlier_run(kb, ask(kb, book)) is None
    recorded(kb, book, "2025-10-17")
    assert earlier_run(kb, ask(kb, book)) is not None


def test_of_two_runs_of_that_day_the_one_recorded_last_counts(kb, book):
    recorded(kb, book, BEFORE)
    kb.add(fact("etf.net_flow", -1, "USD m", "2025-11-13", source="farside"))
    second = recorded(kb, book, BEFORE)
    assert earlier_run(kb, ask(kb, book)).id == second.id


def test_a_run_of_the_same_day_or_another_asset_is_no_earlier_one(kb, book):
    recorded(kb, book, "2025-11-17", known_at="2025-11-18")
    kb.add(fact("price.close", 3_000, "USD/coin", as_of=BEFORE, asset="eth"))
    other = ask(kb, book, BEFORE, asset="eth")
    write_run(kb, compose(other, kb))
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


def test_a_finding_that_turned_is_named_with_both_statuses(inflow, book):
    then = ledger.run(inflow, recorded(inflow, book, BEFORE).id)
    turned = {
        c.item.claim: (c.then, c.now) for c in findings_since(inflow, then, ask(inflow, book))
    }
    assert turned["funds_left"] == (FindingValue("holds"), FindingValue("fails"))
    assert "slide" not in turned, "headline pages are not listed among the changes"


def test_a_claim_the_earlier_run_did_not_have_has_not_turned(kb, book):
    fewer = book_of(coins_moved="", briefing=edited(ORDER, "coins_moved, ", ""))
    then = ledger.run(kb, recorded(kb, fewer, "2025-11-17").id)
    assert findings_since(kb, then, ask(kb, book)) == []


def test_an_unknown_for_another_reason_has_not_turned(kb, book):
    """Why a finding is unknown may change unnoticed."""
    then = ledger.run(kb, recorded(kb, book, "2025-11-30").id)
    assert FindingValue("unknown", "stale") in {
        FindingValue(each.status, each.reason) for each in ledger.findings(kb, then.id)
    }
    nothing = ask(kb, book, "2025-10-01")
    turned = {change.item.claim for change in findings_since(kb, then, nothing)}
    assert "funds_left" not in turned


def test_many_changes_are_counted_and_not_all_listed(kb):
    names = [f"funds_left_{sign}" for sign in "abcdefghijk"]
    many = {
        f"etf/{name}.md": edited(FUNDS_LEFT, "claim: funds_left", f"claim: {name}")
        for name in names
    }
    listed = edited(ORDER, "[funds_left]", f"[funds_left, {', '.join(names)}]")
    book = book_of(briefing=listed, **many)
    recorded(kb, book, BEFORE)
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    briefing = composed(kb, ask(kb, book))
    told = [bind(line, briefing.marker.writer.refs).text for line in briefing.changed]
    found = [line for line in told if line.startswith("“") or "more findings" in line]
    assert len(found) == SHOWN + 1
    assert found[-1].endswith("more findings changed since 14 November 2025.")
