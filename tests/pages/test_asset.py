"""A formula measured on one asset says nothing of another, and the finding says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.judge.run import Question, Run, answer
from engine.pages.asset import assets_apart, for_asset
from engine.pages.expressions import Foreign
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.clock import day_number, moment_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import DAY, fact


def given(asset: str) -> list[Fact]:
    rows = (("price.close", 131.0), ("onchain.realised_price", 100.0))
    return [fact(series, value, "USD/coin", asset=asset) for series, value in rows]


def run_on(asset: str) -> Run:
    with KnowledgeBase.in_memory() as base:
        base.add(given(asset))
        asked = Question(asset, day_number(DAY), moment_number(DAY))
        return answer(base, load_book(), catalog(), asked)


def test_the_book_of_its_own_asset_is_the_book():
    book = load_book()
    assert for_asset(book, "btc") is book


@pytest.mark.parametrize(("claim", "name"), [
    ("floor_value_price", "band.high"), ("etf_outflow", "co_movement"),
    ("paper_wealth", "behind.citi"),
])  # fmt: skip
def test_a_quantity_of_anothers_figures_is_taken_out(claim, name):
    page = for_asset(load_book(), "sol").page(claim)
    expression = next(q.expression for q in page.let if q.name == name)
    assert isinstance(expression, Foreign)
    assert expression.only == "btc"


def test_a_field_that_was_measured_on_no_asset_of_ours_stays_beside_those_taken_out():
    page = for_asset(load_book(), "sol").page("paper_wealth")
    kept = [q.name for q in page.let if not isinstance(q.expression, Foreign)]
    assert "behind.gabaix_koijen" in kept
    assert "behind.glassnode" not in kept


def test_past_lows_of_bitcoin_judge_no_other_asset():
    found = run_on("sol").findings["floor_value_price"]
    assert (found.status, found.reason) == ("unknown", "not_applicable")
    assert [lack.detail for lack in found.lacks] == ["floor.band has figures of btc alone"]


def test_and_judge_bitcoin_on_the_same_numbers():
    assert run_on("btc").findings["floor_value_price"].status == "fails"


def test_what_a_book_remembers_of_assets_is_what_looking_finds():
    book = load_book()
    assert frozenset(book.apart) == assets_apart(book)
    for asset in ("btc", "sol"):
        assert for_asset(replace(book, apart=None), asset).pages == for_asset(book, asset).pages
