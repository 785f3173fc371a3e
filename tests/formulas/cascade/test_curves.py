"""Curves: refused when they are none, and built on the clock of what takes the selling."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade.curves import book_curve, forced_curve, trading_curve
from engine.formulas.impact.book import book_walk
from engine.formulas.impact.square_root import square_root, square_root_with_crossover
from tests.formulas.cascade.worlds import curve

LEVELS = np.array([0.0, 1e-6, 0.001, 0.01, 0.3])


@pytest.mark.parametrize(
    ("levels", "amounts", "sentence"),
    [
        ([0, 0.1, 0.2], [0, 2, 1], r"^amounts\[2\] is 1: it must not fall below amounts\[1\], 2$"),
        ([0, 0.2, 0.1], [0, 1, 2], r"^levels\[2\] is 0.1: it must not fall below levels\[1\], 0.2"),
        ([0, 0.1], [0, np.nan], r"^amounts\[1\] is nan"),
        ([0, 0.1], [-1, 1], r"^amounts\[0\] is -1"),
        ([-0.1, 0.1], [0, 1], r"^levels\[0\] is -0.1"),
        ([0, 0.1], [0, 1, 2], r"^amounts has shape \(3,\): its last axis must be levels, 2$"),
        ([], [], r"^levels has shape \(0,\)"),
        ([0, 0.1], [[0, 1], [3, 2]], r"^amounts\[1, 1\] is 2: .* amounts\[1, 0\], 3$"),
    ],
)
def test_a_curve_that_is_none_is_refused_with_the_index(levels, amounts, sentence):
    with pytest.raises(ValueError, match=sentence):
        curve(levels, amounts)


def test_an_unknown_clock_is_refused():
    with pytest.raises(ValueError, match=r"^clock is 'hours': write 'minutes' or 'days'$"):
        curve([0, 1], [0, 1], "hours")


def test_a_book_is_of_minutes_and_gives_back_the_walk_down_it():
    book = book_curve(LEVELS, [7e8, 2e8], 0.01, 0.67)
    assert (book.clock, book.amounts.shape) == ("minutes", (2, 5))
    assert book_walk(book.amounts[1], 2e8, 0.01, 0.67) == pytest.approx(LEVELS, rel=1e-14)


@pytest.mark.parametrize("crossover", [1e-6, 0.01, 2.0])
def test_a_days_trading_gives_back_the_impact_with_its_crossover(crossover):
    taken = trading_curve(LEVELS, 60e9, 0.025, 0.8, crossover)
    assert taken.clock == "days"
    impact = square_root_with_crossover(taken.amounts, 60e9, 0.025, 0.8, crossover)
    assert impact == pytest.approx(LEVELS, rel=1e-14)


def test_without_a_crossover_a_days_trading_is_the_square_root_law():
    taken = trading_curve(LEVELS, [60e9], 0.025, 0.8)
    assert square_root(taken.amounts[0], 60e9, 0.025, 0.8) == pytest.approx(LEVELS, rel=1e-15)


def test_near_no_fall_the_crossover_makes_impact_linear():
    """A = V·u·sqrt(q0)/s, relative error of the order of u/(s·sqrt(q0))."""
    taken = trading_curve(np.array([1e-12]), 60e9, 0.025, 1.0, 0.01)
    assert taken.amounts[0] == pytest.approx(60e9 * 1e-12 * 0.1 / 0.025, rel=1e-8)


def test_forced_sales_begin_at_their_slope_and_end_with_the_fuel():
    lost = forced_curve("days", np.array([0.0, 1e-9, 50.0]), [90e9, 0.0], [2e9, 2e9])
    assert lost.clock == "days"
    assert lost.amounts[0] == pytest.approx([0.0, 90.0, 2e9], rel=1e-7)
    assert lost.amounts[1].tolist() == [0.0, 0.0, 0.0]
    assert not forced_curve("days", LEVELS, 90e9, 0.0).amounts.any()


def test_what_a_curve_is_built_from_is_named_when_out_of_range():
    with pytest.raises(ValueError, match=r"^depth\[1\] is 0"):
        book_curve(LEVELS, [1.0, 0.0], 0.01, 1.0)
    with pytest.raises(ValueError, match=r"^crossover is -1"):
        trading_curve(LEVELS, 1e9, 0.02, 1.0, -1.0)
    with pytest.raises(ValueError, match=r"^levels\[0\] is -1"):
        forced_curve("minutes", np.array([-1.0]), 1e9, 1e9)
