"""Margin tables: the file of the day is found, and a file that does not hold is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from engine.formulas.margin import tables
from engine.formulas.margin.tables import brackets_of, load, read

HEAD = """\
venue: x
contract: BTC
kind: linear
unit: USD
dated: 2025-01-01
source: the page
brackets:
"""
ROWS = "- [0, 100, 0.01, 50, 0]\n- [100, null, 0.02, 20, 1]\n"
WITH_BRACKETS = [table for table in tables.tables() if table.venue != "deribit"]


@pytest.mark.parametrize(
    ("on", "dated"),
    [
        (date(2021, 3, 18), "2021-03-18"),
        (date(2023, 1, 29), "2021-03-18"),
        (date(2025, 10, 30), "2023-01-30"),
        (date(2025, 11, 17), "2025-10-31"),
        (None, "2025-10-31"),
    ],
)
def test_a_day_gets_the_newest_table_on_or_before_it(on, dated):
    assert load("binance", "BTCUSDT", on).dated == dated


def test_brackets_change():
    old, new = (load("binance", "BTCUSDT", date(year, 11, 17)) for year in (2022, 2025))
    assert (old.maintenance(10e6), new.maintenance(10e6)) == pytest.approx((233_700, 88_000))
    assert (old.max_leverage(10e6), new.max_leverage(10e6)) == (20, 50)


def test_before_the_first_table_the_dates_there_are_are_named():
    with pytest.raises(ValueError, match=r"before 2020-01-01; there are: 2021-03-18, 2023-01-30,"):
        load("binance", "BTCUSDT", date(2020, 1, 1))


def test_a_table_without_a_date_is_not_given_for_a_day():
    assert load("bybit", "BTCUSDT").dated == "undated"
    with pytest.raises(ValueError, match=r"there are: undated; ask without a day for the undated"):
        load("bybit", "BTCUSDT", date(2025, 11, 17))


def test_an_unknown_contract_is_answered_with_those_there_are():
    with pytest.raises(
        ValueError, match=r"no margin table for okx BTC; there are: binance BTCUSD,"
    ):
        load("okx", "BTC")


def test_a_rule_without_brackets_is_no_table_of_brackets():
    with pytest.raises(ValueError, match=r"^deribit-btc-2022-01-11.yaml: there are no brackets$"):
        load("deribit", "BTC")


@pytest.mark.parametrize("table", WITH_BRACKETS, ids=[t.file for t in WITH_BRACKETS])
def test_every_file_holds_and_is_named_after_what_is_in_it(table):
    own = brackets_of(table)
    contract = table.contract.lower().replace(" ", "-")
    assert table.file == f"{table.venue}-{contract}-{own.dated}.yaml"
    assert (own.floors.size, own.venue) == (
        len(table.content["brackets"]),
        f"{table.venue} {table.contract}",
    )
    assert (table.unit == "BTC") == (table.kind == "inverse")


def test_hyperliquids_rates_are_half_the_initial_margin():
    own = load("hyperliquid", "BTC")
    assert (own.rates * own.leverages == 0.5).all()


def test_a_file_gives_its_floors_rates_and_leverages():
    own = brackets_of(read("x.yaml", HEAD + ROWS))
    assert own.amounts.tolist() == [0, 1]
    assert own.leverages.tolist() == [50, 20]
    assert np.array_equal(own.floors, [0, 100])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("20, 1]", "20, 2]", r"^x.yaml row 2: the maintenance amount is given as 2, .* make it 1$"),
        ("[100, null", "[99, null", r"^x.yaml row 2 begins at 99, but row 1 ends at 100$"),
        ("0.02", "0.005", r"^x.yaml: rates\[1\] is 0.005: it must be above rates\[0\], 0.01$"),
        ("20, 1]", "60, 1]", r"^x.yaml: leverages\[1\] is 60: it must be below leverages\[0\], 50"),
        ("0.02, 20", "0.05, 20", r"^x.yaml: leverages\[1\] is 20: a position so opened would be"),
        ("0.02", "two", r"^x.yaml row 2 is \[100, None, 'two', 20, 1\]: write floor, cap, maint"),
        ("0.02", "null", r"^x.yaml row 2 is \[100, None, None, 20, 1\]: write floor, cap, maint"),
        (", 1]", "]", r"^x.yaml row 2 is \[100, None, 0.02, 20\]: write floor, cap, maintenance"),
        (ROWS, "", r"^x.yaml: there are no brackets$"),
        ("linear", "round", r"^x.yaml: kind is 'round'; write linear or inverse$"),
        (
            "2025-01-01",
            "spring",
            r"^x.yaml: dated is 'spring'; write a day, 2025-10-31, or undated",
        ),
        ("unit: USD\n", "", r"^x.yaml: give unit$"),
        (HEAD + ROWS, "[]", r"^x.yaml: give venue, contract, kind, unit, dated, source$"),
    ],
)
def test_a_file_that_does_not_hold_is_refused_by_name_and_row(old, new, sentence):
    text = (HEAD + ROWS).replace(old, new)
    with pytest.raises(ValueError, match=sentence):
        brackets_of(read("x.yaml", text))


def test_brackets_without_a_leverage_have_none():
    own = brackets_of(read("x.yaml", HEAD + ROWS.replace("50, 0", "null, 0")))
    assert own.leverages is None
