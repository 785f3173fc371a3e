"""Proofs: from a sentence, a finding or a quantity down to the fact rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.briefing.compose import Composer
from engine.proof.text import as_text
from engine.proof.tree import Node, Prover
from kb.store import KnowledgeBase
from tests.desk import (
    FLOOR_VALUE,
    FUNDS_LEFT,
    POSITIONS_HEAVY,
    SLIDE,
    ask,
    book_of,
    edited,
    fact,
    facts,
    instead,
    without,
)


@pytest.fixture
def prover(kb, book) -> Prover:
    """The prover of the desk's run."""
    return Prover(ask(kb, book), kb)


def proof(claim: str, given: list, **changed: str) -> Node:
    """The proof of a claim from other facts or pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return Prover(ask(base, book_of(**changed)), base).claim(claim)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def texts(node: Node, kind: str) -> list[str]:
    """The texts of the nodes of a kind, root first."""
    return [each.text for each in nodes(node) if each.kind == kind]


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
        "odds_lost >= 25 pp: true, margin 26 pp (our reading of a collapse)"
    ]
    [value] = texts(prover.claim("floor_value"), "line")
    assert value.startswith("price <= basis: false, margin −$36,000")


def test_a_condition_the_assumptions_disagree_on_shows_both_ends():
    thin = instead(fact("derivatives.open_interest", 30, "USD bn"))
    [line] = texts(proof("positions_heavy", thin), "line")
    assert ": unknown, straddles, margin −$500m to $4bn" in line


def test_a_condition_without_its_fact_says_why():
    [line] = texts(proof("funds_left", without("etf.net_flow")), "line")
    assert line.startswith("flow < 0 USD m: unknown, missing")


def test_a_quantity_shows_its_formula_and_the_names_in_it(prover):
    found = prover.name(prover.run.book.page("odds_fell"), "rate_shift")
    assert found.text == (
        "odds_fell.rate_shift = 0.13% = "
        "carry.expected_rate_shift(odds_peak, odds_now, step = 25 bp)"
    )
    assert [child.kind for child in found.children] == ["reading", "reading"]


def test_an_assumption_shows_its_range_and_its_reason(prover):
    assert texts(prover.claim("positions_heavy"), "assumption") == [
        "assume.forced_share = 10% (5% to 20%): nobody publishes it; a wide range"
    ]


def test_a_window_shows_how_much_of_it_was_seen(prover):
    readings = texts(prover.claim("odds_fell"), "reading")
    assert readings[0].startswith("odds_peak = 95% = peak(policy.cut_odds, 45d), 2 of ")


def test_a_fact_shows_its_row_its_value_both_dates_its_source_and_its_batch(prover):
    assert texts(prover.claim("funds_left"), "fact") == [
        "fact 5: etf.net_flow −492 USD m, as of 2025-11-14, known 2025-11-14 23:59 UTC, "
        "Farside Investors, batch 1"
    ]


def test_a_window_of_many_facts_shows_its_ends_and_counts_the_rest():
    days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    shown = texts(proof("funds_left", instead(*days), funds_left=weeks), "fact")
    assert len(shown) == 7
    assert shown[3] == "… 8 more facts …"
    assert ("2025-11-01" in shown[0], "2025-11-14" in shown[-1]) == (True, True)


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


def test_the_unknown_says_what_it_needs():
    found = proof("funds_left", without("etf.net_flow"))
    assert found.text.startswith("funds_left unknown (missing): ")
    assert texts(found, "lack") == ["needs etf.net_flow: no fact of etf.net_flow"]


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


def sentence_proof(number: int, given: list, **changed: str) -> Node:
    """The proof of a sentence of the briefing of some facts."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        run = ask(base, book_of(**changed))
        return Prover(run, base).sentence(Composer(run, base).compose(()).sentences[number - 1])


def test_a_sentence_is_proved_by_its_claim():
    found = sentence_proof(4, facts())
    assert found.text == "S4 “The funds lost $492m on 14 November 2025.” [E14]"
    assert [child.text.split()[0] for child in found.children] == ["funds_left"]


def test_a_fact_that_only_the_sentence_quotes_is_proved_too():
    """Here the headline quotes a quantity of another claim, which none of its conditions needs."""
    quoting = edited(
        SLIDE, "and the funds lose money.", "at {{ floor_value.price | price }}, funds losing."
    )
    found = sentence_proof(1, facts(), slide=quoting)
    assert "fact 2: price.close 92,000 USD/coin" in " ".join(texts(found, "fact"))
    assert found.children[-1].text == "price = $92,000 = price.close"


def test_a_proof_ends_in_facts_assumptions_or_something_missing(prover):
    """No leaf is a bare assertion."""
    for page in prover.run.book.pages:
        for node in nodes(prover.claim(page.claim)):
            if not node.children and node.kind != "finding":
                assert node.kind in ("fact", "assumption", "rule", "lack") or "unknown" in node.text


def test_a_proof_can_be_written_as_json(prover):
    tree = prover.claim("funds_left").as_tree()
    assert tree["kind"] == "finding"
    assert [child["kind"] for child in tree["rests_on"]] == ["rule", "line"]


def test_a_proof_is_the_same_twice(kb, book):
    both = [as_text(Prover(ask(kb, book), kb).claim("floor_reached")) for _ in range(2)]
    assert both[0] == both[1]


def test_a_quantity_without_facts_says_unknown():
    found = proof("positions_heavy", without("derivatives.open_interest"))
    assert "positions_heavy.forced = unknown (missing)" in " ".join(texts(found, "quantity"))


def test_a_comparison_with_a_plain_number_has_no_unit():
    page = edited(POSITIONS_HEAVY, "forced >= 2 USD bn", "forced / interest >= 0.01")
    [line] = texts(proof("positions_heavy", facts(), positions_heavy=page), "line")
    assert "margin 0.04 to 0.19" in line
