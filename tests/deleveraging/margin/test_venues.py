"""Venue rules: the venues' own examples, and the equity that is left at the price found."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.margin.prices import liquidation_price_linear
from engine.deleveraging.margin.venues import (
    deribit_margin,
    hyperliquid_backstopped,
    hyperliquid_deleveraging_rank,
    hyperliquid_first_sale,
    hyperliquid_liquidation_price,
    hyperliquid_maintenance_rate,
)

LONG, SHORT = 1.0, -1.0


@pytest.mark.parametrize(("leverage", "percent"), [(50, 1.0), (40, 1.25), (3, 16.7)])
def test_hyperliquids_maintenance_by_maximum_leverage(leverage, percent):
    digits = 2 if percent == 1.25 else 1
    assert round(100 * float(hyperliquid_maintenance_rate(leverage)), digits) == percent


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_at_hyperliquids_price_equity_is_maintenance(side):
    price = hyperliquid_liquidation_price(100e3, side, 2.0, 15e3, 40.0)
    equity = 15e3 + side * 2.0 * (price - 100e3)
    assert equity == pytest.approx(2.0 * price / 80.0, rel=1e-12)


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_hyperliquids_formula_is_binances_with_one_bracket(side):
    binance = liquidation_price_linear(10e3, 1.0, 100e3, side, 1 / 80)
    assert hyperliquid_liquidation_price(100e3, side, 1.0, 10e3, 40.0) == pytest.approx(binance)


def test_a_long_paid_in_full_has_no_price_on_hyperliquid():
    assert np.isnan(hyperliquid_liquidation_price(100e3, LONG, 1.0, 100e3, 40.0))


def test_above_100k_a_fifth_is_sold_first():
    sold = hyperliquid_first_sale(np.array([50e3, 100e3, 100_001.0, 1e6]))
    assert sold == pytest.approx([50e3, 100e3, 20_000.2, 200e3])


def test_the_backstop_begins_below_two_thirds_of_maintenance():
    assert hyperliquid_backstopped([650.0, 670.0], 1e3).tolist() == [True, False]


def test_the_winner_with_more_profit_and_leverage_is_deleveraged_first():
    rank = hyperliquid_deleveraging_rank(90e3, np.array([80e3, 60e3]), 1e6, np.array([5e5, 5e5]))
    assert rank.tolist() == [2.25, 3.0]


def test_deribits_two_published_margins():
    assert deribit_margin(25.0, 0.01) == pytest.approx(0.28125, rel=1e-15)
    assert deribit_margin(350.0, 0.02) == pytest.approx(13.125, rel=1e-15)
