"""Paths in a case: days between semicolons and runs, at the end of a window."""

from __future__ import annotations

import numpy as np
import pytest

from engine.cases.paths import path_of
from engine.pages.grammar import SyntaxProblem
from kb.units import unit
from tests.every import every

PRICE = unit("USD/coin").dimension


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("100 USD/coin; 105 USD/coin", [np.nan, np.nan, np.nan, 100, 105]),
        ("100; ?; 105 USD/coin", [np.nan, np.nan, 100, np.nan, 105]),
        ("90 in 2d; 95 USD/coin", [np.nan, np.nan, 90, 90, 95]),
        ("100 .. 140 in 5d USD/coin", [100, 110, 120, 130, 140]),
        ("1,000; 100 .. 140 USD/coin in 3d", [np.nan, 1_000, 100, 120, 140]),
    ],
)
def test_a_cell_of_days_fills_the_end_of_the_window(cell, days):
    np.testing.assert_array_equal(path_of(cell, 5, PRICE), days)


@pytest.mark.parametrize("cell", ["", "?"])
def test_a_path_that_nobody_gives_is_unknown(cell):
    assert path_of(cell, 5, PRICE) is None


@every(
    ("cell", "sentence"),
    [
        ("100 in 6d USD/coin", "6 days are given for a window of 5"),
        ("100; ? USD/coin", "must end in a known day"),
        ("100, 90, 95 USD/coin", "a path is written 100; [?]; 105 USD/coin, or 100 in 30d"),
        ("100 .. 160 in 99999999999d USD/coin", "99999999999 days are given for a window of 5"),
        ("100 USD/coin; ?", "must end in a known day"),
        ("100 USD/coin; 5 %", "the path is in USD/coin, and '5 %' is %"),
        ("100; 105", "the path is in USD/coin, and '100' is without a unit"),
        ("100; 105 USD", "the path is in USD/coin, and '100' is USD"),
        ("100 in 0d USD/coin", "has no day"),
    ],
)
def test_a_cell_that_is_no_path_says_why(cell, sentence):
    with pytest.raises(SyntaxProblem, match=sentence):
        path_of(cell, 5, PRICE)
