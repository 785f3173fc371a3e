"""The way down: fuel and absorption against the formulas they are made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.forecast.way_down import LADDER_DAYS, Surroundings, way_down
from engine.formulas.ladder.pages import fuel_within

AXIS = {
    "effective_leverage": np.array([10.0, 5.0, 20.0]),
    "leverage_spread": np.array([0.7, 0.5, 1.0]),
    "maintenance": np.array([0.005, 0.004, 0.01]),
    "turnover": np.array([0.1, 0.02, 0.3]),
    "depth_share": np.array([0.01, 0.005, 0.02]),
    "depth_exponent": np.array([1.0, 0.7, 1.1]),
    "withdrawal": np.array([0.3, 0.1, 1.0]),
    "genuine_volume": np.array([0.5, 0.2, 1.0]),
    "impact_coefficient": np.array([1.0, 0.5, 1.5]),
}
PRICE = np.full(LADDER_DAYS, 100.0)
AROUND = Surroundings(PRICE, PRICE, np.full(LADDER_DAYS, 1e9), 2e9, 0.5, AXIS)


def test_fuel_is_what_the_ladder_sees_within_the_fall():
    found = way_down(AROUND, -np.log(0.8)).fuel
    told = (PRICE[None, :], PRICE[None, :], AROUND.open_interest[None, :])
    names = ("effective_leverage", "leverage_spread", "maintenance", "turnover")
    each = fuel_within(*told, *(AXIS[name] for name in names), 0.2).ravel()
    assert found == pytest.approx((each.min(), each[0], each.max()))


def test_the_book_and_the_day_are_the_closed_forms():
    found = way_down(AROUND, 0.2)
    assert found.book[1] == pytest.approx(0.3 * 2e9 * 0.01 * 20.0)
    assert found.day[1] == pytest.approx(1e9 * (0.2 / (0.5 / np.sqrt(365))) ** 2)
    for low, middle, high in (found.fuel, found.book, found.day):
        assert low <= middle <= high


def test_what_nobody_knows_is_left_out():
    blind = replace(AROUND, open_interest=np.full(LADDER_DAYS, np.nan), volume=float("nan"))
    found = way_down(blind, 0.2)
    assert (found.fuel, found.book, found.day) == (None, None, None)


def test_a_book_of_pages_without_the_assumptions_gives_no_ranges():
    found = way_down(replace(AROUND, assumed={}), 0.2)
    assert (found.fuel, found.book, found.day) == (None, None, None)


def test_too_few_days_of_open_interest_are_no_ladder():
    thin = np.full(LADDER_DAYS, np.nan)
    thin[-20:] = 1e9
    assert way_down(replace(AROUND, open_interest=thin), 0.2).fuel is None
