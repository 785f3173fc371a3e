"""The queue of auto-deleveraging: highest rank first, equals pro rata, no dollar lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.deleveraging_queue import deleveraging_queue

winners = st.lists(st.tuples(st.floats(0, 1e9), st.integers(0, 4)), min_size=1, max_size=12)


def one_by_one(amount, sizes, ranks):
    """A plain loop: rank after rank, each takes what is left up to its own."""
    closed = np.zeros(len(sizes))
    for rank in sorted(set(ranks), reverse=True):
        own = [i for i, r in enumerate(ranks) if r == rank]
        held = sum(sizes[i] for i in own)
        taken = min(amount, held)
        for i in own:
            closed[i] = taken * sizes[i] / held if held else 0.0
        amount -= taken
    return closed


def test_the_highest_rank_closes_first():
    queue = deleveraging_queue(70.0, np.array([50.0, 40.0, 30.0]), np.array([1.0, 3.0, 2.0]))
    assert queue.closed.tolist() == [0.0, 40.0, 30.0]
    assert queue.unmet == 0.0


def test_equals_share_by_size():
    queue = deleveraging_queue(50.0, np.array([30.0, 20.0, 60.0]), np.array([2.0, 3.0, 2.0]))
    assert queue.closed.tolist() == [10.0, 20.0, 20.0]


@given(winners, st.floats(0, 1e10))
def test_a_plain_loop_closes_the_same(held, amount):
    sizes, ranks = zip(*held, strict=True)
    queue = deleveraging_queue(amount, np.array(sizes), np.array(ranks, dtype=float))
    assert queue.closed == pytest.approx(one_by_one(amount, sizes, ranks), rel=1e-9, abs=1e-6)


@given(winners, st.floats(0, 1e10))
def test_dollars_are_conserved_and_nobody_gives_more_than_he_holds(held, amount):
    sizes = np.array([size for size, _ in held])
    queue = deleveraging_queue(amount, sizes, np.array([float(rank) for _, rank in held]))
    assert queue.closed.sum() + queue.unmet == pytest.approx(amount, rel=1e-12, abs=1e-6)
    assert ((queue.closed >= 0) & (queue.closed <= sizes)).all()
    assert queue.unmet >= 0


def test_many_amounts_go_through_one_queue():
    amounts = np.array([[0.0, 10.0], [35.0, 100.0]])
    queue = deleveraging_queue(amounts, np.array([20.0, 30.0]), np.array([2.0, 1.0]))
    assert queue.closed.tolist() == [[[0, 0], [10, 0]], [[20, 15], [20, 30]]]
    assert queue.unmet.tolist() == [[0, 0], [0, 50]]


def test_nobody_closes_nothing():
    queue = deleveraging_queue(5.0, np.array([]), np.array([]))
    assert queue.closed.shape == (0,)
    assert queue.unmet == 5.0


def test_ranks_for_other_winners_are_refused():
    with pytest.raises(ValueError, match=r"^sizes has shape \(2,\) and ranks \(1,\)"):
        deleveraging_queue(1.0, np.array([1.0, 2.0]), np.array([1.0]))
