"""Supply by the schedule of issue, and market capitalisation: against the protocol and history."""

from __future__ import annotations

import numpy as np
import pytest

from engine.measures.computed.issuance import forward, issued
from kb.clock import day_number
from tests.measures.computed.market import asked, panel_of, reading, shared
from tests.studies.market import ABSENT
from tests.worlds import told

SUPPLY, CAP = "supply.circulating", "market.capitalisation"
DAY = "2025-11-21"


@pytest.mark.parametrize(
    ("height", "coins"),
    [(0, 0), (210_000, 10_500_000), (420_000, 15_750_000), (630_000, 18_375_000),
     (840_000, 19_687_500)],
)  # fmt: skip
def test_the_halvings_stand_where_the_protocol_puts_them(height: int, coins: int) -> None:
    assert issued(float(height)) == coins


def test_after_the_fourth_halving_a_day_issues_450_coins() -> None:
    low, middle, high = forward(19_900_000.0, np.array([100], dtype=np.int32))
    assert middle[0] == pytest.approx(19_945_000)
    assert low[0] < middle[0] < high[0]


def test_a_stale_supply_goes_on_by_the_schedule_with_its_range() -> None:
    stated = told(SUPPLY, "2025-08-01", 19_900_357.1, "coin_metrics")
    found = reading(SUPPLY, stated, on=DAY)
    assert found.value == pytest.approx(19_900_357.1 + 112 * 450)
    low, high = found.between
    assert low < 19_951_773 < high  # what Coin Metrics said of that day
    assert (found.source, found.facts) == ("computed", (1,))


def test_a_fresh_supply_stands_as_it_was_stated() -> None:
    found = reading(SUPPLY, told(SUPPLY, "2025-11-01", 19_943_000, "coin_metrics"), on=DAY)
    assert (found.value, found.between, found.source) == (19_943_000, None, "coin_metrics")


def test_the_schedule_is_that_of_bitcoin_alone() -> None:
    stated = told(SUPPLY, "2025-08-01", 120e6, "coin_metrics")
    assert asked(SUPPLY, panel_of(stated, on=DAY, asset="eth")).reason == "stale"


def test_capitalisation_is_price_times_the_last_supply() -> None:
    facts = [told("price.close", DAY, 85_000, "binance"), told(SUPPLY, "2025-11-17", 2e7)]
    found = reading(CAP, facts, on=DAY)
    assert (found.value, found.facts, found.between) == (1.7e12, (1, 2), None)


def test_capitalisation_by_an_estimated_supply_has_its_range() -> None:
    facts = [told("price.close", DAY, 85_000, "binance"), told(SUPPLY, "2025-08-01", 19_900_357.1)]
    found = reading(CAP, facts, on=DAY)
    low, high = found.between
    assert low < found.value < high
    assert found.facts == (1, 2)


@pytest.mark.skipif(ABSENT, reason="the shared data is not here")
@pytest.mark.parametrize("ahead", [31, 90, 360])
def test_nine_of_ten_true_supplies_lie_in_the_range(ahead: int) -> None:
    """Since 2015: before, power came so fast that blocks ran up to a third ahead of their pace."""
    facts = {
        f.as_of: f.value for f in shared("btc_daily.csv", "supply_btc", SUPPLY, "coin_metrics")
    }
    starts = [d for d in facts if d + ahead in facts and d >= day_number("2015-01-01")]
    ends = [forward(facts[d], np.array([ahead], dtype=np.int32)) for d in starts]
    inside = [
        float(low[0]) <= facts[d + ahead] <= float(high[0])
        for d, (low, _, high) in zip(starts, ends, strict=True)
    ]
    assert np.mean(inside) >= 0.9


@pytest.mark.skipif(ABSENT, reason="the shared data is not here")
def test_capitalisation_is_that_which_coin_metrics_publishes() -> None:
    price = list(shared("btc_daily.csv", "close_usd", "price.close", "binance"))[-400:]
    supply = list(shared("btc_daily.csv", "supply_btc", SUPPLY, "coin_metrics"))[-400:]
    panel = panel_of(price, supply, on=DAY)
    [track] = panel.visible(CAP, int(panel.days[0]), int(panel.known_at[0]))
    published = {
        f.as_of: f.value
        for f in shared("btc_onchain_daily.csv", "market_cap_usd", CAP, "coin_metrics")
    }
    ratios = [
        value / published[day]
        for day, value in zip(track.as_of.tolist(), track.value.tolist(), strict=True)
        if day in published
    ]
    assert len(ratios) > 300
    assert max(abs(ratio - 1) for ratio in ratios) < 0.03  # the tolerance of the series
