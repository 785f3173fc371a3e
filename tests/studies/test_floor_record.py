"""The record of the forecast on fifteen years of closes, and docs/floor.md as it came out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.forecast.backtest import backtest
from engine.forecast.forecasters import BASELINES, LEADING, OURS
from engine.forecast.market_days import read_days
from engine.forecast.rebound import LEARNING_RATE
from tests.studies import floor_page, market
from tests.studies.floor_variants import PICKED, picked
from tests.studies.long_history import long_history
from tests.written import keep

PAGE = Path(__file__).parents[2] / "docs" / "floor.md"
CUT = 16_800  # 31 December 2015
NOISE = "noise in place of a feature"
pytestmark = pytest.mark.skipif(
    market.ABSENT, reason="the shared market history is not beside this checkout"
)


@pytest.fixture(scope="module")
def tested():
    return floor_page.record()


def test_the_page_says_what_came_out(write_docs):
    keep(PAGE, floor_page.text(), write_docs)


def test_the_yardstick_is_the_one_that_others_found():
    found = floor_page.since_2014()
    assert found.crps == pytest.approx(0.155, abs=0.002)
    assert found.coverage == pytest.approx(0.74, abs=0.005)
    assert found.mean_pit == pytest.approx(0.63, abs=0.005)


@pytest.mark.parametrize("horizon", [0, 1])
def test_ours_beats_every_baseline_by_five_per_cent_or_more(tested, horizon):
    own = tested.record[OURS][horizon].crps
    for name in BASELINES:
        assert own < tested.record[name][horizon].crps
    assert tested.skill[tested.best(horizon)][horizon].value >= 0.05


@pytest.mark.parametrize("horizon", [0, 1])
def test_its_interval_and_its_mean_are_in_the_bands_aimed_at(tested, horizon):
    found = tested.record[OURS][horizon]
    assert 0.75 <= found.coverage <= 0.85
    assert 0.45 <= found.mean_pit <= 0.55


def test_it_beats_the_leading_baseline_after_the_choice_was_made():
    later = [p for p in floor_page.periods(floor_page.record().market) if "since" in p["name"]]
    assert len(later) == 3
    assert all(p["skill"].value > 0.05 for p in later)


def test_what_is_shipped_is_what_the_rule_picks():
    assert picked(floor_page.every_variant()) == PICKED
    assert PICKED[1:] == (0.0, LEARNING_RATE)


def test_what_the_page_says_in_words_is_so(tested):
    """Too sure of the middle; the block bootstrap as good on small falls; conditions that miss."""
    for horizon in range(3):
        assert floor_page.outer(tested, horizon) > 0.2
        other = tested.record["block bootstrap"][horizon].crps_by_episode
        assert other < 1.02 * tested.record[OURS][horizon].crps_by_episode
    assert tested.conditions["value price"].sufficient.met == 0
    assert all(c.necessary.met < c.necessary.known for c in tested.conditions.values())


def test_noise_learned_in_the_same_way_gains_less_than_a_fixed_lean():
    every = floor_page.every_variant()
    noise = max(v.before for v in every if v.grid and v.grid[:2] == (NOISE, 0.0))
    fixed = max(v.before for v in every if v.name.startswith("a fixed lean"))
    assert noise < fixed


def test_no_forecast_of_real_history_changes_without_the_future(tested):
    days = read_days(long_history(), "btc", CUT, floor_page.FOREVER)
    before = backtest(days, every=False)
    cases = len(before.market.asked)
    assert cases > 150
    for name in (OURS, LEADING):
        np.testing.assert_array_equal(tested.forecasts[name][:cases], before.forecasts[name])


def test_fifteen_years_take_well_under_a_minute(tested):
    assert len(tested.days.closes) > 15 * 365
    assert floor_page.seconds() < 30.0
