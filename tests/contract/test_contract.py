"""The contract for programs: what `brief --format json` promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from engine.briefing.export import as_json
from engine.contract.briefing import BriefingOut
from kb.store import KnowledgeBase
from tests.contract.written_schema import hold_to_schema, schema
from tests.desk import FLOOR_VALUE, ORDER, book_of, composed, edited, fact, facts, unread, without

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
KEYS = (
    "run asset as_of known_at rulebook facts_digest judged_by headline headline_title "
    "headline_words front "
    "changed sentences findings channels floor conflicts not_judged flips theses"
)


def briefing(given: list, **changed: str) -> dict:
    """The JSON document of some facts."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return json.loads(as_json(composed(base, book_of(**changed))))


@pytest.fixture(scope="module")
def desk() -> dict:
    """The desk's document."""
    return briefing(facts())


def found(document: dict, claim: str) -> dict:
    return next(each for each in document["findings"] if each["claim"] == claim)


def test_the_schema_in_docs_is_in_step():
    kept = (DOCS / "briefing.schema.json").read_text(encoding="utf-8")
    assert kept == schema(), "write what schema() returns into the file"


def test_the_contract_knows_nothing_of_what_makes_it():
    """It can be taken out of here with its models alone."""
    known = [
        name for file in (ROOT / "engine" / "contract").glob("*.py")
        for name in re.findall(r"(?m)^from (engine\.\w+)", file.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert set(known) == {"engine.contract"}


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize(
    "given", [facts(), without("price.close"), unread()], ids=["all", "some", "none"]
)
def test_every_document_keeps_to_the_schema(given):
    hold_to_schema(briefing(given))


def test_a_key_that_is_not_promised_is_refused(desk):
    with pytest.raises(jsonschema.ValidationError):
        hold_to_schema(desk | {"extra": 1})


def test_the_keys_are_those_of_the_design_in_their_order(desk):
    assert list(desk) == KEYS.split()


def test_the_question_is_answered_in_iso_dates(desk):
    assert (desk["asset"], desk["as_of"], desk["known_at"]) == (
        "btc", "2025-11-17", "2025-11-17T23:59:59Z",
    )  # fmt: skip
    assert len(desk["run"]) == len(desk["rulebook"]) == 64


def test_numbers_are_canonical_and_unrounded(desk):
    flow = found(desk, "funds_left")["quantities"]["flow"]
    assert flow == {"low": -492e6, "mid": -492e6, "high": -492e6, "unit": "USD"}
    assert found(desk, "odds_fell")["quantities"]["odds_now"]["mid"] == pytest.approx(
        0.44, rel=1e-15
    )


def test_a_quantity_is_published_whatever_the_finding(desk):
    forced = found(desk, "positions_heavy")["quantities"]["forced"]
    assert (forced["low"], forced["mid"], forced["high"]) == pytest.approx((3.4e9, 6.8e9, 13.6e9))


def test_an_unknown_quantity_is_null(desk):
    leverage = found(desk, "leverage_offered")["quantities"]["leverage"]
    assert leverage == {"low": None, "mid": None, "high": None, "unit": "ratio"}


def test_a_condition_has_its_truth_its_margin_and_its_unit(desk):
    [line] = found(desk, "floor_value")["lines"]
    assert line == {"text": "price <= basis", "truth": "false", "margin": -36e3, "unit": "USD/coin"}


def test_a_condition_without_a_number_has_neither_margin_nor_unit(desk):
    assert found(desk, "floor_flows")["lines"] == [
        {"text": "not claim funds_left", "truth": "false", "margin": None, "unit": None}
    ]


def test_members_of_a_group_follow_it():
    either = edited(
        FLOOR_VALUE,
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - price <= basis\n      - claim funds_left\n",
    )
    lines = found(briefing(facts(), floor_value=either), "floor_value")["lines"]
    assert [(line["text"], line["truth"]) for line in lines] == [
        ("any of", "true"), ("price <= basis", "false"), ("claim funds_left", "true"),
    ]  # fmt: skip


def test_what_was_said_has_a_verdict(desk):
    [said] = found(desk, "odds_fell")["said"]
    assert (said["name"], said["said"], said["verdict"]) == ("odds_now", "about 40 %", "agrees")
    assert (said["measured"], said["source"]) == (pytest.approx(0.44), "cme_fedwatch")


def test_the_sentence_is_that_of_the_briefing(desk):
    assert found(desk, "funds_left")["sentence"] == "The funds lost $492m on 14 November 2025."
    assert found(desk, "new_gold")["sentence"] is None


def test_what_is_not_judged_says_why_and_what_it_needs(desk):
    assert desk["not_judged"] == [
        {"claim": "new_gold", "reason": "opinion", "needs": []},
        {"claim": "leverage_offered", "reason": "missing",
         "needs": ["derivatives.max_leverage: no fact of derivatives.max_leverage"]},
    ]  # fmt: skip


def test_the_floor_has_conditions_anchors_and_a_fan_named_for_what_it_is(desk):
    floor = desk["floor"]
    assert [each["claim"] for each in floor["conditions"]] == ["floor_flows", "floor_value"]
    assert floor["anchors"]["Realised price"]["mid"] == 56_000
    low, even, high = (each["mid"] for each in floor["fan"]["Ninety days"])
    assert low < even < high < 92_000
    assert "random walk" in floor["method"]


def test_a_book_without_conditions_has_no_floor():
    order = "why:\n  etf:\n    What the funds did: [funds_left]\n"
    assert briefing(facts(), briefing=order)["floor"] is None


def test_there_is_no_headline_where_none_holds():
    document = briefing(without("etf.net_flow"))
    assert document["headline"] is None


def test_a_flip_names_the_fact_and_the_date_it_is_about(desk):
    [flip] = [each for each in desk["flips"] if each["of"] == "odds_fell"]
    assert (flip["series"], flip["target"]) == ("policy.cut_odds", "2025-12-10")
    assert (flip["from"], flip["to"]) == pytest.approx((0.44, 0.70))


def test_sources_that_disagree_are_both_given():
    other = fact("price.close", 99_000, "USD/coin", source="coin_metrics")
    assert briefing([*facts(), other])["conflicts"] == [
        {"series": "price.close", "as_of": "2025-11-17",
         "sources": ["binance", "coin_metrics"], "values": [92_000, 99_000]},
    ]  # fmt: skip


def test_no_infinity_gets_into_the_document(monkeypatch, desk):
    """JSON has no word for it, and a program that reads one would fail far from here."""
    endless = desk | {"flips": [desk["flips"][0] | {"to": float("inf")}]}
    model = BriefingOut.model_validate(endless)
    monkeypatch.setattr("engine.briefing.export.contract", lambda _: model)
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(None)


def test_the_model_reads_its_own_document(desk):
    assert BriefingOut.model_validate(desk).model_dump(by_alias=True, mode="json") == desk


CAUSES = ORDER + "causes:\n  funds: odds_fell.odds_lost | pct\n"


def test_the_split_of_the_fall_is_given_by_channel_and_policy_has_no_share_in_it():
    document = briefing(facts(), briefing=CAUSES)
    hold_to_schema(document)
    shares = {each["name"]: each["share"]["mid"] for each in document["channels"]}
    assert list(shares) == [
        "policy", "funds", "holders", "liquidation", "absent_buyers", "unexplained",
    ]  # fmt: skip
    assert shares["policy"] is None
    assert shares["funds"] == pytest.approx(
        found(document, "odds_fell")["quantities"]["odds_lost"]["mid"]
    )
    claims = {each["name"]: each["claims"] for each in document["channels"]}
    assert (claims["funds"], claims["policy"]) == (["odds_fell"], [])


def test_a_split_of_which_nothing_is_known_is_none(desk):
    assert desk["channels"] is None
    assert briefing(without("policy.cut_odds"), briefing=CAUSES)["channels"] is None
