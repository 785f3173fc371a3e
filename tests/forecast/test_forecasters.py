"""Every law and their mixture: none sees a day after its own, and quantiles are in order."""

from __future__ import annotations

import numpy as np
import pytest

from engine.forecast import laws, mixture
from engine.forecast.forecasters import LEADING, OURS, all_forecasts, market, plain
from engine.forecast.laws import GRID, LAWS, all_laws, settled
from engine.forecast.leaning_walk import law_of_closes
from engine.forecast.mixture import START, losses, mixed, quantiles, unit, weights
from engine.forecast.protocol import HORIZONS, LEVELS, cases
from engine.forecast.quantile_scores import crps
from engine.forecast.volatilities import log_returns, trailing
from tests.forecast.market import FIRST, fridays, walk

CLOSES = walk()
CUT = 1700
NAMES = (OURS, *LAWS)


def market_of(closes):
    return market(fridays(closes))


def forecasts(closes):
    given = market_of(closes)
    return given.asked, all_forecasts(given)


@pytest.fixture(scope="module")
def whole():
    return forecasts(CLOSES)


@pytest.fixture(scope="module")
def until():
    return forecasts(CLOSES[:CUT])


@pytest.fixture(scope="module")
def given():
    return market_of(CLOSES)


def test_the_forecasters_are_ours_and_every_law(whole):
    assert set(whole[1]) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_forecast_is_the_same_whether_later_days_are_there_or_not(whole, until, name):
    (asked, with_future), (before, without) = whole, until
    assert len(before) > 100
    assert (asked.at[: len(before)] == before.at).all()
    np.testing.assert_array_equal(with_future[name][: len(before)], without[name])


def test_a_feature_shifted_by_one_day_is_caught_by_that_comparison(monkeypatch):
    """The planted look-ahead: tomorrow's close over the low instead of today's."""

    def peeking(asked):
        tomorrow = asked.closes[np.minimum(asked.at + 1, len(asked.closes) - 1)]
        return np.minimum(tomorrow / asked.lowest - 1.0, 1.0) ** 2

    monkeypatch.setattr(laws, "settled", peeking)
    stop = int(fridays(CLOSES).at[-40]) + 1  # the last day is one that is asked
    told = [mixed(g.asked, g.volatility)[0] for g in map(market_of, (CLOSES, CLOSES[:stop]))]
    assert not np.array_equal(told[0][: len(told[1])], told[1])


@pytest.mark.parametrize("name", NAMES)
def test_quantiles_are_in_order_and_horizons_do_not_cross(whole, name):
    asked, made = whole[0], whole[1][name]
    assert len(made) == len(asked) > 50
    assert (np.diff(made, axis=2) >= 0.0).all()
    assert (np.diff(made, axis=1) <= 0.0).all()


def test_laws_rise_from_nought_to_one(given):
    told = all_laws(given.asked, given.volatility)
    assert told.shape == (len(LAWS), len(given.asked), 3, len(GRID))
    assert (np.diff(told, axis=-1) >= -1e-6).all()
    assert (told[..., 0] < 0.01).all()
    assert told[..., -1] == pytest.approx(1.0)


def test_at_a_fresh_low_every_law_is_the_plain_walk_and_so_is_the_forecast(given):
    fresh = (given.asked.price == given.asked.lowest) & (given.asked.at - given.asked.episode < 50)
    assert fresh.any()
    told = all_laws(given.asked, given.volatility)[:, fresh]
    assert np.abs(told - told[0]).max() < 0.01
    ours, shares = mixed(given.asked, given.volatility)
    assert shares[fresh, :, 0].min() > 0.99
    off = np.abs(ours - plain(given))[fresh] / unit(given.volatility)[fresh][:, :, np.newaxis]
    assert off[..., 4:95].max() < 0.02


def test_a_drawdown_is_settled_far_over_its_low_or_long_after_its_peak():
    asked = fridays(CLOSES)
    share = settled(asked)
    assert ((share >= 0.0) & (share <= 1.0)).all()
    assert (share[asked.price >= 1.5 * asked.lowest] == 1.0).all()
    assert (share[asked.at - asked.episode >= 730] == 1.0).all()


def test_the_plain_law_on_its_grid_has_the_quantiles_of_the_closed_form(given):
    told = quantiles(all_laws(given.asked, given.volatility)[0], given.volatility)
    off = np.abs(told - plain(given)) / unit(given.volatility)[:, :, np.newaxis]
    assert off[..., 4:95].max() < 0.005
    assert off.max() < 0.05


def test_the_loss_on_the_grid_is_the_score_of_the_quantiles(given):
    """But for a place of the grid, where what came steps, and the tails that levels do not see."""
    outcome = given.asked.outcome / unit(given.volatility)
    told = all_laws(given.asked, given.volatility)[2]
    by_quantiles = crps(quantiles(told, given.volatility), given.asked.outcome)
    known = ~np.isnan(outcome)
    assert losses(told, outcome)[known] == pytest.approx(
        (by_quantiles / unit(given.volatility))[known], abs=0.04
    )
    assert np.isnan(losses(told, outcome)[~known]).all()


def test_weights_start_where_other_assets_put_them_and_add_up(given):
    lost = np.random.default_rng(3).random((len(LAWS), len(given.asked), 3))
    told = weights(given.asked, lost)
    for horizon in range(3):
        first = given.asked.ended(horizon) == 0
        assert told[first, horizon] == pytest.approx(np.tile(START[horizon], (first.sum(), 1)))
    assert told.sum(axis=-1) == pytest.approx(1.0)


def test_the_learning_is_that_of_a_plain_loop(given):
    asked = given.asked
    lost = np.random.default_rng(4).random((len(LAWS), len(asked), 3))
    case, horizon, days = len(asked) - 1, 1, HORIZONS[1]
    now = START[horizon].copy()
    for place in range(len(asked)):
        if asked.day[place] + days <= asked.day[case]:
            now = now * np.exp(-mixture.RATE * 7 / days * lost[:, place, horizon])
            now = now / now.sum()
            now = (1 - mixture.FORGOTTEN) * now + mixture.FORGOTTEN * START[horizon]
    assert weights(asked, lost)[case, horizon] == pytest.approx(now, rel=1e-9)


@pytest.mark.parametrize("best", range(len(LAWS)))
def test_the_law_that_loses_least_comes_to_weigh_most(given, best):
    lost = np.ones((len(LAWS), len(given.asked), 3))
    lost[best] = 0.0
    told = weights(given.asked, lost)[-1, 0]
    assert told[best] > START[0, best]


def test_the_mixture_loses_no_more_than_any_law_and_what_its_start_allows(given, monkeypatch):
    """The bound of the module, on a market of its own: nothing forgotten, a case 7/H."""
    monkeypatch.setattr(mixture, "FORGOTTEN", 0.0)
    asked, outcome = given.asked, given.asked.outcome / unit(given.volatility)
    laws_told = all_laws(asked, given.volatility)
    lost = losses(laws_told, outcome)
    together = np.einsum("knhg,nhk->nhg", laws_told, weights(asked, lost))
    ours = losses(together, outcome)
    for horizon, days in enumerate(HORIZONS):
        each = np.nansum(lost[:, :, horizon], axis=1) * 7 / days
        bound = each + np.log(1 / START[horizon]) / mixture.RATE
        assert np.nansum(ours[:, horizon]) * 7 / days <= bound.min()


def test_a_forecast_does_not_depend_on_the_unit_of_the_price():
    one, other = market_of(CLOSES), market_of(CLOSES * 1000.0)
    told = [mixed(g.asked, g.volatility)[0] for g in (one, other)]
    assert told[1] == pytest.approx(told[0], abs=1e-6)


def test_a_law_of_closes_is_that_of_simulated_walks():
    """40,000 walks of 90 days; the upper tenth is left out, where closes make it rough."""
    moves = np.random.default_rng(3).normal(0.5 / 365, 1 / np.sqrt(365), (40_000, 90))
    lowest = np.cumsum(moves, axis=1).min(axis=1) / np.sqrt(90 / 365)
    seen = np.quantile(lowest, LEVELS[:90])
    assert law_of_closes(seen, np.array(0.5), 90) == pytest.approx(LEVELS[:90], abs=0.012)


def test_a_volatility_is_the_deviation_of_its_window_and_looks_back_no_further():
    closes = CLOSES.copy()
    closes[:1000] *= 3.0
    at = np.array([1400, 1001])
    same, jumped = trailing(closes, at, 365), trailing(CLOSES, at, 365)
    window = log_returns(CLOSES)[1400 - 364 : 1401]
    assert jumped[0] == pytest.approx(np.std(window, ddof=1) * np.sqrt(365))
    assert same[0] == pytest.approx(jumped[0])
    assert same[1] > jumped[1]


def test_a_price_that_does_not_move_and_one_too_young_have_no_volatility():
    flat = np.full(400, 10.0)
    assert np.isnan(trailing(flat, np.array([399]), 365)).all()
    assert np.isnan(trailing(CLOSES, np.array([20]), 365)).all()


def test_a_market_drops_cases_without_a_volatility():
    young = cases(np.concatenate([[100.0], np.full(20, 50.0), walk()]), FIRST)
    kept = market(young)
    assert len(kept.asked) < len(young)
    assert (kept.volatility > 0).all()
    assert LAWS[0] == LEADING
