"""The split of open interest: against the published CoinGlass fall and its own identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.open_interest import (
    coin_effect,
    coins,
    forced_share_high,
    forced_share_low,
    price_effect,
    price_share,
)
from tests.worlds import QUICK

START, END = 94.12e9, 68.47e9
notionals = st.floats(1e6, 1e12)
prices = st.floats(1e2, 1e6)


def share_at(end_price, weight=0.5, coin_margined=0.0):
    return price_share(START, END, 125e3, end_price, weight, coin_margined)


@pytest.mark.parametrize(("end_price", "percent"), [(106.8e3, 49), (102e3, 64), (94.5e3, 88)])
def test_the_price_share_of_the_published_fall_at_the_middle_weights(end_price, percent):
    assert round(100 * float(share_at(end_price))) == percent


def test_the_coins_behind_the_published_fall():
    assert round(float(coins(START, 125e3)) / 1e3) == 753
    assert round(float(coins(END, 106.8e3)) / 1e3) == 641
    assert round(100 * float(coins(END, 94.5e3) / coins(START, 125e3) - 1), 1) == -3.8


def test_start_weights_blame_the_price_more_than_end_weights_when_both_fall():
    start, middle, end = (share_at(106.8e3, weight) for weight in (0.0, 0.5, 1.0))
    assert end < middle < start
    assert middle == pytest.approx((start + end) / 2, rel=1e-15)


@given(notionals, notionals, prices, prices, st.floats(0.0, 1.0))
def test_the_two_effects_are_the_change_to_the_last_bits(start, end, p0, p1, weight):
    price = price_effect(start, end, p0, p1, weight)
    coin = coin_effect(start, end, p0, p1, weight)
    assert abs(price + coin - (end - start)) <= np.spacing(max(abs(price), abs(end - start)))


@given(notionals, notionals, prices, prices, st.floats(0.0, 1.0))
def test_the_coin_effect_is_the_change_of_coins_at_the_complementary_weights(
    start, end, p0, p1, weight
):
    direct = (weight * p0 + (1 - weight) * p1) * (end / p1 - start / p0)
    scale = max(start, end, start * p1 / p0, end * p0 / p1)
    assert coin_effect(start, end, p0, p1, weight) == pytest.approx(direct, abs=8e-16 * scale)


def test_an_unchanged_price_leaves_everything_to_the_coins():
    assert price_effect(START, END, 1e5, 1e5, 0.5) == 0.0
    assert coin_effect(START, END, 1e5, 1e5, 0.5) == END - START


def test_each_kind_of_contract_is_split_by_what_it_is_fixed_in():
    """Nothing opened, nothing closed, price down by a fifth: position by position."""
    fixed_in_coins, fixed_in_dollars = 40e9, 10e9
    start = fixed_in_coins + fixed_in_dollars
    end = fixed_in_coins / 1e5 * 8e4 + fixed_in_dollars
    assert price_effect(fixed_in_coins, end - fixed_in_dollars, 1e5, 8e4, 0.5) == end - start
    assert coin_effect(fixed_in_coins, end - fixed_in_dollars, 1e5, 8e4, 0.5) == 0.0
    assert price_share(start, end, 1e5, 8e4, 0.0, 0.2) == pytest.approx(1.0, rel=1e-15)


def test_unknown_margin_leaves_an_interval_from_nothing_to_the_upper_bound():
    low, known, high = share_at(106.8e3, coin_margined=np.array([1.0, 0.2, 0.0]))
    assert (low, known) == (0.0, pytest.approx(0.8 * high, rel=1e-15))
    assert round(100 * high) == 49


@QUICK
@given(notionals, notionals, prices, prices, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_share_is_the_effect_of_the_part_that_is_fixed_in_coins(start, end, p0, p1, w, margin):
    coins_only = price_effect((1 - margin) * start, (1 - margin) * end, p0, p1, w)
    expected = coins_only / (end - start) if end != start else np.nan
    found = price_share(start, end, p0, p1, w, margin)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_open_interest_that_did_not_change_has_no_shares():
    assert np.isnan(price_share(5e10, 5e10, 1e5, 8e4, 0.5, 0.0))


def test_forced_closing_is_an_interval_between_net_and_gross():
    low = forced_share_low(np.array([10e3]), np.array([400e3]))
    high = forced_share_high(np.array([10e3]), np.array([112e3]))
    assert low.tolist() == [0.025]
    assert high == pytest.approx([10 / 112])


def test_more_liquidated_than_closed_means_that_all_of_it_may_have_been_forced():
    assert forced_share_high(5.0, 4.0) == 1.0


@QUICK
@given(st.floats(0.0, 1e6), st.floats(1.0, 1e6), st.floats(0.0, 1e6))
def test_the_interval_is_in_order_when_volume_covers_the_closing(liquidated, closed, more):
    low, high = forced_share_low(liquidated, closed + more), forced_share_high(liquidated, closed)
    assert 0.0 <= low <= high <= 1.0


def test_the_true_forced_share_lies_in_the_interval():
    """A window played out: who closed by force, who by choice, and who opened meanwhile."""
    random = np.random.default_rng(7)
    forced, chosen, opened = random.uniform(0.0, 1e5, (3, 500))
    gross = forced + chosen
    opened = np.minimum(opened, 0.9 * gross)
    low = forced_share_low(forced, gross + opened)
    high = forced_share_high(forced, gross - opened)
    assert (low <= forced / gross).all()
    assert (forced / gross <= high).all()
