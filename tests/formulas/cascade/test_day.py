"""The cascade of a day: closed forms, a fine scan, and no cascade that ignites itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.cascade.crossing import first_crossing
from engine.formulas.cascade.curves import forced_curve, trading_curve
from engine.formulas.cascade.day import (
    amplification_day,
    forced_notional_day,
    initial_fall_day,
    stops_day,
    total_fall_day,
)
from engine.formulas.impact.square_root import square_root, square_root_with_crossover
from tests.formulas.cascade.worlds import PLENTY
from tests.worlds import QUICK


def day(shock, slope=90e9, fuel=PLENTY, volume=60e9, sigma=0.025, y=1.0, crossover=0.0, share=1.0):
    values = (shock, slope, fuel, volume, sigma, y, crossover, share)
    return tuple(np.asarray(value, dtype=float) for value in values)


def test_the_square_root_law_and_uniform_forced_sales_have_a_closed_form():
    """u = s²·[φL + sqrt((φL)² + 4·V0·V/s²)] / (2·V)."""
    shock, s, lost = np.array([1e7, 1e9, 5e10]), 0.02, 45e9
    exact = s**2 * (lost + np.sqrt(lost**2 + 4 * shock * 60e9 / s**2)) / (2 * 60e9)
    assert total_fall_day(*day(shock, y=0.8, share=0.5)) == pytest.approx(exact, rel=1e-12)


def test_without_a_crossover_a_vanishing_sale_ends_at_the_law_s_artefact():
    fall = total_fall_day(*day([1e-6, 0.0]))
    assert fall[0] == pytest.approx(0.025**2 * 90e9 / 60e9, rel=1e-9)
    assert fall[1] == 0.0


@pytest.mark.parametrize("r", [0.1, 0.5, 0.9])
def test_with_a_crossover_a_vanishing_sale_is_only_multiplied(r):
    """R = φ·L·s/(V·sqrt(q0)) at no fall, so u* → u0/(1 − R)."""
    crossover = (90e9 * 0.025 / (60e9 * r)) ** 2
    given = day(1.0, crossover=crossover)
    assert amplification_day(*given) == pytest.approx(1 / (1 - r), rel=1e-6)
    assert total_fall_day(*given) < 1e-9


def test_with_a_crossover_the_day_still_ignites_itself_above_r_of_one():
    crossover = (90e9 * 0.025 / (60e9 * 1.25)) ** 2
    assert total_fall_day(*day(1.0, crossover=crossover)) > 1e-4


@pytest.mark.parametrize("crossover", [0.0, 1e-4, 0.1])
def test_the_sale_alone_falls_by_its_impact(crossover):
    shock = np.array([1e8, 1e10])
    alone = initial_fall_day(*day(shock, crossover=crossover))
    impact = square_root_with_crossover(shock, 60e9, 0.025, 1.0, crossover or 1e-300)
    assert alone == pytest.approx(impact, rel=1e-14)
    if not crossover:
        assert alone == pytest.approx(square_root(shock, 60e9, 0.025, 1.0), rel=1e-14)


@QUICK
@given(
    st.floats(7, 11), st.floats(8, 12), st.floats(8, 11), st.sampled_from([0.0, 1e-4, 0.01, 1.0]),
    st.floats(0, 1),
)  # fmt: skip
def test_the_stop_lies_in_the_cell_that_a_fine_scan_finds(shock, slope, fuel, crossover, share):
    levels = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 2_000)])
    given = day(10**shock, 10**slope, 10**fuel, crossover=crossover, share=share)
    trading = trading_curve(levels, 60e9, 0.025, 1.0, crossover)
    sales = forced_curve("days", levels, 10**slope, 10**fuel)
    level, _ = first_crossing(trading, sales, 10**shock, 1.0, share)
    fall = float(total_fall_day(*given))
    assert np.isnan(fall) == (level < 0)
    assert stops_day(*given) == (level >= 0)
    if level > 0:
        assert levels[level - 1] * (1 - 1e-9) <= fall <= levels[level] * (1 + 1e-9)


@QUICK
@given(st.floats(7, 11), st.floats(8, 12), st.floats(8, 11), st.floats(0, 0.1), st.floats(0, 1))
def test_at_the_stop_the_dollars_of_the_day_balance(shock, slope, fuel, crossover, share):
    given = day(10**shock, 10**slope, 10**fuel, crossover=crossover, share=share)
    fall = float(total_fall_day(*given))
    if not np.isnan(fall):
        taken = float(trading_curve(np.array([fall]), 60e9, 0.025, 1.0, crossover).amounts[0])
        sold = 10**shock + share * float(forced_notional_day(*given))
        assert taken == pytest.approx(sold, rel=1e-9)


def test_without_fuel_the_day_falls_by_the_sale_alone():
    for calm in (day(1e9, fuel=0.0), day(1e9, slope=0.0), day(1e9, share=0.0)):
        assert total_fall_day(*calm) == pytest.approx(initial_fall_day(*calm), rel=1e-15)
        assert amplification_day(*calm) == pytest.approx(1.0, rel=1e-15)


def test_a_day_without_a_sale_has_no_fall_and_nothing_to_amplify():
    for crossover in (0.0, 0.01):
        calm = day(0.0, fuel=1e9, crossover=crossover)
        assert (total_fall_day(*calm), initial_fall_day(*calm)) == (0.0, 0.0)
        assert (forced_notional_day(*calm), stops_day(*calm)) == (0.0, 1.0)
        assert np.isnan(amplification_day(*calm))


def test_a_day_that_nothing_stops_has_no_number():
    given = day([1e9, 1e14], crossover=0.01)
    assert stops_day(*given).tolist() == [1.0, 0.0]
    for quantity in (total_fall_day, forced_notional_day, amplification_day):
        assert np.isnan(quantity(*given)).tolist() == [False, True]


def test_what_a_day_is_made_of_is_named_when_out_of_range():
    with pytest.raises(ValueError, match=r"^volatility is 0: it must be a finite number above 0$"):
        total_fall_day(*day(1e9, sigma=0.0))
    with pytest.raises(ValueError, match=r"^crossover\[1\] is -1"):
        stops_day(*day(1e9, crossover=[0.0, -1.0]))
