"""The split of open interest: against the published CoinGlass fall and its own identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deleveraging.open_interest import (
    coin_effect,
    coins,
    forced_share_high,
    forced_share_low,
    price_effect,
)

START, END = 94.12e9, 68.47e9
notionals = st.floats(1e6, 1e12)
prices = st.floats(1e2, 1e6)


def price_share(end_price, weight=0.5):
    return price_effect(START, END, 125e3, end_price, weight) / (END - START)


@pytest.mark.parametrize(("end_price", "percent"), [(106.8e3, 49), (102e3, 64), (94.5e3, 88)])
def test_the_price_share_of_the_published_fall_at_the_middle_weights(end_price, percent):
    assert round(100 * float(price_share(end_price))) == percent


def test_the_coins_behind_the_published_fall():
    assert round(float(coins(START, 125e3)) / 1e3) == 753
    assert round(float(coins(END, 106.8e3)) / 1e3) == 641
    assert round(100 * float(coins(END, 94.5e3) / coins(START, 125e3) - 1), 1) == -3.8


def test_start_weights_blame_the_price_more_than_end_weights_when_both_fall():
    start, middle, end = (price_share(106.8e3, weight) for weight in (0.0, 0.5, 1.0))
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


def test_forced_closing_is_an_interval_between_net_and_gross():
    low = forced_share_low(np.array([10e3]), np.array([400e3]))
    high = forced_share_high(np.array([10e3]), np.array([112e3]))
    assert low.tolist() == [0.025]
    assert high == pytest.approx([10 / 112])


def test_more_liquidated_than_closed_means_that_all_of_it_may_have_been_forced():
    assert forced_share_high(5.0, 4.0) == 1.0
