"""What a page's sentences may name."""

from __future__ import annotations

import pytest

from engine.judge.run import Run
from engine.pages.grammar import number
from engine.words.cite import Cited, Refs, bind
from engine.words.context import Contexts
from engine.words.quoting import said_number
from kb.clock import day_number
from tests.desk import FLOOR_VALUE, FUNDS_LEFT, ODDS_FELL, ask_with, edited, fact, facts, without


def context(claim: str, run: Run | None = None) -> dict[str, object]:
    """The context of a claim's page on the desk's day."""
    run = run or ask_with(facts())
    return Contexts(run, Refs()).of(run.book.page(claim))


def misses(claim: str, run: Run) -> str:
    """What a claim misses, as it is read."""
    contexts = Contexts(run, refs := Refs())
    return bind(str(contexts.of(run.book.page(claim))["misses"]), refs).text


def test_a_page_names_its_own_facts_and_quantities():
    named = context("odds_fell")
    assert named["odds_now"].middle == pytest.approx(0.44)
    assert named["odds_lost"].middle == pytest.approx(0.51)


def test_a_page_names_the_quantities_of_other_claims_and_the_assumptions():
    named = context("funds_left")
    assert named["odds_fell"].odds_lost.middle == pytest.approx(0.51)
    share = named["assume"].forced_share
    assert (share.low, share.middle, share.high) == (0.05, 0.10, 0.20)


def test_a_name_that_another_claim_has_not_is_no_attribute():
    with pytest.raises(AttributeError):
        context("funds_left")["odds_fell"].oods  # noqa: B018


def test_a_fact_knows_its_day_its_target_its_source_and_its_coverage():
    peak = context("odds_fell")["odds_peak"]
    assert (peak.as_of.day, peak.target.day) == (day_number("2025-10-22"), day_number("2025-12-10"))
    assert "CME FedWatch" in peak.source
    assert "2 of " in peak.coverage


def test_a_fact_without_a_target_has_an_unknown_one():
    assert not context("funds_left")["flow"].target.known


def test_a_quantity_rests_on_the_facts_under_it():
    named = context("odds_fell")
    groups = named["odds_peak"].ref.facts + named["odds_now"].ref.facts
    assert named["rate_shift"].ref.facts == groups


def test_a_missing_fact_is_cited_as_unknown():
    named = context("funds_left", ask_with(without("etf.net_flow")))
    assert isinstance(named["flow"], Cited)
    assert not named["flow"].known


def test_the_asset_is_written_in_capitals():
    assert "BTC" in context("funds_left")["asset"]


def test_nothing_is_missed_where_nothing_fails():
    assert misses("odds_fell", ask_with(facts())) == ""


def test_a_miss_names_the_threshold_and_the_distance_in_its_unit():
    strict = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")
    assert misses("funds_left", ask_with(facts(), funds_left=strict)) == (
        "$508m over money on the way out"
    )


def test_a_miss_between_two_quantities_has_their_unit():
    assert misses("floor_value", ask_with(facts())) == (
        "$36,000 over the average cost of all coins"
    )


def test_a_miss_of_another_claim_quotes_its_title():
    missed = misses("floor_reached", ask_with(facts()))
    assert missed.startswith("“The funds stopped selling” does not hold; ")
    assert misses("floor_flows", ask_with(facts())) == "“Money left the funds” holds"


def test_a_place_among_readings_that_misses_does_not_read_as_a_level():
    """The price stands under that of the day before, so at half of two readings."""
    ranked = edited(FUNDS_LEFT, "facts:\n", "facts:\n  rank: percentile(price.close, 2d)\n")
    ranked = edited(ranked, "when:\n", "when:\n  - rank >= 90 %: our reading of high\n")
    assert misses("funds_left", ask_with(facts(), funds_left=ranked)) == (
        "40 pp short of our reading of high (90% of the readings of 2 days)"
    )


def test_a_group_that_misses_says_that_too_few_are_met():
    either = edited(
        FLOOR_VALUE,
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - price <= basis\n      - price <= 10,000 USD/coin\n",
    )
    assert misses("floor_value", ask_with(facts(), floor_value=either)) == (
        "none of the conditions that would do is met"
    )


def test_a_condition_without_a_reason_speaks_for_itself():
    plain = edited(FLOOR_VALUE, "price <= basis: the average cost of all coins", "price <= basis")
    assert misses("floor_value", ask_with(facts(), floor_value=plain)).startswith("price <= basis")


@pytest.mark.parametrize(
    ("digits", "unit", "text"),
    [
        ("90", "%", "90%"),
        ("94", "USD bn", "$94bn"),
        ("1.25", "USD tn", "$1.25tn"),
        ("100,000", "USD/coin", "$100,000"),
        ("815,000", "coins", "815,000 coins"),
        ("1,000", "x", "1,000 x"),
        ("150", "bp", "150 bp"),
    ],
)
def test_a_stated_number_is_written_in_its_own_unit(digits, unit, text):
    assert said_number(number(digits, unit)) == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("about 40 %", "about 40%"),
        ("> 5 %", "over 5%"),
        ("< 5 %", "under 5%"),
        ("55 .. 75 %", "55% to 75%"),
        ("40 %", "40%"),
    ],
)
def test_a_stated_number_says_how_it_was_stated(said, text):
    run = ask_with(facts(), odds_fell=edited(ODDS_FELL, "about 40 %", said))
    contexts = Contexts(run, refs := Refs())
    bound = bind(contexts.of(run.book.page("odds_fell"))["said"].odds_now, refs)
    assert bound.text == text
    assert [(ref.kind, ref.name) for ref in bound.refs] == [("said", "E10")]


def test_a_fact_given_in_one_unit_is_cited_in_canonical_ones():
    run = ask_with([*without("etf.net_flow"), fact("etf.net_flow", -0.5, "USD bn", "2025-11-14")])
    assert context("funds_left", run)["flow"].middle == -5e8
