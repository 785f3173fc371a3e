"""Other worlds: one fact moved, against the rule base run again on a base that holds it so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.counterfactual.conclusions import finding_of
from engine.counterfactual.sensitivity import MovesToTurn, moves_to_turn
from engine.counterfactual.slice import slice_of
from engine.counterfactual.worlds import Worlds
from engine.measures.choose import read
from engine.measures.provider import read_together
from tests.worlds import CATALOG, assumed, book, daily, page_text, panel, run

FACTS = {"price": "price.close", "flow": "fund.flow", "spent": "coins.spent"}
CODES = {"holds": 1, "fails": -1, "unknown": 0}
VALUES = (10.0, 60.0, 79.0, 80.0, 90.0, 95.0, 99.0, 100.0, 130.0, 250.0)


def rule(claim, *when, facts=FACTS, let=None):
    return page_text(claim, facts=facts, let=let, when=when)


LOW = rule("low", "price < 95 USD/coin: ours", let={"twice": "price * 2"})
DEEP = rule("deep", "price * assume.weight < 80 USD/coin: ours")
TOP = {"top": "peak(price.close, 9d)", "then": "at_peak(fund.flow, price.close, 9d)"}
BOOK = book(
    LOW,
    DEEP,
    rule("peaked", "top > 100 USD/coin: ours", "then < 0 USD: ours", facts=TOP),
    rule("thin", "top < 130 USD/coin: ours", facts=TOP),
    rule("high", "not claim low", "price >= 0 USD/coin: ours"),
    rule("chained", "claim high", "not claim deep"),
    rule("quantity", "low.twice > 150 USD/coin: ours"),
    rule("unstirred", "flow < 0 USD: ours", facts={"flow": "fund.flow"}),
    rule("lacking", "spent > 0 coins: ours", facts={"spent": "coins.spent"}),
    rule("either", "any of: [claim low, claim lacking]"),
    rule("two", "at least 2 of: [claim low, flow < 0 USD, claim lacking, price < 85 USD/coin]"),
    rule("three", "at least 3 of: [claim low, claim lacking, price < 85 USD/coin, flow > 0 USD]"),
    rule("resting", "claim unstirred", "claim two", "not claim lacking"),
    rule("mixed", "claim unstirred", "claim three"),
    assumptions=assumed("weight", "0.5", "1", "2"),
)
WORLD = [*daily("price.close", "2025-11-17", 120, 100, 90), *daily("fund.flow", "2025-11-17", -5)]


@pytest.fixture(scope="module")
def today():
    return run(BOOK, WORLD)


@pytest.fixture(scope="module")
def rerun():
    """The findings of the whole book for each value of the last price."""
    index = max(i for i, fact in enumerate(WORLD) if fact.series == "price.close")
    worlds = {
        v: [*WORLD[:index], replace(WORLD[index], value=v), *WORLD[index + 1 :]] for v in VALUES
    }
    return {value: run(BOOK, world).findings for value, world in worlds.items()}


def codes_when(of, claim, values):
    """What a claim comes to when the last price has each of these values."""
    [price] = of.evaluation.readings["low"]["price"][0].facts
    worlds = Worlds(of)
    moved = [worlds.moved("price.close", price, value) for value in values]
    found = worlds.outcomes(slice_of(of.book, [claim]), moved)
    return finding_of(claim).codes(found.findings).tolist()


@pytest.mark.parametrize("claim", [page.claim for page in BOOK.pages])
def test_a_claim_comes_to_what_a_new_run_says(today, rerun, claim):
    wanted = [CODES[rerun[value][claim].status] for value in VALUES]
    assert codes_when(today, claim, VALUES) == wanted


def test_the_world_has_claims_of_every_outcome(rerun):
    """Or the comparison above would show little."""
    found = {(c, f.status) for findings in rerun.values() for c, f in findings.items()}
    assert {status for _, status in found} == {"holds", "fails", "unknown"}
    assert len(found) > 1.5 * len(BOOK.pages)


def test_a_move_to_the_same_value_changes_nothing(today):
    for claim, finding in today.findings.items():
        assert codes_when(today, claim, [90.0]) == [CODES[finding.status]]


MEASURES = ("price.close", "peak(price.close, 4d)", "trough(price.close, 4d)", "sum(fund.flow, 2d)",
            "mean(price.close, 4d)", "lag(price.close, 1d)", "change(price.close, 2d)",
            "drawdown(price.close, 4d)", "percentile(price.close, 4d)", "streak(fund.flow)",
            "crossed_below(price.close, 95 USD/coin, 4d)", "at_peak(fund.flow, price.close, 4d)",
            "at_latest(price.close, fund.flow)", "seen(price.close, 4d)")  # fmt: skip
SERIES = {"price.close": (80.0, 97.0, 300.0), "fund.flow": (-50.0, 3.0, 70.0)}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("also", ["price.close", "fund.flow"])
def test_every_measure_of_a_moved_fact_is_that_of_a_base_that_holds_it(measure, also):
    """Also where a second source speaks, and where what is read today might be taken over."""
    world = [*daily("price.close", "2025-11-17", 120, 99, 90, 96),
             *daily("price.close", "2025-11-17", 119, 98, 91, 95, source="next"),
             *daily("fund.flow", "2025-11-17", 4, -5, -6)]  # fmt: skip
    rules = book(rule("any", "also > 0 * also: ours", facts={"it": measure, "also": also}))
    base, page = run(rules, world), rules.page("any")
    worlds, requests = Worlds(base), [fact.request for fact in page.facts]
    for i, fact in enumerate(world):
        for value in SERIES[fact.series]:
            there = panel(world[:i], replace(fact, value=value), world[i + 1 :])
            wanted = read_together(there, CATALOG, requests, 0, read)
            found = worlds.reader(worlds.moved(fact.series, i + 1, value)).page(page)
            kept = base.evaluation.readings["any"]["it"][0]
            assert found.get(requests[0], kept) == wanted[requests[0]]


def test_all_claims_tried_at_once_turn_as_far_off_as_each_by_itself():
    prices, flows = ([100 + (k * n) % 13 for n in range(60)] for k in (7, 5))
    found = run(
        BOOK,
        [*daily("price.close", "2025-11-17", *prices), *daily("fund.flow", "2025-11-17", *flows)],
    )
    worlds = Worlds(found)
    every = MovesToTurn(worlds, found)
    told = {page.claim: every.of(page.claim) for page in BOOK.pages}
    assert told == {claim: moves_to_turn(worlds, found, claim) for claim in told}
    assert told["low"]
    assert told["peaked"]
