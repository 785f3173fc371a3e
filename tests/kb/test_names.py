"""Whose name stands in a row: other names of an asset, slips of declared names."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.fact_cells import FactError
from kb.fact_names import Names
from kb.intake import RowsRejected, add_file
from kb.own_catalog import catalog_with
from tests.kb.conftest import TODAY

HEADER = "series,asset,as_of,value,unit,source\n"
OWN = """
sources:
  coinmetrics: {name: Another one}
assets:
  wbtc: {name: Wrapped bitcoin, aliases: [wrapped-btc]}
"""


def close(asset="btc", day=18, source="press"):
    return f"price.close,{asset},2025-11-{day},92000,USD/coin,{source}\n"


@pytest.fixture
def add(kb, write):
    def run(text, **options):
        return add_file(kb, write(HEADER + text), today=TODAY, **options)

    return run


@pytest.mark.parametrize("name", ["bitcoin", "BTCUSDT", "XBT", "btc-usd"])
def test_other_names_of_an_asset_are_read_as_its_key(name):
    names = Names(catalog())
    assert (names.asset(name), names.remarks()) == ("btc", (f"asset {name!r} is read as btc",))


def test_a_key_is_its_own_and_nothing_is_said():
    names = Names(catalog())
    assert [names.asset(name) for name in ("btc", "BTC", "spx")] == ["btc", "btc", "spx"]
    assert names.remarks() == ()


@pytest.mark.parametrize(
    ("name", "near"), [("bitcon", "btc"), ("wbtc", "btc"), ("etherium", "eth"), ("btcusdc", "btc")]
)
def test_a_slip_of_an_asset_is_asked_about(name, near):
    with pytest.raises(FactError, match=rf"asset '{name}' is not known; did you mean {near}\?"):
        Names(catalog()).asset(name)


@pytest.mark.parametrize("name", ["gold", "mstr", "sol", "etc", "bch", "xrp", "bitcoin-cash"])
def test_another_asset_is_no_slip(name):
    assert Names(catalog()).asset(name) == name


def test_an_asset_that_is_meant_is_declared_in_a_catalogue_of_one_s_own():
    names = Names(catalog_with(OWN))
    assert (names.asset("wbtc"), names.asset("wrapped-btc")) == ("wbtc", "wbtc")


def test_the_summary_of_a_file_says_which_names_were_read_as_others(add):
    intake = add(close("bitcoin", 18) + close("BTCUSDT", 19) + close("XBT", 20))
    assert intake.receipt.added == 3
    assert intake.remarks == tuple(
        f"asset {name!r} is read as btc" for name in ("bitcoin", "BTCUSDT", "XBT")
    )


def test_one_fact_under_two_names_is_one_fact(add):
    assert add(close("bitcoin") + close("btc")).receipt.skipped == 1


@pytest.mark.parametrize(("slip", "meant"), [("coinmetrics", "coin_metrics"), ("fread", "fred")])
def test_a_slip_of_a_source_is_asked_about(add, slip, meant):
    with pytest.raises(RowsRejected, match=rf"did you mean {meant}\? .*--new-source {slip}"):
        add(close(source=slip))


def test_a_source_like_no_other_needs_no_word(add):
    assert add(close(source="desk")).receipt.added == 1


def test_a_new_source_is_given_once_and_known_from_then_on(add):
    add(close(day=18, source="coinmetrics"), new_sources=["coinmetrics"])
    assert add(close(day=19, source="coinmetrics")).receipt.added == 1


def test_a_new_source_is_declared_in_a_catalogue_of_one_s_own():
    assert Names(catalog_with(OWN), ()).source("coinmetrics") == "coinmetrics"
    with pytest.raises(FactError, match="did you mean coin_metrics"):
        Names(catalog(), ()).source("coinmetrics")


def test_a_question_goes_by_any_name_of_its_asset(kb, add):
    add(close("btc") + close("spx"))
    assert [kb.asset(name) for name in ("XBT", "Bitcoin", "spx")] == ["btc", "btc", "spx"]


def test_facts_held_under_what_is_another_name_now_are_still_found(kb, fact):
    kb.add(fact("price.close", 9, "USD/coin").model_copy(update={"asset": "xbt"}))
    assert kb.asset("XBT") == "xbt"
