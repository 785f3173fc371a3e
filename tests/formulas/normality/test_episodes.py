"""Episodes: a history drawn by hand, and any walk against a loop that waits for the record."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.normality.episodes import episodes
from engine.numeric.histories import carried
from tests.formulas.normality.worlds import WALKS, carried_by_loop, walk, with_gaps
from tests.worlds import QUICK

HAND = np.array([80.0, 100.0, 90.0, 70.0, 85.0, 100.0, 120.0, 110.0, 120.5, 60.0, 90.0])


def by_loop(closes, fall):
    """Start, trough, recovery and first close so deep of each fall, record by record."""
    found, start = [], 0
    while start < len(closes):
        end = start + 1
        while end < len(closes) and closes[end] < closes[start]:
            end += 1
        low = min(range(start, end), key=lambda t: closes[t])
        if low > start and closes[low] <= (1.0 - fall) * closes[start]:
            crossed = next(t for t in range(start, end) if closes[t] <= (1 - fall) * closes[start])
            found.append((start, low, end if end < len(closes) else -1, crossed))
        start = end
    return found


def test_a_history_drawn_by_hand():
    found = episodes(HAND, 0.2)
    assert found.start.tolist() == [1, 8]
    assert found.trough.tolist() == [3, 9]
    assert found.recovery.tolist() == [5, -1]
    assert found.under.tolist() == [4, 2]
    assert found.depth == pytest.approx([0.3, 1 - 60 / 120.5])
    assert found.speed == pytest.approx([np.log(100 / 70) / 2, np.log(120.5 / 60)])


@QUICK
@given(WALKS, st.floats(0.01, 0.6), st.floats(0.0, 0.3))
def test_every_fall_is_the_one_a_loop_finds(world, fall, gaps):
    closes = with_gaps(walk(*world), 2, gaps)
    found = episodes(carried(closes), fall)
    columns = found.start, found.trough, found.recovery, found.crossed
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert rows == by_loop(carried_by_loop(closes), fall)


@QUICK
@given(WALKS)
def test_the_deepest_episode_is_the_deepest_fall_from_a_running_record(world):
    closes = walk(*world)
    deepest = (1.0 - closes / np.maximum.accumulate(closes)).max()
    found = episodes(closes, 1e-6)
    assert found.depth.max(initial=0.0) == pytest.approx(deepest, abs=1e-15)


@QUICK
@given(WALKS, st.integers(1, 150))
def test_no_bar_changes_an_episode_that_was_over_before_it(world, bars):
    closes = walk(*world)
    whole, then = episodes(closes, 0.05), episodes(closes[:bars], 0.05).over
    before = whole.only((whole.recovery >= 0) & (whole.recovery < bars))
    assert before.start.tolist() == then.start.tolist()
    assert before.depth.tolist() == then.depth.tolist()
    assert before.speed.tolist() == then.speed.tolist()


def test_a_fall_of_nearly_nothing_still_needs_a_lower_close():
    assert episodes(np.array([5.0, 5.0, 6.0]), 1e-300).start.size == 0
    assert episodes(np.array([6.0, np.nextafter(6.0, 0.0)]), 1e-300).start.tolist() == [0]


def test_a_history_without_a_close_has_no_episode():
    assert episodes(np.empty(0), 0.2).depth.size == 0
