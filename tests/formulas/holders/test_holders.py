"""Stepping aside: the closed form against both ways played out, and the holders it fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.holders import break_even_probability, hurdle
from tests.worlds import QUICK

shares = st.floats(0.0, 0.9)
gains = st.floats(0.0, 2.0)


def held(price, basis, tax, deferral):
    """A coin worth `price`, less the tax still to come as far as it counts."""
    return price - deferral * tax * (price - basis)


def stepped_aside(price, later, basis, tax, cost, deferral):
    """Sold at `price` after cost and tax, bought back at `later`, and then held."""
    sale = price * (1 - cost)
    proceeds = sale - tax * (sale - basis)
    worth = proceeds / (later * (1 + cost)) * later
    return held(worth, proceeds, tax, deferral)


@QUICK
@given(st.floats(0.0, 3e5), st.floats(0.05, 0.95), gains, shares, st.floats(0.0, 0.05), shares)
def test_at_the_break_even_both_ways_are_worth_the_same(basis, fall, rise, tax, cost, deferral):
    chance = break_even_probability(9e4, basis, fall, rise, tax, cost, deferral)
    down, up = 9e4 * (1 - fall), 9e4 * (1 + rise)
    hold = chance * held(down, basis, tax, deferral) + (1 - chance) * held(up, basis, tax, deferral)
    aside = stepped_aside(9e4, down, basis, tax, cost, deferral)
    assert hold == pytest.approx(aside, rel=1e-9, abs=1e-4)


@QUICK
@given(st.floats(0.0, 9e4), shares, st.floats(0.0, 0.05), shares)
def test_a_fall_of_the_hurdle_only_pays_for_itself(basis, tax, cost, deferral):
    later = 9e4 * (1 - hurdle(9e4, basis, tax, cost, deferral))
    aside = stepped_aside(9e4, later, basis, tax, cost, deferral)
    assert held(later, basis, tax, deferral) == pytest.approx(aside, rel=1e-9, abs=1e-4)


def test_without_tax_and_costs_it_is_a_fair_bet():
    assert break_even_probability(9e4, 6e4, 0.3, 0.3, 0.0, 0.0, 0.5) == 0.5
    assert break_even_probability(9e4, 6e4, 0.3, 0.1, 0.0, 0.0, 0.5) == pytest.approx(0.25)


def test_a_tax_that_falls_due_anyway_is_no_reason_to_hold():
    assert hurdle(9e4, 2e4, 0.25, 0.0, 1.0) == pytest.approx(0.0, abs=1e-15)


def test_a_gain_costs_more_to_leave_than_none_and_a_loss_less():
    at_loss, even, in_profit = hurdle(9e4, np.array([1.2e5, 9e4, 2e4]), 0.25, 0.0, 0.3)
    assert at_loss < even < in_profit
    assert even == pytest.approx(0.0, abs=1e-15)


def test_tax_costs_and_upside_missed_all_raise_the_probability_needed():
    plain = break_even_probability(9e4, 4e4, 0.3, 0.2, 0.1, 0.001, 0.3)
    assert break_even_probability(9e4, 4e4, 0.3, 0.2, 0.2, 0.001, 0.3) > plain
    assert break_even_probability(9e4, 4e4, 0.3, 0.2, 0.1, 0.010, 0.3) > plain
    assert break_even_probability(9e4, 4e4, 0.3, 0.3, 0.1, 0.001, 0.3) > plain
    assert break_even_probability(9e4, 4e4, 0.4, 0.2, 0.1, 0.001, 0.3) < plain


def test_a_fall_smaller_than_the_tax_pays_in_no_case():
    assert break_even_probability(9e4, 2e4, 0.1, 0.2, 0.3, 0.0, 0.0) > 1.0


def test_a_tax_of_everything_is_refused():
    with pytest.raises(ValueError, match=r"^tax is 1: it must be at least 0 and below 1$"):
        hurdle(9e4, 2e4, 1.0, 0.0, 0.5)
