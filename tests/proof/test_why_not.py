"""why-not: what decides a claim that does not hold, what it lacks, what would turn it."""

from __future__ import annotations

import pytest

from engine.proof.node import Node
from engine.proof.why_not import why_not
from kb.store import KnowledgeBase
from tests.desk import FLOOR_REACHED, ask, book_of, edited, fact, facts, instead, without


def found(claim: str, given: list, *, full: bool = False, **changed: str) -> Node:
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return why_not(ask(base, book_of(**changed)), base, claim, full=full)


def texts(node: Node, kind: str) -> list[str]:
    return [step.text for step in node.steps() if step.kind == kind]


def test_what_a_failing_claim_misses_is_said_in_its_own_unit():
    node = found("floor_value", facts())
    assert node.text.startswith("floor_value fails: The price is where value buyers come in")
    [line] = texts(node, "line")
    assert "price <= basis: false, $92,000 against $56,000, missed by $36,000" in line


def test_the_claims_upstream_that_block_it_are_named():
    assert texts(found("floor_reached", facts()), "block") == [
        "blocked by floor_flows, which fails",
        "blocked by floor_value, which fails",
    ]


def test_a_negated_claim_that_holds_blocks_too():
    assert texts(found("floor_flows", facts()), "block") == ["blocked by funds_left, which holds"]


def test_a_claim_blocked_inside_a_group_is_named():
    grouped = edited(FLOOR_REACHED, "  - claim floor_value\n",
                     "  - any of: [claim floor_value, claim coins_moved]\n")  # fmt: skip
    blocks = texts(found("floor_reached", without("holders.long_term_spent"),
                         floor_reached=grouped), "block")  # fmt: skip
    assert "blocked by coins_moved, which is unknown" in blocks


def test_what_an_unknown_claim_lacks_is_named():
    node = found("funds_left", without("etf.net_flow"))
    assert node.text.startswith("funds_left unknown (missing)")
    assert texts(node, "lack") == ["needs etf.net_flow: no fact of etf.net_flow"]
    assert texts(node, "flip") == ["no fact is known behind it, so none can turn it"]


def test_what_would_turn_it_is_found_and_rounded_away_from_today():
    [flip] = texts(found("funds_left", facts()), "flip")
    assert flip == (
        "turns to fails if etf.net_flow of 2025-11-14 goes from −$492m to $0: its usual daily move "
        "is not known here; exact, the condition is straight in this fact; at funds_left#1"
    )


def test_a_claim_that_holds_has_nothing_that_keeps_it_from_holding():
    node = found("odds_fell", facts())
    assert "odds_fell holds, so nothing keeps it from holding" in node.text
    assert texts(node, "line") == []
    assert len(texts(node, "flip")) == 1


def prices(last: float) -> list:
    """Three weeks in which the price goes up and down by a thousand."""
    days = [fact("price.close", 92_000 + 1000 * (i % 2), "USD/coin", f"2025-10-{i + 1:02}")
            for i in range(21)]  # fmt: skip
    return [*days, fact("price.close", last, "USD/coin")]


def test_a_flip_is_measured_in_daily_moves_where_they_are_known():
    flips = texts(found("floor_value", instead(*prices(58_000))), "flip")
    assert flips[0].startswith(
        "turns to holds if price.close of 2025-11-17 goes from $58,000 to $5"
    )
    assert "1.95 daily moves; exact" in flips[0]
    assert "onchain.realised_price" in flips[1], "the other fact, whose daily move is not known"


def test_nothing_within_ten_daily_moves_is_an_answer():
    flips = texts(found("floor_value", instead(*prices(92_000))), "flip")
    assert flips[0] == "nothing within ten daily moves of the one fact tried turns it"
    assert "35.09 daily moves" in flips[1], "the slope leads farther, and is said as well"


def test_the_headline_can_be_asked_about():
    node = found("headline", facts())
    assert node.text == "headline: A slide with funds on the way out [slide]"
    assert texts(node, "flip")[0].startswith("turns to no headline if ")


def test_a_book_without_headlines_has_none():
    node = found("headline", facts(), briefing="conditions: [floor_value]\n")
    assert node.text == "headline: none"


@pytest.mark.parametrize("claim", ["new_gold", "how_low", "leverage_offered"])
def test_what_is_not_judged_is_answered_too(claim):
    node = found(claim, facts())
    assert node.text.startswith(claim)
    assert texts(node, "flip") == []


def test_a_fuller_search_tries_every_fact_of_a_window():
    weeks = edited(
        book_of().texts["etf/funds_left.md"], "flow: etf.net_flow", "flow: sum(etf.net_flow, 21d)"
    )
    october = [
        fact("etf.net_flow", 40 * (i % 2) - 30, "USD m", f"2025-10-{i}") for i in range(25, 32)
    ]
    days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
    quick, full = (
        found("funds_left", instead(*october, *days), full=each, funds_left=weeks)
        for each in (False, True)
    )
    assert texts(quick, "flip")[0].startswith("turns to fails if etf.net_flow of 2025-11-14")
    assert texts(full, "flip") == texts(quick, "flip"), "of days as near the newest"
