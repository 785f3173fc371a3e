"""Every margin table there is: at the price found, equity is maintenance in the right bracket."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formulas.margin import tables
from engine.formulas.margin.brackets import (
    liquidation_price_inverse_tiered,
    liquidation_price_linear_tiered,
)

ENTRY = 100_000.0
ALL = [table for table in tables.tables() if table.venue != "deribit"]
OWN = {table.file: tables.brackets_of(table) for table in ALL}
LINEAR = [table for table in ALL if table.kind == "linear"]
every_table = pytest.mark.parametrize("table", ALL, ids=[t.file for t in ALL])
both = pytest.mark.parametrize("side", [1.0, -1.0])
few = settings(max_examples=25)
leverages = st.floats(1.05, 120)
# Account besides the position, as shares of its value: isolated is 0 and 0.
others = st.tuples(st.floats(0, 0.01), st.floats(-0.01, 0.5)) | st.just((0.0, 0.0))


def largest(own):
    """A value past the last floor."""
    return 1.5 * max(float(own.floors[-1]), 1e6 / ENTRY)


def price_of(table, value, leverage, side, other=(0.0, 0.0)):
    """Liquidation price of a position worth `value` in margin currency at entry."""
    own = OWN[table.file]
    account = (value / leverage, other[0] * value, other[1] * value)
    if table.kind == "linear":
        size, find = value / ENTRY, liquidation_price_linear_tiered
    else:
        size, find = value * ENTRY, liquidation_price_inverse_tiered
    wallet, kept, profit = account
    return find(own, wallet, size, ENTRY, side, kept, profit)


def left(table, value, leverage, side, other, price):
    """Equity less maintenance at a price, by hand, the bracket looked up at the value there."""
    own = OWN[table.file]
    wallet = value / leverage - other[0] * value + other[1] * value
    if table.kind == "linear":
        there, profit = value * price / ENTRY, side * value * (price / ENTRY - 1)
    else:
        there, profit = value * ENTRY / price, side * value * (1 - ENTRY / price)
    n = max(int(np.sum(own.floors < there)) - 1, 0)
    amount = sum(own.floors[k] * (own.rates[k] - own.rates[k - 1]) for k in range(1, n + 1))
    return wallet + profit - (there * own.rates[n] - amount)


@every_table
@both
@given(share=st.floats(1e-4, 1), leverage=leverages, other=others)
@few
def test_equity_is_maintenance_in_the_bracket_that_holds_the_value_there(
    table, side, share, leverage, other
):
    value = share * largest(OWN[table.file])
    price = price_of(table, value, leverage, side, other)
    if np.isfinite(price):
        size = value * max(price / ENTRY, ENTRY / price)
        assert left(table, value, leverage, side, other, price) == pytest.approx(0, abs=1e-9 * size)


@every_table
@both
@given(share=st.floats(1e-4, 1), leverage=leverages)
@few
def test_before_that_price_the_position_stands_and_beyond_it_falls(table, side, share, leverage):
    value = share * largest(OWN[table.file])
    price = price_of(table, value, leverage, side)
    if np.isfinite(price):
        step = 1 + side * 1e-6
        assert left(table, value, leverage, side, (0, 0), price * step) > 0
        assert left(table, value, leverage, side, (0, 0), price / step) < 0


@every_table
@both
@given(share=st.floats(1e-4, 1))
@few
def test_where_there_is_no_price_the_position_stands_at_every_one(table, side, share):
    """Margin of the whole value: a linear long and an inverse short are never liquidated."""
    value = share * largest(OWN[table.file])
    price = price_of(table, value, 1.0, side)
    safe = (table.kind == "linear") == (side > 0)
    assert bool(np.isnan(price)) == safe
    if safe:
        anywhere = ENTRY * np.geomspace(1e-6, 1e6, 50)
        assert all(left(table, value, 1.0, side, (0, 0), p) > -1e-9 * value for p in anywhere)


@every_table
@both
def test_more_leverage_is_liquidated_sooner(table, side):
    leverage = np.geomspace(1.1, 120, 60)
    for value in largest(OWN[table.file]) * np.geomspace(1e-4, 1, 9):
        price = price_of(table, value, leverage, side)
        assert (np.diff(side * price) > 0).all()


@every_table
@both
def test_a_larger_position_of_the_same_leverage_is_never_liquidated_later(table, side):
    value = largest(OWN[table.file]) * np.geomspace(1e-4, 1, 200)
    price = price_of(table, value, 10.0, side)
    assert (np.diff(side * price) >= -1e-9 * ENTRY).all()
    assert side * price[-1] > side * price[0]


@every_table
@both
def test_in_the_first_bracket_only_leverage_matters(table, side):
    first = float(OWN[table.file].floors[1])
    price = price_of(table, first * np.array([0.001, 0.01, 0.1]), 10.0, side)
    assert price == pytest.approx(np.full(3, price[0]), rel=1e-12)


@pytest.mark.parametrize("table", LINEAR, ids=[t.file for t in LINEAR])
@both
def test_prices_scale_with_the_unit_of_the_coin(table, side):
    """A thousandth of a coin at a thousandth of the price, a thousand times as many."""
    own = OWN[table.file]
    size, wallet = 500.0, 5e6
    price = liquidation_price_linear_tiered(own, wallet, size, ENTRY, side)
    small = liquidation_price_linear_tiered(own, wallet, 1e3 * size, ENTRY / 1e3, side)
    assert 1e3 * small == pytest.approx(price, rel=1e-12)
