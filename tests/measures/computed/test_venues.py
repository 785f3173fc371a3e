"""Venues: a sum names them and is the least there is; one of them is never all."""

from __future__ import annotations

import pytest

from engine.judge.conflicts import conflicts
from tests.measures.computed.market import CATALOG, asked, panel_of, reading
from tests.worlds import told

DAY, BEFORE = "2025-11-21", "2025-11-20"
OPEN = "derivatives.open_interest"
BINANCE = told(OPEN, DAY, 8.8e9, "binance")
OKX = told(OPEN, DAY, 3.1e9, "okx")
BYBIT = told(OPEN, BEFORE, 5.0e9, "bybit")


def test_one_venue_is_not_all_of_them() -> None:
    assert reading(OPEN, BINANCE, on=DAY).value is None


def test_several_are_their_sum_by_name_which_is_the_least_there_is() -> None:
    found = reading(OPEN, BINANCE, OKX, on=DAY)
    assert found.value == pytest.approx(11.9e9)
    assert found.least == "Binance and OKX"
    assert found.facts == (1, 2)
    assert found.note == "sum of Binance and OKX: what other venues hold comes on top"


def test_whoever_counts_them_all_speaks_first() -> None:
    found = reading(OPEN, BINANCE, OKX, told(OPEN, DAY, 60e9, "coinalyze"), on=DAY)
    assert (found.value, found.source, found.least) == (60e9, "coinalyze", "")


def test_a_venue_that_is_late_holds_the_sum_back_to_the_day_that_all_know() -> None:
    early = [told(OPEN, BEFORE, 9.4e9, "binance"), told(OPEN, BEFORE, 3.3e9, "okx")]
    found = reading(OPEN, BINANCE, OKX, BYBIT, early, on=DAY)
    assert found.value == pytest.approx(17.7e9)
    assert (found.age, found.least) == (1, "Binance, Bybit and OKX")


def test_a_venue_that_fell_silent_leaves_the_whole_window() -> None:
    """So its leaving is no fall: the peak is one of the same venues."""
    old = [
        told(OPEN, "2025-11-01", value, who)
        for who, value in (("binance", 10e9), ("okx", 4e9), ("bybit", 6e9))
    ]
    found = reading(f"peak({OPEN}, 30d)", BINANCE, OKX, old, on=DAY)
    assert found.value == pytest.approx(14e9)
    assert found.least == "Binance and OKX"


def test_a_moved_venue_moves_the_sum() -> None:
    panel = panel_of(BINANCE, OKX, on=DAY)
    assert asked(OPEN, panel).value == pytest.approx(11.9e9)
    assert asked(OPEN, panel.with_value(OPEN, 2, 4e9)).value == pytest.approx(12.8e9)
    assert asked(OPEN, panel.without("okx")).value is None


def test_the_coin_margined_share_is_of_the_venues_that_say_both() -> None:
    parts = [
        told("derivatives.coin_margined", DAY, 2.2e9, "binance"),
        told("derivatives.coin_margined", DAY, 0.775e9, "okx"),
        told("derivatives.coin_margined", DAY, 1e9, "kraken"),
    ]
    found = reading("derivatives.coin_margined_share", BINANCE, OKX, parts, on=DAY)
    assert found.value == pytest.approx((2.2 + 0.775) / (8.8 + 3.1))
    assert sorted(found.facts) == [1, 2, 3, 4]


def test_venues_do_not_contradict_each_other() -> None:
    small = [told(OPEN, f"2025-11-{day}", 0.2e9, "kraken") for day in range(10, 22)]
    large = [told(OPEN, f"2025-11-{day}", 8.8e9, "binance") for day in range(10, 22)]
    panel = panel_of(small, large, on=DAY)
    assert conflicts(panel, CATALOG) == ()
    assert asked(OPEN, panel).value == pytest.approx(9.0e9)
