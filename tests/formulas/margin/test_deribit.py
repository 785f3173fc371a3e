"""Deribit: its published margins, and the root of the quadratic."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formulas.margin.binance import liquidation_price_inverse
from engine.formulas.margin.deribit import liquidation_price, margin, rule

LONG, SHORT = 1.0, -1.0
BASE, SLOPE = 0.01, 0.000_05
both = pytest.mark.parametrize("side", [LONG, SHORT])


def equity_at(price, now, side, notional, equity):
    return equity + side * notional * (1 / now - 1 / price)


def test_the_rule_is_the_one_in_force_since_january_2022():
    since = rule(date(2025, 11, 17))
    assert (since.dated, since.maintenance, since.initial) == ("2022-01-11", BASE, 0.02)
    assert since.slope == SLOPE


def test_before_its_day_there_is_no_rule():
    with pytest.raises(
        ValueError, match=r"deribit BTC is dated on or before 2022-01-10; there are"
    ):
        rule(date(2022, 1, 10))


def test_its_published_margins():
    assert margin(25.0, BASE, SLOPE) == pytest.approx(0.28125, rel=1e-15)
    assert margin(25.0, 0.02, SLOPE) == pytest.approx(0.53125, rel=1e-15)
    assert margin(350.0, 0.02, SLOPE) == pytest.approx(13.125, rel=1e-15)


@both
@given(st.floats(1.1, 45), st.floats(1e3, 2e8))
@settings(max_examples=60)
def test_at_the_price_found_equity_is_maintenance(side, leverage, notional):
    equity = notional / 100e3 / leverage
    price = liquidation_price(100e3, side, notional, equity, BASE, SLOPE)
    if np.isfinite(price):
        kept = margin(notional / price, BASE, SLOPE)
        left = equity_at(price, 100e3, side, notional, equity)
        assert left == pytest.approx(kept, rel=1e-9, abs=1e-12 * notional / 100e3)


@both
@pytest.mark.parametrize("leverage", [2.0, 10.0, 40.0])
def test_without_a_slope_it_is_the_flat_rule(side, leverage):
    flat = liquidation_price_inverse(10.0 / leverage, 1e6, 100e3, side, BASE)
    found = liquidation_price(100e3, side, 1e6, 10.0 / leverage, BASE, 0.0)
    assert found == pytest.approx(flat, rel=1e-12)


@both
def test_a_larger_position_of_the_same_leverage_is_liquidated_sooner(side):
    notional = np.geomspace(1e4, 1e8, 30)
    price = liquidation_price(100e3, side, notional, notional / 100e3 / 10.0, BASE, SLOPE)
    assert (np.diff(side * price) > 0).all()


@both
def test_it_is_the_first_price_met_on_the_way_from_here(side):
    """A walk in small steps away from today's price meets maintenance where the root says."""
    walk = 100e3 * np.exp(-side * np.arange(0, 0.4, 1e-5))
    left = equity_at(walk, 100e3, side, 5e7, 60.0)
    below = left < margin(5e7 / walk, BASE, SLOPE)
    met = walk[np.argmax(below)]
    assert met == pytest.approx(liquidation_price(100e3, side, 5e7, 60.0, BASE, SLOPE), rel=2e-5)


def test_a_short_that_owns_its_coins_has_no_price():
    assert np.isnan(liquidation_price(100e3, SHORT, 1e6, 10.0, BASE, SLOPE))


def test_a_short_too_large_for_its_slope_is_below_maintenance_at_every_price():
    assert np.isnan(liquidation_price(100e3, SHORT, 1e10, 1.0, BASE, SLOPE))


def test_a_negative_slope_is_refused():
    with pytest.raises(ValueError, match=r"^slope is -1"):
        margin(1.0, BASE, -1.0)
