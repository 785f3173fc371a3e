"""The order book: its two readings, its inverse, and its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.impact.book import book_amount, book_walk
from tests.worlds import QUICK

KAPPA = np.log10(16.53 / 3.50)
distances = st.floats(1e-4, 1.0)
exponents = st.floats(0.3, 3.0)


def test_the_book_walk_returns_to_both_depths_it_was_measured_at():
    assert book_walk(16.53e6, 16.53e6, 0.01, KAPPA) == 0.01
    assert book_walk(3.50e6, 16.53e6, 0.01, KAPPA) == pytest.approx(0.001, rel=1e-14)


def test_a_flat_book_is_kyles_linear_impact():
    amount = np.array([0.0, 1e6, 5e8, 3e9])
    assert book_walk(amount, 7e8, 0.01, 1.0) == pytest.approx(amount * 0.01 / 7e8, rel=1e-15)


def test_a_walk_is_a_sum_over_the_levels_of_the_book():
    """Level by level: bids of density κ·D·u^(κ−1)/d^κ are eaten until the order is filled."""
    edges = np.linspace(0.0, 0.02, 200_001)
    filled = np.cumsum(np.diff(7e8 * (edges / 0.01) ** 0.67))
    reached = edges[1:][np.searchsorted(filled, 3e8)]
    assert book_walk(3e8, 7e8, 0.01, 0.67) == pytest.approx(reached, abs=1e-7)


@QUICK
@given(distances, st.floats(1e5, 1e10), distances, exponents)
def test_what_is_bid_within_a_distance_walks_just_that_far(impact, depth, within, exponent):
    amount = book_amount(impact, depth, within, exponent)
    assert book_walk(amount, depth, within, exponent) == pytest.approx(impact, rel=1e-12)


def test_an_empty_order_stays_and_an_empty_book_is_refused():
    assert book_walk(0.0, 1.0, 0.01, 0.67) == book_amount(0.0, 1.0, 0.01, 0.67) == 0.0
    with pytest.raises(ValueError, match=r"^depth is 0: it must be a finite number above 0$"):
        book_walk(1e6, 0.0, 0.01, 1.0)


@pytest.mark.filterwarnings("error")
def test_a_fall_beyond_what_a_float_holds_is_no_answer():
    amount, depth = np.array([1e300, 0.0, 1.0]), np.array([1e-300, 1e-300, 1.0])
    found = book_walk(amount, depth, 0.01, 0.1)
    assert np.isnan(found[0])
    assert found[1:].tolist() == [0.0, 0.01]
