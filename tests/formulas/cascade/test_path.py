"""Reproduction along a fall: against slopes by differences, and what must hold at a stop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.cascade.curves import book_curve, forced_curve
from engine.formulas.cascade.path import (
    highest_reproduction,
    reproduction_along,
    reproduction_at_start,
    reproduction_at_stop,
)
from engine.formulas.cascade.reproduction import reproduction_minutes
from engine.formulas.cascade.stop import initial_fall, total_fall
from tests.formulas.cascade.worlds import bundled, curve, parts
from tests.worlds import QUICK


def by_differences(given, fall):
    """φ·ΔF/(W·ΔA) over a small step around the fall."""
    of, step = bundled(*given), 1e-6 * fall
    lost = of.forced(fall + step) - of.forced(fall - step)
    high, low = (of.depth * ((fall + e) / of.depth_at) ** of.exponent for e in (step, -step))
    return of.share_reaching_book * lost / (of.withdrawal * (high - low))


@pytest.mark.parametrize("exponent", [0.6, 1.0, 1.7])
def test_r_at_the_start_and_at_the_stop_are_the_ratios_of_slopes_there(exponent):
    given = parts(3e7, 60e9, 5e8, exponent=exponent, w=0.8, share=0.7)
    for r, fall in ((reproduction_at_start, initial_fall), (reproduction_at_stop, total_fall)):
        assert r(*given) == pytest.approx(by_differences(given, fall(*given)), rel=1e-6)


@pytest.mark.parametrize("exponent", [0.4, 0.8, 1.0, 1.7])
def test_the_highest_r_is_that_of_a_fine_walk_from_the_start_to_the_stop(exponent):
    given = parts(2e8, 60e9, 5e8, exponent=exponent, w=0.8, share=0.7)
    start, stop = float(initial_fall(*given)), float(total_fall(*given))
    walk = [by_differences(given, u) for u in np.linspace(start, stop, 2_001)]
    assert highest_reproduction(*given) == pytest.approx(max(walk), rel=1e-5)


def test_a_linear_book_and_uniform_forced_sales_have_one_r_all_the_way():
    given = parts(1e8, 35e9, share=0.5)
    expected = float(reproduction_minutes(35e9, 7e8, 0.01, 1.0, 0.5))
    for r in (reproduction_at_start, highest_reproduction, reproduction_at_stop):
        assert r(*given) == pytest.approx(expected, rel=1e-9)


@QUICK
@given(st.floats(6, 9), st.floats(9, 12), st.floats(8, 11), st.floats(0.3, 2), st.floats(0.05, 1))
def test_r_is_at_most_one_at_a_stop_and_never_above_the_highest(shock, slope, fuel, exponent, w):
    given = parts(10**shock, 10**slope, 10**fuel, exponent=exponent, w=w)
    start, highest, end = (
        float(r(*given))
        for r in (reproduction_at_start, highest_reproduction, reproduction_at_stop)
    )
    if not np.isnan(total_fall(*given)):
        assert end <= 1.0 + 1e-6
        assert max(start, end) <= highest * (1.0 + 1e-12)


def test_where_nothing_stops_the_fall_only_the_start_has_an_r():
    given = parts(1e8, 140e9)
    assert reproduction_at_start(*given) == pytest.approx(2.0)
    assert np.isnan([highest_reproduction(*given), reproduction_at_stop(*given)]).all()


@pytest.mark.parametrize(("exponent", "r"), [(0.67, 0.0), (1.0, 0.5), (1.5, np.nan)])
def test_at_no_fall_the_book_decides_whether_there_is_an_r(exponent, r):
    given = parts(0.0, 35e9, exponent=exponent)
    for quantity in (reproduction_at_start, highest_reproduction, reproduction_at_stop):
        assert quantity(*given) == pytest.approx(r, nan_ok=True)


def test_without_fuel_nothing_is_reproduced():
    assert reproduction_at_start(*parts(1e8, 90e9, 0.0)) == 0.0
    assert highest_reproduction(*parts(1e8, 0.0, 1e9)) == 0.0


def test_along_curves_r_is_the_ratio_of_what_each_cell_forces_and_takes():
    book, sales = (
        curve([0, 0.1, 0.1, 0.2, 0.3], [0, 10, 14, 14, 34]),
        [[0, 5, 9, 9, 9], [0, 1, 1, 2, 5]],
    )
    along = reproduction_along(book, curve(book.levels, sales), [0.5, 1.0], [1.0, 0.5])
    assert along[0] == pytest.approx([1.0, 2.0, np.nan, 0.0], nan_ok=True)
    assert along[1] == pytest.approx([0.05, 0.0, np.nan, 0.075], nan_ok=True)


def test_along_fine_curves_r_is_that_of_the_parameters():
    levels = np.linspace(0.01, 0.3, 5_001)
    book, sales = book_curve(levels, 7e8, 0.01, 0.67), forced_curve("minutes", levels, 60e9, 5e9)
    along = reproduction_along(book, sales, 0.8, 0.7)
    given = parts(1.0, 60e9, 5e9, exponent=0.67, w=0.8, share=0.7)
    middle = (levels[1:] + levels[:-1]) / 2
    assert along[::500] == pytest.approx(
        [by_differences(given, u) for u in middle[::500]], rel=1e-5
    )


def test_two_clocks_have_no_r():
    with pytest.raises(ValueError, match=r"^absorption is on the minutes clock"):
        reproduction_along(curve([0, 1], [0, 1]), curve([0, 1], [0, 1], "days"))
