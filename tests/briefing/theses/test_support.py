"""On how many facts the holding claims rest, and which of them carry several."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.briefing.theses.support import Support, common_facts, support
from engine.judge.run import Run
from kb.clock import day_number
from tests.briefing.theses.sides import BOTH, HOME_BONDS, but, judged, on_the_day
from tests.desk import COINS_MOVED, FLOOR_VALUE, FUNDS_LEFT, edited, fact


@pytest.fixture(scope="module")
def day() -> Run:
    return judged(on_the_day())


def series(run: Run, found: Support) -> set[str]:
    """The series of the facts."""
    tracks = [track for told in run.evaluation.panel.tracks.values() for track in told]
    return {t.series for rows in found.facts for t in tracks if rows[0] in t.ids}


def test_a_claim_rests_on_the_facts_under_its_conditions_and_its_premises(day):
    found = support(day, ["home_bonds"])
    assert series(day, found) == {"fx.usdjpy", "jgb.yield_30y"}
    assert found.shared == ()


def test_a_fact_under_two_claims_is_one_witness(day):
    found = support(day, ["yen_weak", "home_bonds"])
    [shared] = found.shared
    assert (shared.series, shared.source, shared.as_of) == ("fx.usdjpy", "desk", day_number(BOTH))
    assert shared.claims == ("yen_weak", "home_bonds")
    assert len(found.facts) == 2


def test_each_fact_is_counted_once_however_often_a_claim_reads_it():
    twice = edited(FUNDS_LEFT, "  - flow < 0", "  - flow < 5 USD m: any\n  - flow < 0")
    assert len(support(judged(on_the_day(), funds_left=twice), ["funds_left"]).facts) == 1


def test_facts_under_more_claims_come_first_then_those_of_earlier_claims():
    priced = edited(COINS_MOVED, "when:\n", "  rate: fx.usdjpy\nwhen:\n  - rate > 0 JPY/USD: any\n")
    run = judged(on_the_day(), coins_moved=priced)
    found = support(run, ["coins_moved", "yen_weak", "home_bonds"])
    assert [(each.series, len(each.claims)) for each in found.shared] == [("fx.usdjpy", 3)]


def test_of_alternatives_only_those_that_are_true_bear_witness():
    either = "  - any of:\n      - spent >= 500,000 coins: large\n      - rate < 1 JPY/USD: any\n"
    page = edited(COINS_MOVED, "  - spent >= 500,000 coins: our reading of large\n", either)
    run = judged(on_the_day(), coins_moved=edited(page, "when:\n", "  rate: fx.usdjpy\nwhen:\n"))
    assert series(run, support(run, ["coins_moved"])) == {"holders.long_term_spent"}


def test_a_claim_that_holds_since_another_fails_rests_on_what_failed_it():
    negated = edited(HOME_BONDS, "claim yen_weak", "not claim floor_value")
    run = judged(on_the_day(), **{"japan/home_bonds.md": negated})
    assert series(run, support(run, ["home_bonds"])) == {
        "price.close", "onchain.realised_price", "jgb.yield_30y",
    }  # fmt: skip


def test_no_claim_rests_on_no_fact(day):
    assert support(day, []) == Support((), {}, ())


def test_the_two_theses_share_no_fact_on_the_day(day):
    essay, comment = support(day, ["odds_fell", "funds_left"]), support(day, ["yen_weak"])
    assert common_facts(day, essay, comment) == ()


def test_a_fact_under_claims_of_both_theses_is_found():
    priced = edited(FLOOR_VALUE, "price <= basis: the", "price >= basis: the")
    both = edited(HOME_BONDS, "claim yen_weak", "claim floor_value")
    run = judged(on_the_day(), floor_value=priced, **{"japan/home_bonds.md": both})
    found = common_facts(run, support(run, ["floor_value"]), support(run, ["home_bonds"]))
    assert {each.series for each in found} == {"price.close", "onchain.realised_price"}
    assert {each.claims for each in found} == {("floor_value", "home_bonds")}


def test_a_window_of_many_facts_is_one_witness(kb_of_a_month):
    found = support(kb_of_a_month, ["funds_left"])
    assert [len(rows) for rows in found.facts] == [20]


@pytest.fixture
def kb_of_a_month() -> Run:
    """The day with the flows of twenty sessions in place of one."""
    mondays = ("2025-10-27", "2025-11-03", "2025-11-10", "2025-11-17")
    sessions = [str(date.fromisoformat(m) + timedelta(i)) for m in mondays for i in range(5)]
    flows = [fact("etf.net_flow", -50, "USD m", day, source="farside") for day in sessions]
    month = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: sum(etf.net_flow, 28d)")
    return judged([*but("etf.net_flow"), *flows], funds_left=month)
