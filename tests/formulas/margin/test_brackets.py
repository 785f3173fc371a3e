"""Margin brackets: Binance's published tables, and the bracket taken at liquidation."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.margin.binance import liquidation_price_inverse, liquidation_price_linear
from engine.formulas.margin.brackets import (
    Brackets,
    liquidation_price_inverse_tiered,
    liquidation_price_linear_tiered,
)

LONG, SHORT = 1.0, -1.0
# Binance BTCUSDT as read in March 2021, with the maintenance amounts printed beside it.
FLOORS = [0, 50e3, 250e3, 1e6, 10e6, 20e6, 50e6, 100e6, 200e6, 300e6]
RATES = [0.004, 0.005, 0.01, 0.025, 0.05, 0.10, 0.125, 0.15, 0.25, 0.50]
AMOUNTS = [0, 50, 1_300, 16_300, 266_300, 1_266_300, 2_516_300, 5_016_300, 25_016_300, 100_016_300]


@pytest.fixture
def table():
    return Brackets("Binance BTCUSDT", "2021-03-14", np.array(FLOORS), np.array(RATES))


def test_the_maintenance_amounts_are_the_published_ones(table):
    assert np.round(table.amounts, 6).tolist() == AMOUNTS


def test_maintenance_does_not_jump_at_the_edges_of_brackets(table):
    edges = np.array(FLOORS[1:])
    below, above = table.maintenance(edges), table.maintenance(np.nextafter(edges, np.inf))
    assert above == pytest.approx(below, rel=1e-14)
    assert table.maintenance(250e3) == 250e3 * 0.005 - 50


def test_an_edge_belongs_to_the_bracket_below(table):
    assert table.at(np.array([0.0, 50e3, 50_000.01, 1e12])).tolist() == [0, 0, 1, 9]


def test_binances_own_example_falls_into_the_bracket_it_uses(table):
    """109.488 BTC at 18,778.73 is $2.06m: the bracket of 2.5 % and 16,300."""
    price = liquidation_price_linear_tiered(table, 1_535_443.01, 109.488, 32_481.98, LONG)
    assert round(float(price), 2) == 18_778.73


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_the_bracket_is_that_of_the_notional_at_liquidation(table, side):
    """A plain loop over brackets, keeping the one whose own price lies inside it, agrees."""
    quantity = np.geomspace(0.1, 5_000.0, 60)
    for leverage in (2.0, 10.0):
        wallet = quantity * 50_000.0 / leverage
        found = liquidation_price_linear_tiered(table, wallet, quantity, 50_000.0, side)
        for q, w, price in zip(quantity, wallet, found, strict=True):
            assert price == pytest.approx(
                self_consistent(table, w, q, side), rel=1e-12, nan_ok=True
            )


def self_consistent(table, wallet, quantity, side):
    for n, (rate, amount) in enumerate(zip(table.rates, table.amounts, strict=True)):
        price = liquidation_price_linear(wallet, quantity, 50_000.0, side, rate, amount)
        if not np.isnan(price) and table.at(quantity * price * (1 - 1e-12)) == n:
            return price
    return np.nan


def test_entry_and_liquidation_can_lie_in_different_brackets(table):
    """At entry 10.2m is charged 5 %, at liquidation 9m is charged 2.5 %."""
    quantity, wallet = 204.0, 204.0 * 5_000.0
    price = liquidation_price_linear_tiered(table, wallet, quantity, 50_000.0, LONG)
    assert table.at(quantity * 50_000.0) == 4
    assert table.at(quantity * price) == 3
    assert price == liquidation_price_linear(
        wallet, quantity, 50_000.0, LONG, table.rates[3], table.amounts[3]
    )


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_an_inverse_contract_meets_its_maintenance_at_the_price_found(side):
    table = Brackets(
        "coin", "2021-02-05", np.array([0.0, 5.0, 10.0]), np.array([0.004, 0.01, 0.05])
    )
    price = liquidation_price_inverse_tiered(table, 2.0, 600_000.0, 50_000.0, side)
    equity = 2.0 + side * 600_000.0 * (1 / 50_000.0 - 1 / price)
    assert equity == pytest.approx(table.maintenance(600_000.0 / price), rel=1e-12)


def test_no_bracket_liquidates_a_position_paid_in_full(table):
    assert np.isnan(liquidation_price_linear_tiered(table, 50_000.0, 1.0, 50_000.0, LONG))


def test_a_linear_short_whose_account_is_lost_has_no_price_in_any_bracket(table):
    """Other losses exceed all there is: the amounts of higher brackets do not bring it back."""
    price = liquidation_price_linear_tiered(
        table, 0.0, 100.0, 50_000.0, SHORT, other_profit=-6_000_000.0
    )
    assert np.isnan(price)


def test_an_inverse_long_whose_account_is_lost_has_no_price_in_any_bracket():
    table = Brackets("coin", "2021-02-05", np.array([0.0, 5.0]), np.array([0.004, 0.5]))
    price = liquidation_price_inverse_tiered(
        table, 0.0, 50_000.0, 50_000.0, LONG, other_profit=-1.001
    )
    assert np.isnan(price)


def test_the_highest_leverage_is_that_of_the_bracket_and_nan_if_unpublished(table):
    floors, rates = np.array([0.0, 10.0]), np.array([0.01, 0.02])
    named = Brackets("x", "2025-01-01", floors, rates, np.array([50.0, 20.0]))
    assert named.max_leverage(np.array([5.0, 10.0, 11.0])).tolist() == [50, 50, 20]
    assert np.isnan(table.max_leverage(np.array([5.0, 1e9]))).all()


@pytest.mark.parametrize(
    ("leverages", "sentence"),
    [
        ([20, 50], r"^leverages\[1\] is 50: it must be below leverages\[0\], 20$"),
        ([100, 20], r"^leverages\[0\] is 100: a position so opened would be liquidated at once"),
        ([50], r"^leverages has shape \(1,\): it must be \(2,\), as floors$"),
    ],
)
def test_leverages_that_cannot_be_are_refused(leverages, sentence):
    floors, rates = np.array([0.0, 10.0]), np.array([0.01, 0.02])
    with pytest.raises(ValueError, match=sentence):
        Brackets("x", "2025-01-01", floors, rates, np.array(leverages, dtype=float))


def test_one_bracket_is_the_flat_rule():
    flat = Brackets("flat", "2025-01-01", np.array([0.0]), np.array([0.005]))
    assert liquidation_price_inverse_tiered(
        flat, 0.12, 60_000.0, 50_000.0, LONG
    ) == liquidation_price_inverse(0.12, 60_000.0, 50_000.0, LONG, 0.005)


@pytest.mark.parametrize(
    ("floors", "rates", "sentence"),
    [
        ([0, 10, 10], [0.01, 0.02, 0.03], r"^floors\[2\] is 10: it must be above floors\[1\], 10$"),
        ([0, 10], [0.02, 0.01], r"^rates\[1\] is 0.01: it must be above rates\[0\], 0.02$"),
        ([5, 10], [0.01, 0.02], r"^floors\[0\] is 5: the first bracket must begin at 0$"),
        ([0, 10], [0.01], r"^rates has shape \(1,\): it must be \(2,\), as floors$"),
        ([], [], r"^floors has shape \(0,\): give one row"),
    ],
)
def test_a_table_that_is_none_is_refused(floors, rates, sentence):
    with pytest.raises(ValueError, match=sentence):
        Brackets("x", "2025-01-01", np.array(floors, dtype=float), np.array(rates, dtype=float))
