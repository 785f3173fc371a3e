"""The forecast in a briefing: with its record, without one, or why there is none."""

from __future__ import annotations

import json
import re

import pytest

from engine.briefing.compose import compose
from engine.briefing.export import as_json
from engine.briefing.forecast import chance
from engine.briefing.render import render
from engine.forecast.forecasters import OURS
from engine.judge.run import answer, question
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.clock import day_date
from kb.facts import Checker
from kb.store import KnowledgeBase
from tests.contract.written_schema import hold_to_schema
from tests.forecast.base_market import closes
from tests.forecast.market import FIRST, walk

PRICES = walk(1500)
DAYS = len(PRICES)
DEEP = max(n for n in range(DAYS) if PRICES[n] <= 0.75 * PRICES[: n + 1].max())
TODAY = FIRST + DEEP


def beside():
    """Open interest, volume and realised price around the day."""
    checker = Checker(catalog(), default_asset="btc", default_source="desk", today=None)
    for n in range(DEEP - 190, DEEP + 1):
        price, as_of = float(PRICES[n]), day_date(FIRST + n).isoformat()
        for series, value, unit in (
            ("derivatives.open_interest", 1e6 * price, "USD"),
            ("market.volume", 2e6 * price, "USD"),
            ("onchain.realised_price", 0.6 * price, "USD/coin"),
        ):
            told = {"series": series, "as_of": as_of, "value": value, "unit": unit}
            yield checker.fact(told)


def composed(facts):
    kb = KnowledgeBase.in_memory()
    kb.add(facts)
    run = answer(kb, load_book(), kb.catalog, question(kb, "btc", TODAY, None))
    return compose(run, kb)


@pytest.fixture(scope="module")
def told():
    return composed([*closes(PRICES), *beside()])


@pytest.fixture(scope="module")
def young():
    return composed(closes(PRICES[DEEP - 200 : DEEP + 1], first=TODAY - 200))


@pytest.mark.parametrize("form", ["text", "md", "html", "floor"])
def test_it_stands_in_every_form_with_its_record_beside_it(told, form):
    text = " ".join(render(told, form).split())
    assert "chance that the low is" in text
    assert "The low of this fall, since the high of" in text
    assert "than a random walk: over" in text
    assert "Its record on this market: " in text
    assert "Fridays since" in text


def test_prices_fall_with_the_chance_and_with_the_horizon(told):
    made = told.forecast.statement
    for place in (9, 49, 89):
        levels = [made.level(horizon, place) for horizon in range(3)]
        assert levels == sorted(levels, reverse=True)
    assert made.level(0, 9) < made.level(0, 49) < made.level(0, 89)


def test_anchors_under_the_price_have_their_chances(told):
    labels = [row.cells[0] for row in told.forecast.levels]
    assert any("Realised price" in label for label in labels)


def test_what_lies_on_the_way_is_a_range_with_its_own_facts(told):
    part = told.forecast
    assert len(part.ways) == 3
    assert part.ways[0].cite != part.rows[0].cite
    assert "rest on assumed parameters throughout" in told.assumed_share


def test_the_contract_holds_the_forecast_and_keeps_to_its_schema(told):
    document = json.loads(as_json(told))
    hold_to_schema(document)
    forecast = document["floor"]["forecast"]
    assert [len(forecast["quantiles"][days]) for days in ("90", "180", "365")] == [99] * 3
    assert set(forecast["record"]) == {"90", "180", "365"}
    assert forecast["conditions"]["value price"]["met_at_lows"]["known"] >= 0
    assert forecast["missing"] is None


def test_the_closes_are_evidence(told):
    cited = {exhibit.cells[1] for exhibit in told.evidence}
    assert any("price.close" in cell for cell in cited)


def test_a_young_market_gets_the_record_of_other_assets_and_none_of_its_own(young):
    part = young.forecast
    assert part.statement.forecaster == OURS
    assert "assets that taught it nothing" in part.record[1]
    assert "No record of this market stands behind it" in part.record[2]
    document = json.loads(as_json(young))["floor"]["forecast"]
    assert document["record"] == {}
    assert document["missing"].endswith("add more history")


def test_the_weights_of_the_day_are_printed_and_exported(told):
    document = json.loads(as_json(told))["floor"]
    assert document["method"].startswith("a mixture of laws")
    for shares in document["forecast"]["weights"].values():
        assert sum(shares.values()) == pytest.approx(1.0)
    assert document["forecast"]["state"] in document["forecast"]["record"]["90"]["states"]


def test_every_fact_that_the_floor_cites_has_its_line(told):
    text = render(told, "floor")
    body, lines = text.split("EVIDENCE\n")
    cited = set(re.findall(r"\bF\d+\b", body))
    assert cited
    assert cited <= set(re.findall(r"^  (F\d+) ", lines, flags=re.MULTILINE))
    assert max(map(len, text.splitlines())) <= 100


def test_every_number_of_the_floor_stands_under_the_words_for_it(told):
    lines = render(told, "floor").splitlines()
    for head, rows in (("Chances in ten to lie under", 3), ("Chance of a close below", 2)):
        at = next(n for n, line in enumerate(lines) if head in line)
        heads = lines[at] if rows == 3 else lines[at + 1]
        starts = [each.start() for each in re.finditer(r"\S+(?: \S+)*", heads)][-3:]
        row = lines[at + rows - 1]
        assert all(row[start - 2 : start] == "  " and row[start] != " " for start in starts)
    assert all("liquidated " in line for line in lines if line.startswith("  Ninety days: "))


def test_without_enough_closes_the_reason_is_given():
    briefing = composed(closes(PRICES[DEEP - 5 : DEEP + 1], first=TODAY - 5))
    assert briefing.forecast.statement is None
    assert "No forecast with a record can be given: a close is known on" in " ".join(
        render(briefing, "floor").split()
    )


def test_a_chance_beyond_the_outermost_quantiles_is_only_bounded():
    assert [chance(value) for value in (0.005, 0.5, 0.995)] == ["under 1%", "50%", "over 99%"]


def test_how_much_is_assumed_is_said(told):
    assert "None of the 19 quantities" in told.assumed_share
