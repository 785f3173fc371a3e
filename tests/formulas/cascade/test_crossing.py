"""The scan that everything else is held against, itself held against closed forms by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.formulas.cascade.crossing import Curve, book_curve, first_crossing, forced_curve


def curve(levels, amounts):
    return Curve(np.asarray(levels, dtype=float), np.asarray(amounts, dtype=float))


def test_a_linear_book_and_uniform_forced_sales_have_the_closed_form():
    """u = λ·V0 / (1 − λ·L), with λ the log move per dollar."""
    levels = np.linspace(0.0, 1.0, 8)
    book, sales = curve(levels, levels * 7e10), curve(levels, levels * 4e10)
    shocks = np.array([[1e8], [1e9], [2e10]])
    assert first_crossing(book, sales, shocks).fall == pytest.approx(shocks / 3e10, rel=1e-12)


def test_thinner_books_and_larger_shares_of_the_forced_sales_stop_later():
    levels = np.linspace(0.0, 1.0, 101)
    book, sales = book_curve(levels, 7e8, 0.01, [1.0, 1.3]), forced_curve(levels, 5e10, [1e9, 1e9])
    assert book.amounts.shape == sales.amounts.shape == (2, 101)
    whole = first_crossing(book, sales, 1e8, 1.0, 0.5).fall
    assert (first_crossing(book, sales, 1e8, 0.5, 0.5).fall > whole).all()
    assert (first_crossing(book, sales, 1e8, 1.0, 1.0).fall > whole).all()


def test_no_crossing_is_no_number_and_without_a_shock_nothing_falls():
    found = first_crossing(curve([0, 0.1], [0, 1]), curve([0, 0.1], [0, 5]), [1.0, 0.0])
    assert found.level.tolist() == [-1, 0]
    assert np.array_equal(found.fall, [np.nan, 0.0], equal_nan=True)


def test_the_second_of_two_crossings_is_not_taken():
    levels = [0.0, 0.1, 0.2, 0.3]
    found = first_crossing(curve(levels, [0, 4, 5, 20]), curve(levels, [0, 1, 9, 9]), 2.0)
    assert found.level == 1
    assert found.fall == pytest.approx(0.1 * 2 / 3)


def test_a_stop_before_a_jump_of_forced_sales_is_kept():
    """At 10 % a block of 100 is forced; the book already holds just above it."""
    levels = [0.0, 0.1, 0.1, 0.3]
    found = first_crossing(curve(levels, [0, 10, 10, 30]), curve(levels, [0, 0, 100, 100]), [9, 11])
    assert found.fall.tolist() == [pytest.approx(0.09), pytest.approx(np.nan, nan_ok=True)]
