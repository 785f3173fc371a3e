"""The waterfall: who takes the forced sales, and that no dollar is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deleveraging.margin.waterfall import share_reaching_book, waterfall

dollars = st.floats(0, 1e12)


def test_the_book_comes_first_then_the_fund_then_the_winners():
    parts = waterfall(100.0, 60.0, 3.0, 0.1)
    assert (parts.book, parts.insured, parts.deleveraged) == (60.0, 30.0, 10.0)
    assert share_reaching_book(parts) == 0.6


def test_a_deep_book_takes_everything():
    parts = waterfall(np.array([100.0, 0.0]), 200.0, 3.0, 0.1)
    assert parts.deleveraged.tolist() == [0.0, 0.0]
    assert share_reaching_book(parts).tolist() == [1.0, 1.0]


def test_a_fund_that_loses_nothing_takes_over_everything():
    assert waterfall(100.0, 0.0, 0.0, 0.0).insured == 100.0


@given(dollars, dollars, dollars, st.floats(0, 1))
def test_dollars_are_conserved(forced, book, insurance, loss):
    parts = waterfall(forced, book, insurance, loss)
    assert abs(sum(parts) - forced) <= np.spacing(forced)
    assert all(part >= 0 for part in parts)
    assert 0 <= share_reaching_book(parts) <= 1


def test_a_negative_fund_is_refused():
    with pytest.raises(ValueError, match=r"^insurance is -1"):
        waterfall(1.0, 1.0, -1.0, 0.1)
