"""Price impact: against published figures, inverses and limits."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.impact.laws import (
    book_walk,
    depth_exponent,
    linear,
    regression_effect,
    square_root,
    square_root_with_crossover,
)


def test_the_square_root_law_gives_a_tenth_of_the_citi_regression_per_billion():
    """$1bn, σ = 2.5 %, V = $60bn: 0.32 %, where Citi's regression has 3.4 %."""
    assert round(100 * float(square_root(1e9, 60e9, 0.025, 1.0)), 2) == 0.32
    assert regression_effect(1e9, 0.034, 1e9) == 0.034
    assert regression_effect(-867e6, 0.034, 1e9) == pytest.approx(-0.029478)


def test_a_quarter_of_the_volume_moves_the_price_by_half_a_deviation():
    assert square_root(0.25, 1.0, 0.02, 1.0) == 0.01


def test_the_joint_impact_of_the_published_sales_is_small():
    """ETF 3.5, holders 40.5 and liquidations 10 ($bn): 2.4 % of a log fall of 28.8 %."""
    assert round(100 * float(square_root(54e9, 60e9, 0.025, 1.0)), 1) == 2.4


def test_amberdatas_two_depths_give_the_published_exponent():
    assert round(float(depth_exponent(3.50e6, 0.001, 16.53e6, 0.01)), 2) == 0.67


def test_the_book_walk_returns_to_both_depths_it_was_measured_at():
    kappa = depth_exponent(3.50e6, 0.001, 16.53e6, 0.01)
    assert book_walk(16.53e6, 16.53e6, 0.01, kappa) == 0.01
    assert book_walk(3.50e6, 16.53e6, 0.01, kappa) == pytest.approx(0.001, rel=1e-14)


def test_a_flat_book_is_kyles_linear_impact():
    amount = np.array([0.0, 1e6, 5e8, 3e9])
    assert book_walk(amount, 7e8, 0.01, 1.0) == pytest.approx(linear(amount, 7e8, 0.01), rel=1e-15)


def test_the_crossover_law_is_linear_below_and_the_square_root_above():
    small = square_root_with_crossover(np.array([1e-9, 2e-9]), 1.0, 0.02, 1.0, 1e-3)
    assert small[1] / small[0] == pytest.approx(2.0, rel=1e-5)
    assert small[0] == pytest.approx(0.02 * 1e-9 / np.sqrt(1e-3), rel=1e-5)
    large = square_root_with_crossover(1e3, 1.0, 0.02, 1.0, 1e-3)
    assert large == pytest.approx(square_root(1e3, 1.0, 0.02, 1.0), rel=1e-6)


def test_nothing_sold_moves_nothing_under_every_law():
    assert square_root(0.0, 1.0, 0.02, 1.0) == 0.0
    assert book_walk(0.0, 1.0, 0.01, 0.67) == 0.0
    assert square_root_with_crossover(0.0, 1.0, 0.02, 1.0, 1e-3) == 0.0


def test_an_empty_book_is_refused():
    with pytest.raises(ValueError, match=r"^depth is 0: it must be a finite number above 0$"):
        book_walk(1e6, 0.0, 0.01, 1.0)


def test_depth_must_grow_with_distance():
    with pytest.raises(ValueError, match=r"^outer_depth\[1\] is 2: it must be at least inner_dep"):
        depth_exponent(np.array([1.0, 3.0]), 0.001, 2.0, 0.01)
    with pytest.raises(ValueError, match=r"^outer_at is 0.001: it must be above inner_at, 0.001$"):
        depth_exponent(1.0, 0.001, 2.0, 0.001)
