"""The concession: the trailing slope against a plain loop, and its gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.formulas.impact.concession import concession, window_slopes
from tests.worlds import QUICK


def market(bars, slope=3e-11, noise=0.02, seed=3, rows=1):
    """Closes of a market whose log falls follow the net sales of the day."""
    random = np.random.default_rng(seed)
    sold = random.normal(0.0, 3e8, (rows, bars))
    falls = slope * sold + random.normal(0.0, noise, (rows, bars))
    return 1e5 * np.exp(-np.cumsum(falls, axis=-1)), sold


def concede(prices, sold, days=30.0):
    """The concession for each billion sold."""
    return concession(prices, -sold, days, 1e9)


def plain_slope(prices, sold, end, length):
    """Least squares over the last `length` days up to bar `end`, one day at a time."""
    pairs = []
    for bar in range(end - length + 1, end + 1):
        fall = np.log(prices[bar - 1] / prices[bar]) if bar > 0 else np.nan
        if np.isfinite(fall) and np.isfinite(sold[bar]):
            pairs.append((sold[bar], fall))
    if end < length or len(pairs) < 3 or 2 * len(pairs) <= length:
        return np.nan
    return np.polyfit(*np.array(pairs).T, 1)[0]


def test_a_market_without_noise_gives_back_its_slope():
    found = concede(*market(60, slope=3e-11, noise=0.0))
    assert found.now == pytest.approx([0.03], rel=1e-9)
    assert found.usual == pytest.approx([0.03], rel=1e-9)


@settings(QUICK, max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 50), st.integers(3, 40), st.floats(0.0, 0.5))
def test_the_slope_is_the_one_a_plain_loop_finds(seed, bars, length, missing):
    prices, sold = market(bars, seed=seed)
    random = np.random.default_rng(seed + 1)
    prices[random.random(prices.shape) < missing / 4] = np.nan
    sold[random.random(sold.shape) < missing] = np.nan
    oracle = plain_slope(prices[0], sold[0], bars - 1, length) * 1e9
    found = concede(prices, sold, float(length))
    assert found.now == pytest.approx([oracle], rel=1e-8, abs=1e-12, nan_ok=True)


@settings(QUICK, max_examples=15)
@given(st.integers(0, 10**6), st.integers(5, 20))
def test_the_median_is_over_the_slopes_of_every_whole_window(seed, length):
    prices, sold = market(60, seed=seed)
    sold[:, ::7] = sold[:, 1::7] = np.nan
    every = [plain_slope(prices[0], sold[0], end, length) for end in range(length, 60)]
    found = concede(prices, sold, float(length))
    assert found.usual == pytest.approx([np.nanmedian(every) * 1e9], rel=1e-8)


def test_a_gap_is_no_information_and_never_a_zero():
    """Leaving a day out of a market without noise changes nothing; a zero flow would."""
    prices, sold = market(40, noise=0.0)
    sold[:, 25] = np.nan
    assert concede(prices, sold).now == pytest.approx([0.03], rel=1e-9)
    sold[:, 25] = 0.0
    assert concede(prices, sold).now != pytest.approx([0.03], rel=1e-5)


def test_days_before_the_window_do_not_matter():
    prices, sold = market(80)
    early = sold.copy()
    early[:, :49] *= 100.0
    here, there = concede(prices, sold).now, concede(prices, early).now
    assert here.tolist() == there.tolist()


@pytest.mark.parametrize("known", [0, 2, 15])
def test_half_the_days_or_fewer_than_three_are_no_answer(known):
    prices, sold = market(40)
    sold[:, : 40 - known] = np.nan
    assert np.isnan(concede(prices, sold).now).all()


def test_a_flow_that_never_varies_has_no_slope():
    prices, sold = market(40)
    assert np.isnan(concede(prices, np.full_like(sold, 2e8)).now).all()
    assert np.isnan(concede(prices, np.zeros_like(sold)).now).all()


def test_a_history_no_longer_than_the_window_is_no_answer():
    prices, sold = market(30)
    assert np.isnan(concede(prices, sold).now).all()
    assert np.isnan(concede(prices[:, :1], sold[:, :1])).all()
    assert np.isfinite(concede(prices, sold, 29.0).now).all()


def test_windows_of_several_lengths_stand_side_by_side():
    prices, sold = market(90, rows=2)
    lengths = np.array([[20.0, 40.0, 60.0]])
    found = concede(prices[:, np.newaxis], sold[:, np.newaxis], lengths).usual
    apart = [concede(prices, sold, length).usual for length in lengths[0]]
    assert found == pytest.approx(np.array(apart).T, rel=1e-14)


def test_histories_must_be_of_the_same_days():
    prices, sold = market(40)
    with pytest.raises(ValueError, match=r"^bought has 39 bars, prices has 40: they"):
        concede(prices, sold[:, 1:])


def steps(bars):
    """Log falls and flows of a market, as `window_slopes` takes them."""
    prices, sold = market(bars)
    return -np.diff(np.log(prices), axis=-1), sold[:, 1:]


@pytest.mark.parametrize("last", [1e13, -1e300, np.nan])
def test_the_last_bar_changes_no_slope_before_it_by_a_bit(last):
    falls, flows = steps(120)
    shocked = flows.copy()
    shocked[:, -1] = last
    then, now = window_slopes(falls, flows, 30), window_slopes(falls, shocked, 30)
    assert now[:, :-1].tolist() == then[:, :-1].tolist()
    assert np.isfinite(now[:, :-1]).all()
    assert window_slopes(falls[:, :-1], flows[:, :-1], 30).tolist() == then[:, :-1].tolist()


def test_an_outlier_of_long_ago_leaves_todays_slope_unchanged():
    prices, sold = market(400)
    early = sold.copy()
    early[:, 3] = 1e15
    here, there = concede(prices, sold).now, concede(prices, early).now
    assert here.tolist() == there.tolist()
    assert np.isfinite(here).all()


def test_a_part_of_a_day_is_dropped():
    prices, sold = market(60)
    assert concede(prices, sold, 20.9) == concede(prices, sold, 20.0)
    assert np.isnan(concede(prices, sold, 1e300)).all()


def test_many_rows_are_worked_on_in_blocks_and_give_what_each_gives_alone(monkeypatch):
    falls, flows = steps(90)
    whole = window_slopes(falls, flows, 20)
    monkeypatch.setattr("engine.formulas.impact.concession.BLOCK", 100)
    assert window_slopes(falls, flows, 20).tolist() == whole.tolist()
