"""Searching one finding's flips to the end, where slopes lead nowhere or lead astray."""

from __future__ import annotations

import pytest

from engine.counterfactual.conclusions import finding_of
from engine.counterfactual.search import search
from tests.worlds import book, daily, page_text, run, told

FACTS = {"price": "price.close", "flow": "fund.flow"}
CALM = [100 + i % 2 for i in range(30)]  # a daily move of about one


def found(*when, facts=FACTS, let=None, world=None, others=(), full=False):
    rules = book(
        page_text(
            facts=facts,
            let=let,
            when=[line if "any of" in line else f"{line}: ours" for line in when],
        ),
        *others,
    )
    given = [*daily("price.close", "2025-11-17", *CALM), told("fund.flow", "2025-11-17", -40)]
    return search(run(rules, given if world is None else world), finding_of("fell"), full=full)


def test_a_straight_condition_is_found_exactly():
    [flip] = found("price >= 104 USD/coin").flips
    assert (flip.then, flip.how) == (104, "exact")
    assert flip.daily_moves == pytest.approx(3, rel=0.05)


def test_a_condition_that_is_flat_today_is_met_by_the_rings():
    """Up to 103 the price does not matter, so no slope leads anywhere."""
    [flip] = found("max(price, 103 USD/coin) > 106 USD/coin").flips
    assert (flip.then, flip.how) == (pytest.approx(106, rel=1e-4), "bracketed")


def test_a_curved_condition_is_bracketed():
    [flip] = found("price ^ 2 > 11000 USD/coin * 1 USD/coin").flips
    assert (flip.then, flip.how) == (pytest.approx(11000**0.5, rel=1e-4), "bracketed")


def test_a_condition_that_turns_back_is_the_nearest_the_scan_met_and_says_so():
    """Upwards from 101 the margin widens until 103, and closes beyond; downwards 100 holds it."""
    curved = "(price - 103 USD/coin) ^ 2 <= 30 USD/coin * 1 USD/coin"
    [flip] = found(f"any of: [{curved}, price < 100 USD/coin]").flips
    assert (flip.then, flip.how) == (pytest.approx(103 + 30**0.5, rel=1e-4), "scanned")


def test_what_is_nearer_than_the_slope_leads_is_preferred():
    """Straight on the claim turns at 95, but a second condition already turns at 103."""
    [flip] = found("price > 95 USD/coin", "max(price, 102 USD/coin) < 103 USD/coin").flips
    assert flip.then == pytest.approx(103, rel=1e-4)


def test_nothing_within_ten_moves_is_an_answer():
    there = found("max(price, 120 USD/coin) > 130 USD/coin")
    assert (there.flips, there.nothing_near, there.measured) == ((), True, 1)


def test_a_flip_farther_than_ten_moves_is_told_where_the_slope_leads_there():
    there = found("price > 200 USD/coin")
    [flip] = there.flips
    assert there.nothing_near
    assert flip.daily_moves > 90


def test_facts_whose_moves_are_known_and_others_are_two_answers():
    there = found("price * 1 coin + flow > 70 USD")
    assert [(f.series, f.daily_moves is None) for f in there.flips] == [
        ("price.close", False),
        ("fund.flow", True),
    ]


def test_the_condition_may_stand_upstream():
    other = page_text("other", facts=FACTS, when=["max(price, 103 USD/coin) > 106 USD/coin: ours"])
    flip, *_ = found("claim other", others=[other], facts={"flow": "fund.flow"}).flips
    assert (flip.line, flip.becomes) == ("other#1", "holds")


def test_what_rests_on_no_fact_has_no_flip():
    there = found("flow > 0 USD", world=[told("price.close", "2025-11-17", 90)])
    assert (there.flips, there.facts) == ((), 0)


@pytest.mark.parametrize("full", [False, True])
def test_a_fuller_search_moves_every_day_of_a_window(full):
    """Of six days the newest is tried; the median of a path would need the others."""
    there = found("week < -10 USD", facts={"week": "sum(fund.flow, 8d)"}, full=full,
                  world=daily("fund.flow", "2025-11-17", *[-5] * 6, weekdays=True))  # fmt: skip
    assert there.facts == (6 if full else 1)
    assert len(there.flips) == 1
