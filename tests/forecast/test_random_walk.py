"""The lowest close of a driftless walk: closed forms, an exact recursion, and the stated error."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.forecast.random_walk import (
    CLOSES,
    chance_low_is_in,
    chance_of_close_below,
    log_of_lowest,
    lowest_close,
)
from tests.every import every

ANNUAL = math.sqrt(365)  # a daily deviation of 1 in annual terms


def exact_chance_below(barrier: float, days: int) -> float:
    """P(some of S_1..S_days < −barrier) for unit normal steps, by integrating day after day.

    A plain recursion on midpoints: the density of paths still above is pushed through the step's
    density, eight deviations to either side, once a day. Halving the cell changes the answer by
    less than 1e-5.
    """
    cell = 0.05
    above = np.arange(-barrier + cell / 2, 8 * math.sqrt(days), cell)
    moved = np.arange(-8.0, 8.0 + cell / 2, cell)
    step = np.exp(-0.5 * moved**2) / math.sqrt(2 * math.pi) * cell
    density = np.exp(-0.5 * above**2) / math.sqrt(2 * math.pi)
    for _ in range(days - 1):
        density = np.convolve(density, step, mode="same")
    return 1.0 - float(density.sum()) * cell


@pytest.mark.parametrize(("days", "percent"), [(90, 4.9), (180, 3.5), (365, 2.4)])
def test_the_chance_that_no_close_ahead_is_below_todays(days, percent):
    assert round(100 * float(chance_low_is_in(1.0, 1.0, 0.5, days)), 1) == percent


@pytest.mark.parametrize(("days", "percent"), [(90, 5.9), (180, 4.2), (365, 3.0)])
def test_the_truth_beside_it_is_sparre_andersens(days, percent):
    """P(S_1..S_n > 0) = C(2n, n)/4^n for any symmetric continuous step: the simulated figures."""
    exact = math.comb(2 * days, days) / 4**days
    assert round(100 * exact, 1) == percent
    assert 0.007 < exact - float(chance_low_is_in(1.0, 1.0, 0.5, days)) < 0.011 or days > 90


def test_the_exact_recursion_reproduces_sparre_andersen():
    exact = 1 - math.comb(180, 90) / 4**90
    assert exact_chance_below(0.0, 90) == pytest.approx(exact, abs=2e-5)


@every(("days", "stated"), [(30, 0.0020), (90, 0.0007)])
@every("deviations", [0.25, 0.5, 1.0, 2.0, 3.0])
def test_below_todays_close_the_error_is_the_one_stated(days, stated, deviations):
    """Levels a quarter to three deviations of the horizon away, against the exact recursion."""
    barrier = deviations * math.sqrt(days)
    found = chance_of_close_below(1.0, math.exp(-barrier), ANNUAL, days)
    assert abs(float(found) - exact_chance_below(barrier, days)) < stated


def test_the_shift_is_minus_zeta_of_a_half_over_root_two_pi():
    """ζ(½) = −1.4603545088…, by the alternating series as Cohen, Villegas & Zagier sum it."""
    n = 40
    d = ((3 + math.sqrt(8)) ** n + (3 - math.sqrt(8)) ** n) / 2
    b, c, total = -1.0, -d, 0.0
    for k in range(n):
        c = b - c
        total += c / math.sqrt(k + 1)
        b *= (k + n) * (k - n) / ((k + 0.5) * (k + 1))
    zeta = total / d / (1 - math.sqrt(2))
    assert pytest.approx(-zeta / math.sqrt(2 * math.pi), rel=1e-14) == CLOSES


def test_quantile_and_chance_undo_each_other():
    p = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    low = np.exp(log_of_lowest(0.45, 90.0, p))
    assert chance_of_close_below(1.0, low, 0.45, 90.0) == pytest.approx(p, rel=1e-12)


def test_the_median_low_by_hand():
    """Φ⁻¹(¼) = −0.67449: at 50 % volatility and 90 days, −0.6745·0.2482 + 0.5826·0.02616."""
    daily = 0.5 / math.sqrt(365)
    by_hand = daily * (-0.6744897501960817 * math.sqrt(90) + 0.5825971579390107)
    assert log_of_lowest(0.5, 90.0, 0.5) == pytest.approx(by_hand, rel=1e-14)


def test_a_longer_horizon_and_a_higher_volatility_reach_lower():
    horizons = np.array([90.0, 180.0, 365.0])
    for p in (0.05, 0.5, 0.9):
        lows = log_of_lowest(0.5, horizons, p)
        assert lows[2] <= lows[1] <= lows[0]
    assert log_of_lowest(0.6, 90.0, 0.5) < log_of_lowest(0.5, 90.0, 0.5)


def test_the_fan_never_crosses_itself():
    p = np.linspace(0.01, 0.99, 99)
    assert (np.diff(log_of_lowest(0.5, 180.0, p)) > 0).all()


def test_the_fan_is_the_price_at_three_of_its_quantiles():
    found = lowest_close(9e4, np.array([0.4, 0.6]), 90.0, 0.1)
    quantiles = log_of_lowest(np.array([[0.4, 0.6]]), 90.0, np.array([[0.1], [0.5], [0.9]]))
    assert np.array_equal(np.stack(found), 9e4 * np.exp(quantiles))


def test_a_level_far_above_is_certain_and_one_far_below_all_but_impossible():
    assert chance_of_close_below(100.0, 200.0, 0.5, 90.0) == 1.0
    assert chance_of_close_below(100.0, 1.0, 0.5, 90.0) < 1e-60


def test_a_scale_of_price_changes_nothing():
    here = chance_of_close_below(90e3, 80e3, 0.5, 90.0)
    assert here == chance_of_close_below(90.0, 80.0, 0.5, 90.0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.0, 80e3, 0.5, 90.0), r"^price is 0"),
        ((9e4, -1.0, 0.5, 90.0), r"^level is -1"),
        ((9e4, 8e4, 0.0, 90.0), r"^volatility is 0"),
        ((9e4, 8e4, 0.5, 0.0), r"^horizon is 0: it must be a finite number, 1 or more$"),
    ],
)
def test_bad_input_is_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        chance_of_close_below(*arguments)
