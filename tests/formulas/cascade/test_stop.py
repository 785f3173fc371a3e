"""The cascade of the pages: closed forms, an epidemic's final size, the scan on a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formulas.cascade.stop import minutes
from tests.every import every
from tests.formulas.cascade.crossing import Curve, first_crossing
from tests.formulas.cascade.worlds import lambert, parts


@pytest.mark.parametrize("slope", [0.0, 10e9, 40e9, 69e9])
def test_a_linear_book_and_uniform_forced_sales(slope):
    """u = λ·V0 / (1 − λ·L)."""
    shock, lam = np.array([1e6, 1e8, 1e9]), 0.01 / 7e8
    loop = minutes(*parts(shock, slope))
    assert loop.total == pytest.approx(lam * shock / (1 - lam * slope), rel=1e-12)
    assert loop.amplification == pytest.approx(np.full(3, 1 / (1 - lam * slope)), rel=1e-12)


def test_a_square_root_book_and_uniform_forced_sales():
    """κ = 2, D = V at d = s: u = s²·[L + sqrt(L² + 4·V0·V/s²)] / (2·V)."""
    s, volume, slope, shock = 0.025, 60e9, 90e9, np.array([1e7, 1e9, 5e10])
    exact = s**2 * (slope + np.sqrt(slope**2 + 4 * shock * volume / s**2)) / (2 * volume)
    fall = minutes(*parts(shock, slope, depth=volume, at=s, exponent=2.0)).total
    assert fall == pytest.approx(exact, rel=1e-12)


def test_the_square_root_artefact_remains_as_the_shock_vanishes():
    """The law's infinite slope at zero leaves s²·L/V > 0 as V0 → 0; at V0 = 0 the crossing is 0."""
    fall = minutes(*parts([1e-6, 0.0], 90e9, depth=60e9, at=0.025, exponent=2.0)).total
    assert fall[0] == pytest.approx(0.025**2 * 90e9 / 60e9, rel=1e-9)
    assert fall[1] == 0.0


@every("share_of_fuel", [1e-4, 0.05, 0.4, 2.0])
@every("b", [0.3, 0.99, 1.0, 1.5, 3.0])
def test_a_linear_book_and_exhaustible_fuel_by_the_lambert_function(b, share_of_fuel):
    """u/c = a + W0(−b·e^(−a)), a = λ(V0 + F∞)/c, b = λF∞/c."""
    fuel, c = 1e9, 0.05
    lam, shock = b * c / fuel, share_of_fuel * fuel
    a = lam * (shock + fuel) / c
    exact = c * (a + lambert(-b * np.exp(-a)))
    fall = minutes(*parts(shock, fuel / c, fuel, depth=0.01 / lam)).total
    assert fall == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(
    ("r0", "z", "depth_reached"), [(1.5, 0.5828, 0.874), (2.0, 0.7968, 1.594), (3.0, 0.9405, 2.821)]
)
def test_a_vanishing_shock_reaches_the_final_size_of_an_epidemic(r0, z, depth_reached):
    """Kermack & McKendrick: z = 1 − e^(−R0·z) of the fuel burns, at u*/c = R0·z."""
    fuel, c = 1e9, 0.05
    given = parts(1e-3, fuel / c, fuel, depth=0.01 * fuel / (r0 * c))
    loop = minutes(*given)
    assert round(float(loop.total) / c, 3) == depth_reached
    assert round(float(loop.forced) / fuel, 4) == z


def test_without_fuel_the_fall_is_that_of_the_shock():
    for calm in (parts(1e8, 90e9, 0.0), parts(1e8, 0.0, 5e9), parts(1e8, 9e10, share=0)):
        loop = minutes(*calm)
        assert loop.total == loop.initial
        assert loop.amplification == 1.0


def test_without_a_shock_nothing_falls_and_nothing_is_amplified():
    loop = minutes(*parts(0.0, 90e9, 5e9, exponent=0.67))
    assert (loop.total, loop.forced, loop.stops) == (0.0, 0.0, 1.0)
    assert np.isnan(loop.amplification)


def test_where_nothing_stops_the_fall_there_is_no_number():
    loop = minutes(*parts([1e8, 1e8], [60e9, 80e9]))
    assert loop.stops.tolist() == [1.0, 0.0]
    for known in (loop.total, loop.forced, loop.amplification):
        assert np.isnan(known).tolist() == [False, True]


def test_a_shock_deeper_than_the_known_book_does_not_stop_within_it():
    for fuel in (0.0, 1e9):
        loop = minutes(*parts(7e10 * 1.01, fuel=fuel))
        assert np.isnan([loop.initial, loop.total, loop.forced]).all()
        assert loop.stops == 0.0
    assert minutes(*parts(7e10)).total == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("seed", range(4))
def test_the_smooth_solution_lies_in_the_cell_that_a_fine_scan_finds(seed):
    """800 random scenarios each, R on both sides of 1, books thinner and thicker than linear."""
    rng = np.random.default_rng(seed)
    n, at = 800, 0.01
    depth, exponent = 10 ** rng.uniform(8, 9.5, n), rng.uniform(0.3, 2.5, n)
    w, share, fuel = rng.uniform(0.05, 1, n), rng.uniform(0, 1, n), 10 ** rng.uniform(8, 11, n)
    slope, shock = depth / at * 10 ** rng.uniform(-2, 2, n), depth * 10 ** rng.uniform(-4, 1.5, n)
    fall = minutes(shock, slope, fuel, depth, np.full(n, at), exponent, w, share).total
    levels = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 3_000)])
    book = Curve(levels, depth[:, None] * (levels / at) ** exponent[:, None])
    sales = -fuel[:, None] * np.expm1(-slope[:, None] * levels / fuel[:, None])
    level, _ = first_crossing(book, Curve(levels, sales), shock, w, share)
    assert np.array_equal(level < 0, np.isnan(fall))
    met = level > 0
    slack = 1e-9
    assert (fall[met] >= levels[level[met] - 1] * (1 - slack)).all()
    assert (fall[met] <= levels[level[met]] * (1 + slack)).all()


def test_a_book_with_a_hump_stops_at_its_first_crossing():
    """κ < 1: the book first runs ahead of the forced sales, falls behind, then catches up."""
    given = parts([2e6, 3e7], 7e10, 1e9, depth=2e8, exponent=0.5)
    early, late = minutes(*given).total
    assert early < 1e-4
    assert late > 0.05
    for fall, shock in ((early, 2e6), (late, 3e7)):
        grid = np.linspace(0.0, fall, 200_001)[1:-1]
        gap = 2e8 * (grid / 0.01) ** 0.5 - shock + 1e9 * np.expm1(-7e10 * grid / 1e9)
        assert (gap < 0).all()


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-4, 1), st.floats(-2, 1.5), st.floats(-1, 2), st.floats(0.2, 2.5),
    st.floats(0.05, 1), st.floats(0, 1),
)  # fmt: skip
def test_at_the_stop_the_dollars_balance(shock, slope, fuel, exponent, w, share):
    """What the book took is the shock plus the forced sales that reached it."""
    depth, at = 7e8, 0.01
    v0, lost, stock = depth * 10**shock, depth / at * 10**slope, depth * 10**fuel
    given = parts(v0, lost, stock, depth, at, exponent, w, share)
    loop = minutes(*given)
    fall = float(loop.total)
    if np.isnan(fall):
        return
    taken = w * depth * (fall / at) ** exponent
    sold = v0 + share * float(loop.forced)
    rounding = 4e-16 * (1 + exponent) * taken + 4e-16 * sold
    slip = abs(w * depth / at * exponent * (fall / at) ** (exponent - 1) - share * lost)
    assert abs(taken - sold) <= 8 * rounding + 4e-15 * slip * fall


@settings(deadline=None, max_examples=50)
@given(
    st.floats(6, 9),
    st.just(0.0)
    | st.floats(1e-6, 2),  # the same shock, or one that is larger by more than rounding
    st.floats(8, 11),
    st.floats(0.2, 2.5),
    st.floats(0.01, 1),
)
def test_a_larger_shock_falls_further_and_is_never_less_than_alone(v, more, fuel, exponent, w):
    shocks = 10 ** np.array([v, v + more])
    given = parts(shocks, 5e10, 10**fuel, exponent=exponent, w=w)
    loop = minutes(*given)
    small, large = loop.total
    assert np.isnan(large) or small <= large
    assert np.all(np.isnan(loop.amplification) | (loop.amplification >= 1.0))
    assert np.all(np.isnan(loop.initial) <= np.isnan([small, large]))


@settings(deadline=None, max_examples=30)
@given(st.floats(6, 9), st.floats(0.2, 2.5), st.integers(-30, 30))
def test_another_unit_of_money_changes_nothing(shock, exponent, power):
    unit = 2.0**power
    here = minutes(*parts(10**shock, 5e10, 2e9, exponent=exponent)).total
    there = minutes(
        *parts(10**shock * unit, 5e10 * unit, 2e9 * unit, 7e8 * unit, exponent=exponent)
    ).total
    assert np.array_equal(here, there, equal_nan=True)


def test_zero_depth_and_negative_notionals_are_refused_by_name():
    with pytest.raises(ValueError, match=r"^depth is 0: it must be a finite number above 0$"):
        minutes(*parts(1e8, depth=0.0))
    with pytest.raises(ValueError, match=r"^fuel\[1\] is -1"):
        minutes(*parts(1e8, fuel=[1.0, -1.0]))
    with pytest.raises(ValueError, match=r"^exponent is 0.01: it must be between 0.1 and 10$"):
        minutes(*parts(1e8, exponent=0.01))
