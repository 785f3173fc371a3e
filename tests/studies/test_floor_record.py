"""The record of the forecast on many assets and on bitcoin, and docs/floor.md as it came out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.briefing.record_elsewhere import ELSEWHERE
from engine.forecast import pooled
from engine.forecast.backtest import backtest
from engine.forecast.forecasters import LEADING, OURS
from engine.forecast.market_days import read_days
from engine.forecast.protocol import HORIZONS
from engine.forecast.states import EVERY, FAILED_SINCE, NEAR_AND_YOUNG
from tests.studies import floor_page, floor_prior, market
from tests.studies.floor_many import ASSETS, JUDGED, LEARNED
from tests.studies.long_history import long_history
from tests.written import keep

DOCS = Path(__file__).parents[2] / "docs"
CUT = 16_800  # 31 December 2015
ALL = 10**6
pytestmark = pytest.mark.skipif(
    market.ABSENT or not ASSETS.is_dir(),
    reason="the shared market history is not beside this checkout",
)


@pytest.fixture(scope="module")
def tested():
    return floor_page.timed()[0]


def test_the_page_says_what_came_out(write_docs):
    keep(DOCS / "floor.md", floor_page.text(), write_docs)


def test_its_pictures_are_those_of_the_record(write_docs):
    for name, drawn in floor_page.pictures().items():
        keep(DOCS / name, drawn, write_docs)


def test_no_asset_is_both_learned_and_judged():
    assert not set(LEARNED) & set(JUDGED)
    assert "BTC" not in LEARNED + JUDGED


@pytest.mark.parametrize("horizon", range(3))
def test_the_aims_are_met_on_the_judged_assets(horizon):
    found = floor_page.gains(horizon)
    assert found[EVERY].gain >= 0.03
    assert found[EVERY].low > 0.0
    assert 0.76 <= found[EVERY].covered <= 0.84
    for name, one in found.items():
        if one.fridays >= 100 and name != FAILED_SINCE:
            assert one.gain >= -0.02, name
            assert 0.70 <= one.covered <= 0.90, name


@pytest.mark.parametrize("horizon", range(3))
def test_the_chance_that_the_low_is_in_is_calibrated_by_tenths(horizon):
    for said, was in floor_page.deciles(floor_page.scored(horizon)):
        assert abs(said - was) <= 0.10


def test_near_a_fresh_low_it_is_no_worse_than_the_walk_on_bitcoin_either(tested):
    for found in tested.states:
        near = next(each for each in found if each.state == NEAR_AND_YOUNG)
        assert near.cases > 100
        assert near.skill > -0.02


def test_what_the_product_says_of_other_assets_is_that_record():
    for name, told in ELSEWHERE.items():
        for horizon in range(3):
            g = floor_page.gains(horizon)[name]
            now = (g.fridays, g.assets, g.gain, g.low, g.high, g.covered)
            assert told[horizon] == pytest.approx(now, abs=6e-4)


def test_the_shipped_numbers_are_what_the_learned_assets_give(write_docs):
    """The weights take ten seconds, so they are found again where pages are written."""
    assert floor_prior.way_back(LEARNED, ALL) == pooled.BACK
    lows = np.array(floor_prior.past_lows(LEARNED, ALL))
    assert lows == pytest.approx(np.array(pooled.LOWS), abs=0.011)
    if write_docs:
        starts = [floor_prior.start(pool) for pool in floor_prior.pools(LEARNED, ALL)]
        assert np.array(starts) == pytest.approx(np.array(pooled.WEIGHTS), abs=0.002)


def test_no_forecast_of_real_history_changes_without_the_future(tested):
    days = read_days(long_history(), "btc", CUT, floor_page.FOREVER)
    before = backtest(days)
    cases = len(before.market.asked)
    assert cases > 150
    for name in (OURS, LEADING):
        np.testing.assert_array_equal(tested.forecasts[name][:cases], before.forecasts[name])


def test_fifteen_years_take_under_five_seconds(tested):
    assert len(tested.days.closes) > 15 * 365
    assert len(HORIZONS) == 3
    assert floor_page.timed()[1] < 5.0
