"""The first bar that reaches a level: bit for bit a plain scan."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.ladder.reached import first_reached


def plain_scan(lows, level, start):
    for u in range(start + 1, len(lows)):
        if lows[u] <= level:
            return u
    return len(lows)


@pytest.mark.parametrize("bars", [1, 2, 3, 7, 8, 9, 64, 65])
def test_every_level_is_reached_where_a_plain_scan_finds_it(bars):
    rng = np.random.default_rng(bars)
    lows = rng.integers(0, 30, (3, bars)).astype(float)
    path = rng.integers(0, 3, 40)
    levels = rng.integers(-2, 30, (bars, 40)).astype(float)
    found = first_reached(lows, levels, path)
    for t, n in np.ndindex(bars, 40):
        assert found[t, n] == plain_scan(lows[path[n]], levels[t, n], t)


def test_a_level_is_not_reached_by_its_own_bar():
    found = first_reached(np.array([[1.0, 5.0, 1.0]]), np.full((3, 1), 2.0), np.array([0]))
    assert found.ravel().tolist() == [2, 2, 3]


def test_levels_of_negated_highs_are_reached_from_below():
    highs = np.array([[10.0, 11.0, 12.0]])
    assert first_reached(-highs, np.full((3, 1), -12.0), np.array([0])).ravel().tolist() == [
        2,
        2,
        3,
    ]
