"""Binance: every published example whose inputs are published, and equity at the price found."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.margin.binance import liquidation_price_inverse, liquidation_price_linear
from tests.formulas.margin.checks import BTC, ETH, WALLET, cross

LONG, SHORT = 1.0, -1.0


@pytest.mark.parametrize(
    ("position", "other", "other_mark", "published"),
    [(BTC, ETH, 1_335.18, 26_316.89), (ETH, BTC, 31_967.27, 1_153.26)],
)
def test_a_cross_account_of_two_longs_prices_each_with_the_other_at_its_mark(
    position, other, other_mark, published
):
    assert round(cross(position, other, other_mark), 2) == published


@pytest.mark.parametrize(("position", "published"), [(BTC, 18_778.73), (ETH, 1_114.78)])
def test_an_isolated_position_leaves_the_other_out(position, published):
    assert round(float(liquidation_price_linear(WALLET, **position)), 2) == published


@pytest.mark.parametrize(("side", "at_liquidation"), [(LONG, 45_681.82), (SHORT, 55_277.78)])
def test_an_inverse_contract_with_maintenance_at_liquidation(side, at_liquidation):
    price = liquidation_price_inverse(0.12, 60_000.0, 50_000.0, side, 0.005)
    assert round(float(price), 2) == at_liquidation


def test_at_the_liquidation_price_equity_is_the_maintenance_margin():
    price = liquidation_price_linear(2_000.0, 0.5, 40_000.0, LONG, 0.01, 30.0)
    equity = 2_000.0 + 0.5 * (price - 40_000.0)
    assert equity == pytest.approx(0.5 * price * 0.01 - 30.0, abs=1e-9)
    price = liquidation_price_inverse(0.05, 20_000.0, 40_000.0, SHORT, 0.01, 0.001)
    equity = 0.05 - 20_000.0 * (1 / 40_000.0 - 1 / price)
    assert equity == pytest.approx(20_000.0 / price * 0.01 - 0.001, abs=1e-15)


def test_a_linear_long_paid_in_full_has_no_liquidation_price():
    assert np.isnan(liquidation_price_linear(40_000.0, 1.0, 40_000.0, LONG, 0.005))
    assert np.isnan(liquidation_price_linear(39_990.0, 1.0, 40_000.0, LONG, 0.005, 10.0))
    assert liquidation_price_linear(39_999.0, 1.0, 40_000.0, LONG, 0.005) > 0


def test_an_inverse_short_paid_in_full_has_no_liquidation_price():
    assert np.isnan(liquidation_price_inverse(1.0, 40_000.0, 40_000.0, SHORT, 0.005))
    assert liquidation_price_inverse(0.999, 40_000.0, 40_000.0, SHORT, 0.005) > 0


def test_days_broadcast_with_scenarios():
    wallet, rate = np.full((3, 1), 5_000.0), np.array([0.004, 0.005])
    assert liquidation_price_linear(wallet, 1.0, 40_000.0, LONG, rate).shape == (3, 2)


def test_a_size_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^quantity\[1\] is 0: it must be .* above 0$"):
        liquidation_price_linear(1.0, np.array([1.0, 0.0]), 1.0, LONG, 0.01)
