"""Bybit: maintenance charged at entry, its own examples, and positions without a price."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.brackets import Brackets
from engine.formulas.margin.bybit import liquidation_price_inverse, liquidation_price_linear

LONG, SHORT = 1.0, -1.0
sides = st.sampled_from([LONG, SHORT])


def test_its_linear_example_is_liquidated_at_19700():
    assert liquidation_price_linear(1.0, 20_000.0, LONG, 400.0, 100.0) == 19_700.0


@pytest.mark.parametrize(("side", "at_entry"), [(LONG, 45_662.10), (SHORT, 55_248.62)])
def test_an_inverse_contract_with_maintenance_at_entry(side, at_entry):
    price = liquidation_price_inverse(60_000.0, 50_000.0, side, 0.12, 0.006)
    assert round(float(price), 2) == at_entry


@given(sides, st.floats(1.5, 100), st.floats(0, 0.006))
def test_at_the_price_found_the_loss_is_margin_less_maintenance(side, leverage, rate):
    margin, kept = 1.2 / leverage, 1.2 * rate
    price = liquidation_price_inverse(60_000.0, 50_000.0, side, margin, kept)
    loss = side * 60_000.0 * (1 / price - 1 / 50_000.0)
    assert loss == pytest.approx(margin - kept, abs=1e-14)


def test_margin_added_moves_the_price_by_its_share_of_a_coin():
    before = liquidation_price_linear(2.0, 20_000.0, SHORT, 800.0, 200.0)
    after = liquidation_price_linear(2.0, 20_000.0, SHORT, 800.0 + 3_000.0, 200.0)
    assert after - before == 1_500.0


def test_the_deduction_of_a_bracket_lowers_maintenance_at_entry():
    table = Brackets("x", "undated", np.array([0.0, 1_000.0]), np.array([0.02, 0.025]))
    kept = table.maintenance(1_500.0)
    assert kept == pytest.approx(1_500 * 0.025 - 5.0)
    assert liquidation_price_linear(1.0, 1_500.0, LONG, 150.0, kept) == 1_350.0 + kept


def test_a_position_paid_in_full_has_no_price():
    assert np.isnan(liquidation_price_linear(1.0, 20_000.0, LONG, 20_000.0, 0.0))
    assert np.isnan(liquidation_price_inverse(4e4, 4e4, SHORT, 1.0, 0.0))


def test_a_negative_margin_is_refused():
    with pytest.raises(ValueError, match=r"^margin is -1"):
        liquidation_price_inverse(1.0, 1.0, LONG, -1.0, 0.0)
