"""One fact moved, against the whole rule base run again on a base that holds the moved fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.counterfactual.moved import TRUTHS, truths_when
from tests.worlds import assumed, book, daily, page_text, run

FACTS = {"price": "price.close", "flow": "fund.flow", "spent": "coins.spent"}
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


@pytest.mark.parametrize("claim", [page.claim for page in BOOK.pages])
def test_a_claim_comes_to_what_a_new_run_says(today, rerun, claim):
    [price] = today.evaluation.readings["low"]["price"][0].facts
    wanted = [TRUTHS.get(rerun[value][claim].status) for value in VALUES]
    assert truths_when(today, claim, "price.close", price, VALUES) == wanted


def test_the_world_has_claims_of_every_outcome(rerun):
    """Or the comparison above would show little."""
    found = {(c, f.status) for findings in rerun.values() for c, f in findings.items()}
    assert {status for _, status in found} == {"holds", "fails", "unknown"}
    assert len(found) > 1.5 * len(BOOK.pages)


def test_a_move_to_the_same_value_changes_nothing(today):
    [price] = today.evaluation.readings["low"]["price"][0].facts
    for claim, finding in today.findings.items():
        [truth] = truths_when(today, claim, "price.close", price, [90.0])
        assert truth is TRUTHS.get(finding.status)
