"""Assets: declared in a catalogue or guessed from the days on which they close."""

from __future__ import annotations

import numpy as np
import pytest

from kb.assets import ENOUGH
from kb.built_in import catalog
from kb.catalog import CatalogError
from kb.clock import day_number
from kb.own_catalog import catalog_with

MONDAY = 20_402  # 10 November 2025
EVERY_DAY = np.arange(MONDAY, MONDAY + 280)
WEEKDAYS = EVERY_DAY[(EVERY_DAY - MONDAY) % 7 < 5]
OWN = "assets:\n  dax: {name: DAX, unit: point, money: points, calendar: us, lacks: [etf.]}\n"


def test_for_bitcoin_the_catalogue_is_as_it_is_written():
    assert catalog().of(catalog().asset("btc", EVERY_DAY)) is catalog()


def test_of_an_index_prices_are_told_on_weekdays_and_holders_not_at_all():
    own = catalog().of(catalog().asset("spx", WEEKDAYS))
    assert (own.get("price.close").calendar, own.get("price.close").exists) == ("us", True)
    assert not own.get("holders.long_term_supply").exists
    assert own.get("treasury.bill_3m") is catalog().get("treasury.bill_3m")
    assert own.get("jgb.yield_30y").calendar == "japan"


@pytest.mark.parametrize(
    ("days", "calendar"),
    [(EVERY_DAY, "utc"), (WEEKDAYS, "us"), (WEEKDAYS[: ENOUGH - 1], "utc"), (EVERY_DAY[:0], "utc"),
     (np.append(WEEKDAYS, MONDAY + 285), "us")],
    ids=["seven days", "five days", "too few closes", "no close", "a stray Saturday"],
)  # fmt: skip
def test_an_asset_that_nobody_declared_is_guessed_from_its_days(days, calendar):
    found = catalog().asset("new", days)
    assert (found.guessed, found.calendar, found.name) == (True, calendar, "NEW")
    assert found.has("holders.long_term_supply") == (calendar == "utc")


def test_of_funds_there_is_nothing_before_their_first_session():
    btc, first = catalog().asset("btc", EVERY_DAY), day_number("2024-01-11")
    assert (btc.begun("etf.net_flow", first - 1), btc.begun("etf.net_flow", first)) == (False, True)
    assert btc.begun("price.close", 0)
    assert btc.has("etf.net_flow"), "what is not there yet is not what can never be"


def test_an_exchange_trades_on_no_weekend():
    spx = catalog().asset("spx", WEEKDAYS)
    assert spx.trades(MONDAY, 14).tolist() == ([True] * 5 + [False] * 2) * 2
    assert catalog().asset("btc", EVERY_DAY).trades(MONDAY, 7).all()


def test_an_asset_of_ones_own_is_declared_beside_ours():
    found = catalog_with(OWN).asset("dax", EVERY_DAY)
    assert (found.money, found.has("etf.net_flow"), found.guessed) == ("points", False, False)
    with pytest.raises(CatalogError, match="line 2: asset dax: unit: write 'coin', 'share'"):
        catalog_with(OWN.replace("unit: point", "unit: tulip"))


def test_no_asset_of_ours_has_a_name_of_another():
    keys = set(catalog().assets)
    names = [alias for each in catalog().assets.values() for alias in each.aliases]
    assert len(set(names) | keys) == len(names) + len(keys)
