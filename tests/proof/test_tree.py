"""Proofs: from a finding or a quantity down to the fact rows."""

from __future__ import annotations

import pytest

from engine.proof.text import as_text
from engine.proof.tree import Node, Prover
from tests.desk import (
    FLOOR_VALUE,
    POSITIONS_HEAVY,
    ask,
    edited,
    fact,
    facts,
    instead,
    without,
)
from tests.proof.proving import proof, texts


def test_a_finding_names_its_claim_its_page_and_its_file(prover):
    assert prover.claim("funds_left").text == (
        "funds_left holds: Money left the funds [rules/etf/funds_left.md]"
    )


def test_the_rule_that_fired_is_named_with_the_premises_that_matched(prover):
    assert texts(prover.claim("funds_left"), "rule") == [
        "rule holds:funds_left fired on true:funds_left#1"
    ]


def test_every_condition_that_fails_has_its_rule(prover):
    assert texts(prover.claim("floor_reached"), "rule")[:2] == [
        "rule fails:floor_reached:1 fired on fails:floor_flows",
        "rule fails:floor_reached:2 fired on fails:floor_value",
    ]


def test_a_condition_shows_its_truth_its_margin_and_where_it_comes_from(prover):
    assert texts(prover.claim("odds_fell"), "line") == [
        "odds_lost >= 25 pp: true, 51 pp against 25 pp, margin 26 pp (our reading of a collapse)"
    ]
    [value] = texts(prover.claim("floor_value"), "line")
    assert value.startswith("price <= basis: false, $92,000 against $56,000, margin −$36,000")


def test_a_condition_the_assumptions_disagree_on_shows_both_ends():
    thin = instead(fact("derivatives.open_interest", 30, "USD bn"))
    [line] = texts(proof("positions_heavy", thin), "line")
    assert ": unknown, straddles, $3bn ($1.5bn to $6bn) against $2bn, margin −$500m to" in line


def test_a_condition_without_its_fact_says_why():
    [line] = texts(proof("funds_left", without("etf.net_flow")), "line")
    assert line.startswith("flow < 0 USD m: unknown, missing")


def test_a_quantity_shows_its_formula_and_the_names_in_it(prover):
    found = prover.name(prover.run.book.page("how_low"), "ahead.low")
    assert found.text.startswith("how_low.ahead.low = ")
    assert found.text.endswith(" = floor.lowest_close(price, volatility, 90d, tail = 10 %).low")
    assert sorted(child.kind for child in found.children) == ["function", "reading", "reading"]


def test_a_function_shows_its_inputs_and_what_it_says_of_itself(prover):
    low = prover.name(prover.run.book.page("how_low"), "ahead.low")
    [function] = texts(low, "function")
    assert function.startswith(
        "floor.lowest_close(price in USD/coin, volatility in ratio, horizon in day, tail in ratio) "
        "low in USD/coin, even in USD/coin, high in USD/coin: "
    )


def test_a_margin_is_also_given_in_daily_moves_of_the_nearest_series():
    """Prices go up and down by a thousand: a daily move is 1,026 with 20 changes."""
    days = [fact("price.close", 92_000 + 1000 * (i % 2), "USD/coin", f"2025-10-{i + 1:02}")
            for i in range(21)]  # fmt: skip
    days.append(fact("price.close", 92_000, "USD/coin"))
    [line] = texts(proof("floor_value", instead(*days)), "line")
    assert ", margin −$36,000, 35.09 daily moves of price.close from turning (" in line


def test_a_claim_that_rests_on_another_opens_its_proof(prover):
    findings = [text.split()[0] for text in texts(prover.claim("floor_reached"), "finding")]
    assert findings == ["floor_reached", "floor_flows", "funds_left", "floor_value"]


def test_members_of_a_group_stand_under_it():
    either = edited(
        FLOOR_VALUE,
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - price <= basis\n      - claim funds_left\n",
    )
    lines = texts(proof("floor_value", facts(), floor_value=either), "line")
    assert [line.split(":")[0] for line in lines[:2]] == ["any of", "price <= basis"]


def test_a_quantity_no_condition_mentions_is_proved_too(prover):
    assert any("rate_shift" in text for text in texts(prover.claim("odds_fell"), "quantity"))


def test_an_opinion_has_a_proof_that_says_it_is_not_judged(prover):
    assert prover.claim("new_gold").text.startswith("new_gold not judged: ")


def test_a_name_a_page_has_not_is_refused_with_the_nearest(prover):
    page = prover.run.book.page("odds_fell")
    with pytest.raises(LookupError, match="no fact or quantity 'rate_shft'; nearest: rate_shift"):
        prover.name(page, "rate_shft")


def test_a_claim_the_book_has_not_is_refused_with_the_nearest(prover):
    with pytest.raises(LookupError, match="no claim is named 'funds_lft'; nearest: funds_left"):
        prover.claim("funds_lft")


def test_a_proof_can_be_written_as_json(prover):
    tree = prover.claim("funds_left").as_tree()
    assert tree["kind"] == "finding"
    assert [child["kind"] for child in tree["rests_on"]] == ["rule", "line"]


def test_a_proof_is_the_same_twice(kb, book):
    both = [as_text(Prover(ask(kb, book), kb).claim("floor_reached")) for _ in range(2)]
    assert both[0] == both[1]


def test_a_comparison_with_a_plain_number_has_no_unit():
    page = edited(POSITIONS_HEAVY, "forced >= 2 USD bn", "forced / interest >= 0.01")
    [line] = texts(proof("positions_heavy", facts(), positions_heavy=page), "line")
    assert "0.1 (0.05 to 0.2) against 0.01, margin 0.04 to 0.19" in line


def test_a_proof_for_programs_holds_unrounded_numbers(prover):
    tree = prover.claim("odds_fell").as_tree()
    [line] = [child for child in tree["rests_on"] if child["kind"] == "line"]
    numbers = line["values"]
    assert numbers["value"]["mid"] == pytest.approx(0.51, rel=1e-12)
    assert (numbers["threshold"]["mid"], numbers["unit"]) == (0.25, "ratio")
    assert numbers["margin"] == pytest.approx(0.26, rel=1e-12)


def test_what_was_opened_once_is_not_opened_again_for_programs():
    shared = Node("line", "b", (Node("fact", "c"),))
    tree = Node("line", "a", (shared, shared)).as_tree()
    first, second = tree["rests_on"]
    assert (first["rests_on"][0]["text"], second["rests_on"], second["again"]) == ("c", [], True)
