"""Proofs: from a sentence, a finding or a quantity down to the fact rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from engine.briefing.compose import compose
from engine.ledger.write import record_of
from engine.proof.text import as_text
from engine.proof.tree import Node, Prover
from kb.built_in import catalog
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


LEAVES = ("fact", "window", "assumption", "function", "rule", "lack")


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


def test_an_assumption_shows_its_range_and_its_reason(prover):
    assert texts(prover.claim("positions_heavy"), "assumption") == [
        "assume.forced_share = 10% (5% to 20%): nobody publishes it; a wide range"
    ]


def test_a_window_shows_how_much_of_it_was_seen(prover):
    readings = texts(prover.claim("odds_fell"), "reading")
    assert readings[0].startswith("odds_peak = 95% = peak(policy.cut_odds, 45d), 2 of ")


def test_a_fact_shows_its_row_its_value_both_dates_its_source_and_its_batch(prover):
    assert texts(prover.claim("funds_left"), "fact") == [
        "fact 5: etf.net_flow −492 USD m, as of 2025-11-14, known 2025-11-14 23:59 UTC "
        "(stated), Farside Investors, batch 1"
    ]


def test_a_window_of_many_facts_is_named_by_their_number_and_a_digest():
    days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    found = proof("funds_left", instead(*days), funds_left=weeks)
    [window] = [step for step in nodes(found) if step.kind == "window"]
    assert window.text.startswith(
        "14 facts of etf.net_flow, 2025-11-01 to 2025-11-14, desk, batch 1, digest "
    )
    assert len(window.rows) == 14
    shown = texts(found, "fact")
    assert len(shown) == 6, "its ends are shown where all is"
    assert ("2025-11-01" in shown[0], "2025-11-14" in shown[-1]) == (True, True)


def test_a_digest_follows_what_the_facts_say():
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    windows = []
    for first in (1, 1, 2):
        days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(2, 15)]
        days.append(fact("etf.net_flow", -first, "USD m", "2025-11-01"))
        windows += texts(proof("funds_left", instead(*days), funds_left=weeks), "window")
    assert windows[0] == windows[1] != windows[2]


def test_a_peak_names_the_window_it_was_seen_in():
    """That it is the peak rests on the other days too."""
    days = [fact("policy.cut_odds", 60 + i, "%", f"2025-11-{i:02}", target="2025-12-10")
            for i in range(1, 15)]  # fmt: skip
    found = proof("odds_fell", instead(*days))
    [window] = [step for step in found.steps() if step.kind == "window"]
    assert "14 facts of policy.cut_odds" in window.text
    assert len(found.facts()) == 14


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
        told = record_of(compose(run, base)).sentences
        return Prover(run, base).sentence(told[number - 1])


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
                assert node.kind in LEAVES or "unknown" in node.text


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
    assert "0.1 (0.05 to 0.2) against 0.01, margin 0.04 to 0.19" in line


def test_a_proof_for_programs_holds_unrounded_numbers(prover):
    tree = prover.claim("odds_fell").as_tree()
    [line] = [child for child in tree["rests_on"] if child["kind"] == "line"]
    numbers = line["values"]
    assert numbers["value"]["mid"] == pytest.approx(0.51, rel=1e-12)
    assert (numbers["threshold"]["mid"], numbers["unit"]) == (0.25, "ratio")
    assert numbers["margin"] == pytest.approx(0.26, rel=1e-12)


def test_the_same_fact_is_one_step_however_often_it_is_rested_on(prover):
    steps = list(prover.claim("floor_reached").steps())
    assert len({step.text for step in steps if step.kind == "fact"}) == len(
        [step for step in steps if step.kind == "fact"]
    )


def smallest(claim: str, given: list, **changed: str) -> Node:
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return Prover(ask(base, book_of(**changed)), base, "smallest").claim(claim)


def test_the_smallest_proof_of_a_failure_is_one_condition_that_fails():
    """Both fail; that of the flows would go through another claim."""
    found = smallest("floor_reached", facts())
    assert [t for t in texts(found, "line") if t.startswith("claim")] == [
        "claim floor_value: false"
    ]
    assert texts(found, "left_out") == ["one other condition; --full shows all"]
    assert texts(found, "rule")[0] == "rule fails:floor_reached:2 fired on fails:floor_value"


def test_the_smallest_proof_of_a_group_has_as_many_members_as_it_needs():
    either = edited(
        FLOOR_VALUE,
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - claim odds_fell\n      - claim funds_left\n",
    )
    found = smallest("floor_value", facts(), floor_value=either)
    assert texts(found, "finding")[1:] == [
        "funds_left holds: Money left the funds [rules/etf/funds_left.md]"
    ]


def test_the_smallest_proof_leaves_out_what_no_condition_needs():
    found = smallest("odds_fell", facts())
    assert "rate_shift" not in " ".join(texts(found, "quantity"))
    assert texts(found, "function") == []


def test_the_smallest_proof_is_never_larger(prover):
    for page in prover.run.book.pages:
        least = Prover(prover.run, prover.kb, "smallest").claim(page.claim)
        assert least.size <= prover.claim(page.claim).size
        assert least.facts() <= prover.claim(page.claim).facts()


def test_what_is_too_old_says_since_when():
    old = fact("etf.net_flow", -492, "USD m", "2025-10-31", source="farside")
    [lack] = texts(proof("funds_left", instead(old)), "lack")
    assert lack.startswith("needs etf.net_flow: the newest is of 2025-10-31, 17 days old")
    stale_after = catalog().get("etf.net_flow").stale_after
    since = date(2025, 10, 31) + timedelta(days=stale_after + 1)
    assert lack.endswith(f", stale since {since}")


def test_what_was_opened_once_is_not_opened_again_for_programs():
    shared = Node("line", "b", (Node("fact", "c"),))
    tree = Node("line", "a", (shared, shared)).as_tree()
    first, second = tree["rests_on"]
    assert (first["rests_on"][0]["text"], second["rests_on"], second["again"]) == ("c", [], True)


def closes(source: str, first: str, values: list[float]) -> list:
    start = date.fromisoformat(first)
    days = ((start + timedelta(days=n)).isoformat() for n in range(len(values)))
    return [fact("price.close", v, "USD/coin", d, source=source)
            for d, v in zip(days, values, strict=True)]  # fmt: skip


def test_a_splice_stands_in_the_proof_with_both_sources():
    """Thirty days by one, then twenty by another, ten of them common and 0.2% apart."""
    told = [*closes("binance", "2025-10-08", [90_000.0] * 30),
            *closes("coin_metrics", "2025-10-28", [90_180.0] * 21)]  # fmt: skip
    page = edited(FLOOR_VALUE, "price: price.close", "price: mean(price.close, 40d)")
    given = [each for each in facts() if each.series != "price.close"] + told
    text = as_text(proof("floor_value", given, floor_value=page))
    assert "40 of 40 days, 19 days by Binance, at most 0.20% from the others on 10 comm" in text
    assert "Binance" in text
