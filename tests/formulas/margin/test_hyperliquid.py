"""Hyperliquid: its published rates, its price against Binance's, and what is sold when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin import tables
from engine.formulas.margin.binance import liquidation_price_linear
from engine.formulas.margin.brackets import liquidation_price_linear_tiered
from engine.formulas.margin.hyperliquid import (
    backstopped,
    deleveraging_rank,
    first_sale,
    liquidation_price,
    maintenance_rate,
    sales_path,
)

LONG, SHORT = 1.0, -1.0
RATE = 1 / 80
both = pytest.mark.parametrize("side", [LONG, SHORT])


@pytest.mark.parametrize(("leverage", "percent"), [(50, 1.0), (40, 1.25), (3, 16.7)])
def test_maintenance_is_half_the_initial_margin_at_the_highest_leverage(leverage, percent):
    digits = 2 if percent == 1.25 else 1
    assert round(100 * float(maintenance_rate(leverage)), digits) == percent


@both
def test_at_the_price_found_equity_is_maintenance(side):
    price = liquidation_price(100e3, side, 2.0, 15e3, 40.0)
    equity = 15e3 + side * 2.0 * (price - 100e3)
    assert equity == pytest.approx(2.0 * price * RATE, rel=1e-12)


@both
def test_the_formula_is_binances_with_one_bracket(side):
    binance = liquidation_price_linear(10e3, 1.0, 100e3, side, RATE)
    assert liquidation_price(100e3, side, 1.0, 10e3, 40.0) == pytest.approx(binance)


@both
def test_below_150_million_the_tiers_change_nothing_and_above_they_do(side):
    table = tables.load("hyperliquid", "BTC")
    small = liquidation_price_linear_tiered(table, 10e6, 1_000.0, 100e3, side)
    assert small == pytest.approx(liquidation_price(100e3, side, 1_000.0, 10e6, 40.0))
    large = liquidation_price_linear_tiered(table, 100e6, 10_000.0, 100e3, side)
    alone = liquidation_price(100e3, side, 10_000.0, 100e6, 40.0)
    assert side * large > side * alone


def test_a_long_paid_in_full_has_no_price():
    assert np.isnan(liquidation_price(100e3, LONG, 1.0, 100e3, 40.0))


def test_above_100k_a_fifth_is_sold_first():
    sold = first_sale(np.array([50e3, 100e3, 100_001.0, 1e6]))
    assert sold == pytest.approx([50e3, 100e3, 20_000.2, 200e3])


def test_the_backstop_begins_below_two_thirds_of_maintenance():
    assert backstopped([650.0, 670.0], 1e3).tolist() == [True, False]


@both
def test_a_healthy_position_keeps_everything(side):
    assert sales_path(1e6, 12_500.0, side, RATE, 0.0) == (0.0, 0.0, 0.0, 1e6)


@both
def test_a_large_position_sells_a_fifth_and_stops_if_the_price_does(side):
    assert sales_path(1e6, 12_499.0, side, RATE, 0.0) == (200e3, 0.0, 0.0, 800e3)


def test_the_rest_follows_within_30_seconds_if_a_long_falls_a_third_of_a_percent_more():
    """12,500 − 800,000·x = 10,000·(1 − x) at x = 2,500 / 790,000 = 0.3165 %."""
    path = sales_path(1e6, 12_499.999, LONG, RATE, np.array([0.00316, 0.00317]))
    assert path.within_cooldown.tolist() == [0.0, 800e3]


def test_a_small_position_is_sold_at_once():
    assert sales_path(100e3, 1_000.0, LONG, RATE, 0.5) == (100e3, 0.0, 0.0, 0.0)


def test_a_position_that_jumped_below_two_thirds_goes_to_the_backstop():
    assert sales_path(1e6, 8_000.0, SHORT, RATE, 0.1) == (0.0, 0.0, 1e6, 0.0)


@given(st.floats(0, 1e9), st.floats(-1e7, 1e8), st.sampled_from([1.0, -1.0]), st.floats(0, 0.9))
def test_the_four_ways_add_up_to_the_position(notional, equity, side, move):
    path = sales_path(notional, equity, side, RATE, move)
    assert sum(path) == pytest.approx(notional, rel=1e-15)
    assert all(part >= 0 for part in path)


@both
def test_a_further_move_never_sells_less(side):
    path = sales_path(1e6, 12_000.0, side, RATE, np.linspace(0, 0.9, 200))
    assert (np.diff(path.now + path.within_cooldown) >= 0).all()


def test_the_winner_with_more_profit_and_leverage_is_deleveraged_first():
    rank = deleveraging_rank(90e3, np.array([80e3, 60e3]), 1e6, np.array([5e5, 5e5]))
    assert rank.tolist() == [2.25, 3.0]
