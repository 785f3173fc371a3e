"""Liquidation prices: every published example whose inputs are published, and the closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.margin.prices import (
    liquidation_distance_inverse,
    liquidation_distance_linear,
    liquidation_price_inverse,
    liquidation_price_inverse_at_entry,
    liquidation_price_linear,
    liquidation_price_linear_at_entry,
)

LONG, SHORT = 1.0, -1.0
WALLET = 1_535_443.01
BTC = {"quantity": 109.488, "entry": 32_481.98, "side": LONG, "rate": 0.025, "amount": 16_300.0}
ETH = {"quantity": 3_683.979, "entry": 1_456.84, "side": LONG, "rate": 0.10, "amount": 135_365.0}


def profit(position, mark):
    return position["quantity"] * (mark - position["entry"])


def maintenance(position, mark):
    return position["quantity"] * mark * position["rate"] - position["amount"]


@pytest.mark.parametrize(
    ("position", "other", "other_mark", "published"),
    [(BTC, ETH, 1_335.18, 26_316.89), (ETH, BTC, 31_967.27, 1_153.26)],
)
def test_binances_cross_margin_example(position, other, other_mark, published):
    """Binance FAQ, USDⓈ-M: one account, two longs, each priced with the other at its mark."""
    price = liquidation_price_linear(
        WALLET,
        **position,
        other_maintenance=maintenance(other, other_mark),
        other_profit=profit(other, other_mark),
    )
    assert round(float(price), 2) == published


@pytest.mark.parametrize(("position", "published"), [(BTC, 18_778.73), (ETH, 1_114.78)])
def test_binances_isolated_margin_example(position, published):
    assert round(float(liquidation_price_linear(WALLET, **position)), 2) == published


def test_bybits_linear_example_charges_maintenance_at_entry():
    """Bybit help, USDT contract: 1 BTC at 20,000, 50x, 0.5 % is liquidated at 19,700."""
    assert liquidation_price_linear_at_entry(20_000.0, LONG, 50.0, 0.005) == 19_700.0


@pytest.mark.parametrize(("side", "at_entry"), [(LONG, 45_662.10), (SHORT, 55_248.62)])
def test_an_inverse_contract_with_maintenance_at_entry(side, at_entry):
    price = liquidation_price_inverse_at_entry(60_000.0, 50_000.0, side, 10.0, 0.005)
    assert round(float(price), 2) == at_entry


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
    assert np.isnan(liquidation_price_inverse_at_entry(4e4, 4e4, SHORT, 1.0, 0.0))


@pytest.mark.parametrize("leverage", [1.5, 5.0, 10.0, 50.0, 125.0])
def test_the_distances_are_those_of_the_prices(leverage):
    linear = liquidation_price_linear(100.0 / leverage, 1.0, 100.0, LONG, 0.004)
    assert liquidation_distance_linear(leverage, 0.004) == pytest.approx(1 - linear / 100.0)
    inverse = liquidation_price_inverse(1.0 / leverage, 100.0, 100.0, LONG, 0.004)
    assert liquidation_distance_inverse(leverage, 0.004) == pytest.approx(1 - inverse / 100.0)


def test_a_thousand_times_leverage_is_liquidated_at_entry():
    assert liquidation_distance_linear(1_000.0, 0.004) == 0.0
    assert liquidation_distance_inverse(1_000.0, 0.004) == 0.0


def test_a_thousand_times_leverage_without_maintenance_bears_a_tenth_of_a_percent():
    assert liquidation_distance_linear(1_000.0, 0.0) == 0.001


def test_leverage_one_is_safe_with_dollars_and_not_with_coins():
    assert liquidation_distance_linear(1.0, 0.004) == 1.0
    assert liquidation_distance_inverse(1.0, 0.004) == pytest.approx(0.498)


def test_leverage_below_one_is_refused():
    with pytest.raises(ValueError, match=r"^leverage\[0\] is 0.5: it must be .* 1 or more$"):
        liquidation_distance_linear(np.array([0.5]), 0.004)
