"""Reproduction numbers on both clocks, with the inputs and results of the published depth."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade import reproduction
from engine.formulas.cascade.stop import minutes
from tests.formulas.cascade.worlds import parts

SLOPE = 0.9e9 / 0.01  # forced sales of $0.9bn per 1 %
DEPTH = 0.7e9  # bid within 1 %, all venues


def over_minutes(withdrawal, share):
    return float(reproduction.reproduction_minutes(SLOPE, DEPTH, 0.01, withdrawal, share))


def over_a_day(at_fall):
    return float(reproduction.reproduction_day(SLOPE, 100e9, 0.025, 1.0, at_fall, 1.0))


def test_over_minutes_with_the_book_thinned_as_in_stress():
    assert round(over_minutes(0.29, 1.0)) == 4
    assert over_minutes(0.29, 0.25) == pytest.approx(over_minutes(0.29, 1.0) / 4)


def test_over_minutes_with_a_full_book_and_a_tenth_reaching_it():
    assert round(over_minutes(1.0, 0.1), 2) == 0.13


def test_over_minutes_with_the_worst_book_and_all_of_it_reaching_it():
    assert round(over_minutes(0.06, 1.0)) == 21


def test_over_a_day_r_is_small_and_falls_with_the_fall():
    assert round(over_a_day(0.01), 3) == 0.028
    assert round(over_a_day(0.05), 4) == 0.0056


def test_over_a_day_r_is_the_slope_over_that_of_the_square_root_book():
    u, scale, volume = 0.03, 0.025, 100e9
    step = 1e-7
    steepness = volume * (((u + step) / scale) ** 2 - ((u - step) / scale) ** 2) / (2 * step)
    assert over_a_day(u) == pytest.approx(SLOPE / steepness, rel=1e-8)


def test_r_below_one_is_the_local_multiplier_of_a_small_shock():
    given = parts(1e3, 0.5 * DEPTH / 0.01, 1e12)
    r = reproduction.reproduction_minutes(0.5 * DEPTH / 0.01, DEPTH, 0.01, 1.0, 1.0)
    assert minutes(*given).amplification == pytest.approx(1 / (1 - r), rel=1e-6)


def test_a_book_without_depth_is_refused():
    with pytest.raises(ValueError, match=r"^depth\[1\] is 0"):
        reproduction.reproduction_minutes(1e9, np.array([1e9, 0.0]), 0.01, 1.0, 1.0)
