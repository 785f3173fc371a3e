"""The first crossing on arbitrary curves: bit for bit a plain scan, and exact inside its cell."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.formulas.cascade import crossing
from engine.formulas.cascade.crossing import first_crossing
from engine.formulas.cascade.curves import book_curve, forced_curve
from tests.formulas.cascade.worlds import (
    any_curves,
    any_shocks,
    curve,
    plain_fall,
    plain_scan,
    random_curves,
)
from tests.worlds import QUICK


@pytest.mark.parametrize("seed", range(40))
def test_every_scenario_on_random_curves_is_the_plain_scan_bit_for_bit(seed):
    rng = np.random.default_rng(seed)
    grid, a, f = random_curves(rng, int(rng.integers(1, 120)))
    shock = rng.choice([0.0, 1.0, 7.0, a[-1], *a], 200) * rng.choice([1.0, rng.random()], 200)
    withdrawal = rng.choice([1.0, 0.5, 0.29, 0.06], 200)
    share = rng.choice([0.0, 0.1, 0.5, 1.0], 200)
    found = first_crossing(curve(grid, a), curve(grid, f), shock, withdrawal, share)
    for n, scenario in enumerate(zip(shock, withdrawal, share, strict=True)):
        assert found.level[n] == plain_scan(a, f, *scenario)
        assert np.array_equal(found.fall[n], plain_fall(grid, a, f, *scenario), equal_nan=True)


def test_curves_of_their_own_for_every_scenario_are_scanned_each():
    rng = np.random.default_rng(7)
    grid = np.linspace(0.0, 0.3, 50)
    a = np.cumsum(rng.exponential(1.0, (3, 5, 50)), axis=-1)
    f = np.cumsum(rng.exponential(0.9, (5, 50)), axis=-1)
    shock = rng.exponential(8.0, (3, 1))
    found = first_crossing(curve(grid, a), curve(grid, f), shock, 0.9, 1.0)
    assert found.level.shape == found.fall.shape == (3, 5)
    for i, j in np.ndindex(3, 5):
        assert found.level[i, j] == plain_scan(a[i, j], f[j], shock[i, 0], 0.9, 1.0)


@pytest.mark.parametrize("seed", range(6))
def test_many_scenarios_on_one_pair_of_curves_have_the_scan_s_level_and_fall(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, 300)
    levels = np.linspace(0.0, 0.3, 300)
    book, sales = curve(levels, a), curve(levels, f)
    shocks = any_shocks(rng, a, f, 5_000)
    fast = first_crossing(book, sales, *shocks)
    monkeypatch.setattr(crossing, "worth_it", lambda *_: False)
    slow = first_crossing(book, sales, *shocks)
    assert np.array_equal(fast.level, slow.level)
    assert np.array_equal(fast.fall, slow.fall, equal_nan=True)


def test_days_and_scenarios_broadcast_on_shared_curves():
    rng = np.random.default_rng(3)
    grid, a, f = random_curves(rng, 150)
    shock, w = rng.exponential(20.0, (70, 1)), rng.uniform(0.1, 1.0, (80,))
    found = first_crossing(curve(grid, a), curve(grid, f), shock, w, 0.7)
    assert found.level.shape == found.fall.shape == (70, 80)
    for i, j in ((0, 0), (69, 79), (31, 7)):
        one = first_crossing(curve(grid, a), curve(grid, f), shock[i, 0], w[j], 0.7)
        assert (found.level[i, j], found.level.dtype) == (one.level, np.int64)
        assert np.array_equal(found.fall[i, j], one.fall, equal_nan=True)


def test_small_parts_give_what_one_gives(monkeypatch):
    rng = np.random.default_rng(3)
    grid, a, f = random_curves(rng, 64)
    shock, many = rng.exponential(20.0, (11, 13)), curve(grid, np.stack([a] * 13))
    whole = first_crossing(many, curve(grid, f), shock, 0.5, 0.7)
    monkeypatch.setattr(crossing, "CELLS", 200)
    monkeypatch.setattr(crossing, "TOGETHER", 5)
    for book in (many, curve(grid, a)):
        found = first_crossing(book, curve(grid, f), shock, 0.5, 0.7)
        assert np.array_equal(whole.level, found.level)
        assert np.array_equal(whole.fall, found.fall, equal_nan=True)


def test_a_million_scenarios_need_little_beyond_their_answers():
    """Sixteen bytes of answers each, as much again in passing, and the tables."""
    levels, size = np.linspace(0.0, 0.3, 256), 1 << 20
    book, sales = book_curve(levels, 7e8, 0.01, 1.0), forced_curve("minutes", levels, 9e10, 3e9)
    shock = np.geomspace(1e6, 1e10, size)
    tracemalloc.start()
    first_crossing(book, sales, shock, 0.3, 0.5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * size + 20e6


def test_no_crossing_is_no_number_and_never_an_infinity():
    found = first_crossing(curve([0, 0.1], [0, 1]), curve([0, 0.1], [0, 5]), [1.0, 1e300])
    assert found.level.tolist() == [-1, -1]
    assert np.isnan(found.fall).all()
    levels = np.linspace(0.0, 0.3, 200)
    many = first_crossing(
        curve(levels, levels * 1e-90), curve(levels, levels), np.full(5_000, 1e300)
    )
    assert (many.level == -1).all()
    assert np.isnan(many.fall).all()


def test_without_a_shock_the_first_crossing_is_where_the_curves_begin():
    found = first_crossing(curve([0, 0.1], [0, 1]), curve([0, 0.1], [0, 5]), 0.0)
    assert (int(found.level), float(found.fall)) == (0, 0.0)


def test_a_stop_before_a_jump_of_forced_sales_is_kept():
    """At 10 % a block of 100 is forced; the book already holds just above it."""
    levels = [0.0, 0.1, 0.1, 0.3]
    found = first_crossing(curve(levels, [0, 10, 10, 30]), curve(levels, [0, 0, 100, 100]), [9, 11])
    assert found.fall.tolist() == [pytest.approx(0.09), pytest.approx(np.nan, nan_ok=True)]


def test_a_stop_at_a_level_is_that_level_to_the_last_bit():
    """In float64, 0.407 + (0.91 − 0.407) is above 0.91."""
    found = first_crossing(curve([0.407, 0.91], [0, 1]), curve([0.407, 0.91], [0, 0]), 1.0)
    assert (found.level, found.fall) == (1, 0.91)


def test_the_second_of_two_crossings_is_not_taken():
    levels = [0.0, 0.1, 0.2, 0.3]
    found = first_crossing(curve(levels, [0, 4, 5, 20]), curve(levels, [0, 1, 9, 9]), 2.0)
    assert found.level == 1
    assert found.fall == pytest.approx(0.1 * 2 / 3)


def test_a_linear_book_and_uniform_forced_sales_have_the_closed_form():
    """u = λ·V0 / (1 − λ·L), with λ the log move per dollar."""
    levels = np.linspace(0.0, 1.0, 7)
    lam, slope, shock = 1 / 70e9, 40e9, np.array([1e8, 1e9, 2e10])
    found = first_crossing(curve(levels, levels / lam), curve(levels, levels * slope), shock)
    assert found.fall == pytest.approx(lam * shock / (1 - lam * slope), rel=1e-13)


def test_a_square_root_book_and_uniform_forced_sales_have_the_closed_form():
    """u = s²·[L + sqrt(L² + 4·V0·V/s²)] / (2·V), on a grid fine enough to tell the day's stop."""
    s, volume, slope, shock = 0.025, 60e9, 90e9, np.array([1e9, 1e10, 5e10])
    exact = s**2 * (slope + np.sqrt(slope**2 + 4 * shock * volume / s**2)) / (2 * volume)
    levels = np.linspace(0.0, 0.06, 20_001)
    found = first_crossing(
        curve(levels, volume * (levels / s) ** 2, "days"),
        curve(levels, slope * levels, "days"),
        shock,
    )
    chord = (levels[1] / 2) ** 2 * volume / s**2  # how far a chord lies above the parabola
    steepness = 2 * volume * exact / s**2 - slope
    assert np.all(np.abs(found.fall - exact) <= chord / steepness + 1e-16)


amounts = st.lists(st.floats(0.0, 1e3), min_size=2, max_size=30)


@QUICK
@given(amounts, amounts, st.floats(0, 1e3), st.floats(0, 1e3), st.floats(0.05, 1), st.floats(0, 1))
def test_a_larger_shock_never_stops_sooner(up, sold, shock, more, withdrawal, share):
    n = min(len(up), len(sold))
    levels = np.linspace(0.0, 1.0, n)
    assume(any(up[:n]))
    a, f = curve(levels, np.cumsum(up[:n])), curve(levels, np.cumsum(sold[:n]))
    small, large = first_crossing(a, f, [shock, shock + more], withdrawal, share).fall
    assert np.isnan(large) or small <= large


@QUICK
@given(amounts, amounts, st.floats(0, 1e3), st.integers(-20, 20))
def test_another_unit_of_money_changes_no_bit_of_the_fall(up, sold, shock, power):
    n = min(len(up), len(sold))
    levels, unit = np.linspace(0.0, 1.0, n), 2.0**power
    assume(any(up[:n]))
    a, f = np.cumsum(up[:n]), np.cumsum(sold[:n])
    here = first_crossing(curve(levels, a), curve(levels, f), shock)
    there = first_crossing(curve(levels, a * unit), curve(levels, f * unit), shock * unit)
    assert here.level == there.level
    if min([x for x in (*a, *f, shock) if x > 0], default=1.0) > 1e-290:
        assert np.array_equal(here.fall, there.fall, equal_nan=True)


def test_iterating_towards_the_stop_would_not_get_there():
    """Picard at R = 0.999: after 200 rounds 0.41 in the logarithm short of a stop at 0.5."""
    lam, r, stop = 0.01 / 7e8, 0.999, 0.5
    shock = stop * (1 - r) / lam
    fall = 0.0
    for _ in range(200):
        fall = lam * shock + r * fall
    levels = np.linspace(0.0, 1.0, 11)
    exact = first_crossing(curve(levels, levels / lam), curve(levels, levels * r / lam), shock)
    assert exact.fall == pytest.approx(stop, rel=1e-12)
    assert stop - fall == pytest.approx(stop * r**200, rel=1e-9)
    assert stop - fall > 0.40


def test_two_clocks_are_never_mixed():
    with pytest.raises(
        ValueError, match=r"absorption is on the minutes clock and forced on the da"
    ):
        first_crossing(curve([0, 1], [0, 1]), curve([0, 1], [0, 1], "days"), 0.5)


def test_two_grids_are_never_mixed():
    with pytest.raises(ValueError, match=r"^absorption and forced have different levels"):
        first_crossing(curve([0, 1], [0, 1]), curve([0, 2], [0, 1]), 0.5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"shock": [1.0, -1.0]}, r"^shock\[1\] is -1"),
        ({"shock": 1.0, "withdrawal": 0.0}, r"^withdrawal is 0: it must be above 0 and at most 1$"),
        ({"shock": 1.0, "share_reaching_book": 1.5}, r"^share_reaching_book is 1.5"),
        ({"shock": [1.0, 2.0], "withdrawal": [1.0] * 3}, r"^withdrawal has shape \(3,\)"),
    ],
)
def test_a_scenario_out_of_range_is_named(arguments, sentence):
    flat = curve([0, 0.1], [0, 1])
    with pytest.raises(ValueError, match=sentence):
        first_crossing(flat, flat, **arguments)


def test_scenarios_that_do_not_fit_the_curves_are_named():
    many = curve([0, 0.1], [[0, 1]] * 3)
    with pytest.raises(ValueError, match=r"^shock has shape \(2,\)"):
        first_crossing(many, many, [1.0, 2.0])


@pytest.mark.parametrize("name", ["shock", "withdrawal", "share_reaching_book"])
def test_the_number_that_does_not_fit_the_curves_is_named_and_no_other(name):
    many = curve([0, 0.1], [[0, 1]] * 3)
    numbers = {"shock": 0.5, "withdrawal": 1.0, "share_reaching_book": 1.0, name: np.ones(2)}
    with pytest.raises(ValueError, match=rf"^{name} has shape \(2,\), which does not broadcast wi"):
        first_crossing(many, many, **numbers)


@pytest.mark.parametrize("size", [1, 5_000])
def test_a_book_without_any_depth_is_refused(size):
    levels = np.linspace(0.0, 0.3, 200)
    nothing, sales = curve(levels, 0.0 * levels), curve(levels, levels)
    with pytest.raises(ValueError, match=r"^absorption is 0 at every level: it must take someth"):
        first_crossing(nothing, sales, np.ones(size))
    assert first_crossing(sales, nothing, np.full(size, 0.1)).fall == pytest.approx(0.1)


def test_the_scenario_whose_book_has_no_depth_is_named():
    books = curve([0, 0.1], [[[0, 1], [0, 2]], [[0, 0], [0, 3]]])
    with pytest.raises(ValueError, match=r"^absorption\[1, 0\] is 0 at every level"):
        first_crossing(books, curve([0, 0.1], [0, 1]), 0.5)
