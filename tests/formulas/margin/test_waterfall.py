"""The waterfall: who takes the forced sales, who bears the loss, and that no dollar is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.margin.prices import bankruptcy_distance, liquidation_distance_linear
from engine.formulas.margin.waterfall import (
    book_to_bankruptcy,
    losses,
    share_reaching_book,
    waterfall,
    waterfall_book_share,
    waterfall_deleveraged,
)

dollars = st.floats(0, 1e12)
shares = st.floats(0, 1)
fees = st.floats(0, 0.05)


def test_the_book_comes_first_then_the_fund_then_the_winners():
    parts = waterfall(100.0, 60.0, 3.0, 0.1)
    assert (parts.book, parts.insured, parts.deleveraged) == (60.0, 30.0, 10.0)
    assert share_reaching_book(parts) == waterfall_book_share(100.0, 60.0) == 0.6
    assert waterfall_deleveraged(100.0, 60.0, 3.0, 0.1) == 10.0


def test_a_deep_book_takes_everything():
    parts = waterfall(np.array([100.0, 0.0]), 200.0, 3.0, 0.1)
    assert parts.deleveraged.tolist() == [0.0, 0.0]
    assert share_reaching_book(parts).tolist() == [1.0, 1.0]


def test_a_fund_that_loses_nothing_takes_over_everything():
    assert waterfall(100.0, 0.0, 0.0, 0.0).insured == 100.0


def test_the_fees_of_what_the_book_takes_feed_the_fund():
    """60 dollars at 5 % bring 3, which bear a loss of a tenth on 30 more."""
    parts = waterfall(100.0, 60.0, 0.0, 0.1, 0.05)
    assert (parts.insured, parts.deleveraged) == (30.0, 10.0)
    assert losses(parts, 0.0, 0.1, 0.05) == (4.0, 3.0, 1.0, 0.0)


@given(dollars, dollars, dollars, shares, fees)
def test_dollars_are_conserved(forced, book, insurance, loss, fee):
    parts = waterfall(forced, book, insurance, loss, fee)
    assert abs(sum(parts) - forced) <= np.spacing(forced)
    assert all(part >= 0 for part in parts)
    assert 0 <= share_reaching_book(parts) <= 1


@given(dollars, dollars, dollars, shares, fees)
def test_losses_are_conserved_and_the_fund_never_owes(forced, book, insurance, loss, fee):
    parts = waterfall(forced, book, insurance, loss, fee)
    borne = losses(parts, insurance, loss, fee)
    assert borne.beyond_margin == borne.fund + borne.winners
    assert borne.beyond_margin == pytest.approx(loss * (forced - parts.book), rel=1e-12)
    assert borne.fund_left + borne.fund == pytest.approx(insurance + fee * parts.book, rel=1e-15)
    assert min(borne) >= 0


def test_a_fund_that_is_spent_ends_at_nothing_and_not_a_rounding_below():
    insurance, loss = np.arange(1.0, 100.0)[:, None], np.linspace(0.01, 1, 100)
    borne = losses(waterfall(1e9, 0.0, insurance, loss), insurance, loss)
    assert (borne.fund_left >= 0).all()
    assert borne.fund_left.max() < 1e-12


@given(dollars, dollars, dollars, shares, fees)
def test_winners_are_closed_only_when_the_fund_is_spent(forced, book, insurance, loss, fee):
    parts = waterfall(forced, book, insurance, loss, fee)
    borne = losses(parts, insurance, loss, fee)
    assert parts.deleveraged == 0 or borne.fund_left <= 1e-12 * (insurance + fee * parts.book)


@given(dollars, dollars, dollars, shares)
def test_a_deeper_book_or_a_larger_fund_never_deleverages_more(forced, book, insurance, loss):
    base = waterfall(forced, book, insurance, loss).deleveraged
    slack = 1e-9 * forced
    assert waterfall(forced, 2 * book, insurance, loss).deleveraged <= base + slack
    assert waterfall(forced, book, 2 * insurance, loss).deleveraged <= base + slack


def test_between_liquidation_and_bankruptcy_the_price_falls_by_the_maintenance_rate():
    """A linear book of a dollar per unit log fall shows the distance itself."""
    leverage = np.array([2.0, 10.0, 100.0, 1_000.0])
    room = book_to_bankruptcy(leverage, 0.005, 1.0, 1.0, 1.0, 1.0)
    closed = 1.0 - liquidation_distance_linear(leverage, 0.005)
    assert np.exp(-room) * closed == pytest.approx(1.0 - bankruptcy_distance(leverage), rel=1e-12)


def test_the_room_is_the_books_depth_at_that_distance():
    one_percent = 1.0 - np.exp(-0.01)
    assert book_to_bankruptcy(10.0, one_percent, 7e8, 0.01, 0.67, 0.3) == pytest.approx(2.1e8)
    assert book_to_bankruptcy(10.0, 0.0, 7e8, 0.01, 0.67, 0.3) == 0.0


def test_a_book_beyond_all_numbers_is_none():
    assert np.isnan(book_to_bankruptcy(1.0, 0.999, 1e300, 1e-9, 10.0, 1.0))


def test_a_negative_fund_is_refused():
    with pytest.raises(ValueError, match=r"^insurance is -1"):
        waterfall(1.0, 1.0, -1.0, 0.1)
