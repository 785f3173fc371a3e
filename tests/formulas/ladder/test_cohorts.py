"""The recursion: plain loops cohort by cohort, coins conserved, and what follows on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.ladder import cohorts
from engine.formulas.ladder.cohorts import LONG, SHORT, build_ladder
from engine.formulas.ladder.weights import LEVERAGES, leverage_weights
from tests.every import every
from tests.formulas.ladder.markets import Market, market, plain_population, still
from tests.worlds import QUICK

EVERYBODY = np.ones(1)
SIDES = pytest.mark.parametrize("side", [LONG, SHORT])


@SIDES
@pytest.mark.parametrize("seed", range(4))
def test_every_population_is_what_plain_loops_give(seed, side):
    rng = np.random.default_rng(seed)
    bars = market(seed, 60, rng.choice([0.001, 0.02, 0.2]))
    bars.coins[rng.random(60) < 0.1] = 0.0
    grid, m = (1.0, 3.0, 10.0, 50.0, 1000.0), rng.choice([0.0, 0.004, 0.05])
    turnover = rng.choice([0.0, 0.1, 1.0])
    ladder = bars.ladder(np.full(5, 0.2), m, turnover, side=side, leverages=grid)
    for j, leverage in enumerate(grid):
        forced, held = plain_population(bars, leverage, m, turnover, side)
        close = {"rel": 1e-9, "abs": 1e-7}
        assert ladder.populations.forced[:, j] == pytest.approx(forced, **close)
        assert ladder.populations.held[:, j] == pytest.approx(held, **close)


@SIDES
@QUICK
@given(seed=st.integers(0, 10_000), turnover=st.floats(0.0, 1.0))
def test_no_coin_is_lost_or_made_in_any_bar(side, seed, turnover):
    bars = market(seed, 40, 0.05)
    for until in (1, 2, 17, 40):
        ladder = bars.ladder(leverage_weights(10, 0.8), 0.005, turnover, side=side, until=until)
        assert ladder.coins.sum() == pytest.approx(bars.coins[until - 1], rel=1e-12)
        forced, opened, _ = ladder.populations
        closed = -np.diff(bars.coins[:until])[:, None] - forced[1:] + opened[1:]
        assert (closed >= -1e-9 * bars.coins[0]).all()


@SIDES
def test_scenarios_and_days_are_each_the_ladder_they_would_be_alone(side, monkeypatch):
    bars = market(5, 30, 0.05, shape=(2, 1))
    m, turnover = np.array([0.001, 0.01, 0.05]), np.array([[0.0], [0.3]])
    weights = leverage_weights(np.array([3.0, 10.0, 30.0]), 0.7)
    monkeypatch.setattr(cohorts, "CHUNK", 30 * 7)  # populations end in the middle of a scenario
    whole = bars.ladder(weights, m, turnover, side=side)
    assert whole.forced.shape == (2, 3, 30)
    for i, k in np.ndindex(2, 3):
        one = Market(*(each[i, 0] for each in vars(bars).values()))
        alone = one.ladder(weights[k], m[k], turnover[i, 0], side=side)
        assert whole.forced[i, k] == pytest.approx(alone.forced)
        assert whole.coins[i, k] == pytest.approx(alone.coins)


def test_a_constant_price_forces_nobody_out():
    ladder = still([100.0] * 20, list(range(10, 30))).ladder(leverage_weights(20, 0.7))
    assert (ladder.forced == 0.0).all()


@pytest.mark.parametrize("leverage", [2.0, 7.0, 25.0, 100.0])
def test_one_cohort_goes_exactly_at_its_liquidation_price(leverage):
    level = 50_000.0 * (1.0 - (1.0 / leverage - 0.005) / (1.0 - 0.005))
    price = np.array([50_000.0, np.nextafter(level, 1e9), level])
    bars = Market(price[[0, 0, 0]], price, price[[0, 0, 0]], np.array([9.0, 9.0, 9.0]))
    ladder = bars.ladder(EVERYBODY, 0.005, 0.0, leverages=(leverage,))
    assert ladder.forced.tolist() == [0.0, 0.0, 9.0]


def test_a_short_goes_exactly_when_a_high_reaches_its_price():
    level = 50_000.0 * (1.0 + (0.1 - 0.005) / 1.005)
    high = np.array([50_000.0, np.nextafter(level, 0.0), level])
    bars = Market(*(np.full(3, 50_000.0),) * 2, high, np.full(3, 9.0))
    ladder = bars.ladder(EVERYBODY, 0.005, 0.0, side=SHORT, leverages=(10.0,))
    assert ladder.forced.tolist() == [0.0, 0.0, 9.0]


def test_a_thousand_times_is_liquidated_at_entry():
    ladder = still([100.0, 100.0], [5.0, 5.0]).ladder(EVERYBODY, 0.004, 0.0, leverages=(1000.0,))
    assert ladder.liquidation_prices.ravel().tolist() == [100.0, 100.0]
    assert ladder.forced.tolist() == [0.0, 5.0]


def test_without_leverage_no_fall_liquidates():
    ladder = still([100.0, 1.0, 0.01], [5.0, 5.0, 5.0]).ladder(
        EVERYBODY, 0.0, 0.0, leverages=(1.0,)
    )
    assert ladder.forced.sum() == 0.0


def test_a_fall_of_open_interest_takes_pro_rata_and_a_rise_opens_at_the_close():
    bars = still([100.0, 110.0, 120.0, 130.0], [60.0, 80.0, 40.0, 90.0])
    ladder = bars.ladder(EVERYBODY, 0.005, 0.0, leverages=(2.0,))
    assert ladder.coins.ravel() == pytest.approx([30.0, 10.0, 0.0, 50.0])
    assert ladder.entries.tolist() == [100.0, 110.0, 120.0, 130.0]


def test_turnover_renews_the_same_share_of_every_cohort():
    ladder = still([100.0, 101.0, 102.0], [80.0] * 3).ladder(EVERYBODY, 0.0, 0.25, leverages=(2.0,))
    assert ladder.coins.ravel() == pytest.approx([45.0, 15.0, 20.0])


def test_what_was_there_before_the_first_bar_is_said():
    ladder = still([100.0, 101.0, 102.0], [80.0] * 3).ladder(EVERYBODY, 0.0, 0.25, leverages=(2.0,))
    assert float(ladder.unseen) == pytest.approx(0.75**2)


def test_a_ladder_of_no_coins_has_seen_no_share_of_them():
    ladder = still([100.0, 101.0], [0.0, 0.0]).ladder(leverage_weights(10, 0.7))
    assert np.isnan(ladder.unseen)
    assert ladder.coins.sum() == 0.0


def test_other_weights_need_no_second_walk():
    bars, heavy = market(1, 50, 0.03), leverage_weights(50, 0.5)
    again = bars.ladder(leverage_weights(5, 0.5)).weighted(heavy)
    assert np.array_equal(again.forced, bars.ladder(heavy).forced)


def test_the_ladder_before_an_event_does_not_know_of_it():
    bars = market(2, 40, 0.03)
    before = bars.ladder(leverage_weights(10, 0.7), until=25)
    bars.low[25:] = 1.0
    assert np.array_equal(bars.ladder(leverage_weights(10, 0.7), until=25).coins, before.coins)
    assert float(before.price) == bars.close[24]


def test_eleven_thousand_bars_with_full_turnover_stay_finite():
    bars = market(3, 11_000, 0.001)
    ladder = bars.ladder(leverage_weights(10, 0.7), 0.005, 0.3)
    assert ladder.coins.sum() == pytest.approx(bars.coins[-1], rel=1e-12)
    assert np.isfinite(ladder.forced).all()


@every(
    ("change", "says"),
    [
        ({"low": [[9.0, 11.0]]}, r"close\[0, 1\] is 10: it must be at least low\[0, 1\], 11"),
        ({"high": [[10.0, 9.0]]}, r"high\[0, 1\] is 9: it must be at least close\[0, 1\], 10"),
        ({"coins": [[-1.0, 1.0]]}, r"coins\[0, 0\] is -1"),
        ({"close": [[np.nan, 1.0]]}, r"close\[0, 0\] is nan"),
        ({"close": 10.0, "low": 9.0, "high": 10.0, "coins": 1.0}, "its last axis must be bars"),
        ({"maintenance": 1.0}, r"maintenance is 1: it must be at least 0 and below 1"),
        ({"turnover": 1.5}, "turnover is 1.5"),
        ({"turnover": np.zeros(3), "maintenance": np.zeros(2)}, r"turnover has shape \(3,\)"),
        ({"weights": np.full(13, 0.1)}, r"weights sums to 1\.3"),
        ({"weights": np.eye(13)[:2], "maintenance": np.zeros(3)}, r"weights has shape \(2,\)"),
        ({"side": 0}, "side is 0: write 1 for long, -1 for short"),
        ({"until": 3}, "until is 3: it must be a bar between 1 and 2"),
    ],
)
def test_what_is_out_of_range_is_named(change, says):
    flat = np.full((1, 2), 10.0)
    given = {"close": flat, "low": flat, "high": flat, "coins": flat, "maintenance": 0.005}
    given |= {"turnover": 0.02, "weights": np.eye(len(LEVERAGES))[0]}
    with pytest.raises(ValueError, match=says):
        build_ladder(**(given | change))
