"""Five falls, and docs/episodes.md as they came out; skipped where the market files are absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.formulas.cascade.crossing import first_crossing
from tests.studies import (
    beforehand,
    episodes,
    market,
    page,
    summer,
    waterfall_record,
)
from tests.studies.assumed import axis
from tests.studies.episodes import EPISODES
from tests.studies.figures import closed, stops
from tests.written import keep

PAGE = Path(__file__).parents[2] / "docs" / "episodes.md"
pytestmark = pytest.mark.skipif(
    market.ABSENT, reason="the shared market history is not beside this checkout"
)
SAMPLE = (EPISODES[0], EPISODES[-1])
"""What is worked out where the page is not written: all five take most of a minute."""
on_two_episodes = pytest.mark.parametrize("episode", SAMPLE, ids=lambda each: each.key)


def test_the_page_says_what_came_out(write_docs):
    if write_docs:
        keep(PAGE, page.text(), write_docs)
    told = PAGE.read_text(encoding="utf-8")
    for each in SAMPLE:
        shares, ladder = (page.bands(part) for part in (closed(each).shares, closed(each).ladder))
        assert f"| {each.title} | {shares} | {ladder} | " in told, "run pytest --write-docs"


@on_two_episodes
def test_a_fall_of_open_interest_is_its_price_and_its_coins(episode):
    went = episodes.closing(episode)
    prices = went.start / went.start_coins, went.end / went.end_coins
    coins = 0.5 * sum(prices) * (went.end_coins - went.start_coins) / (went.end - went.start)
    assert went.price_part["middle"] + coins == pytest.approx(1.0)


@on_two_episodes
def test_nothing_of_the_event_was_known_beforehand(episode):
    bars, coins, _ = beforehand.known_bars(episode)
    assert bars.time[-1] < np.datetime64(episode.before) + np.timedelta64(1, "D")
    assert bars.close[-1] == pytest.approx(episodes.before(episode).price, rel=0.01)
    assert coins.shape == bars.close.shape


@on_two_episodes
def test_the_ladder_of_every_scenario_holds_all_open_coins(episode):
    built, went = beforehand.ladder(episode), episodes.closing(episode)
    held = built.coins.sum(axis=(-2, -1))
    assert held == pytest.approx(np.full(held.size, went.start_coins))


@on_two_episodes
def test_the_sale_that_was_needed_leads_to_the_fall_that_was_seen(episode):
    forecast, fall, a = beforehand.from_shares(episode), episodes.fall(episode), axis()
    needed = beforehand.sales_needed(forecast, fall) * forecast.before.volume
    known = ~np.isnan(needed)
    stop = first_crossing(
        forecast.absorption,
        forecast.forced,
        np.where(known, needed, 0.0),
        a["withdrawal"],
        a["share_reaching_book"],
    ).fall
    assert stop[known] == pytest.approx(np.full(known.sum(), fall), abs=0.002)


def test_the_ladder_foresaw_more_closing_than_went():
    assert all(closed(each).ladder.middle > closed(each).high for each in SAMPLE)


def test_the_pages_foresaw_less_closing_than_went():
    middles = [0.5 * (closed(each).low + closed(each).high) for each in SAMPLE]
    assert all(closed(e).shares.middle < m for e, m in zip(SAMPLE, middles, strict=True))


def test_the_more_violent_fall_had_the_smaller_reproduction_number():
    by_fall = sorted(SAMPLE, key=episodes.fall)
    assert min(SAMPLE, key=lambda each: stops(each).minutes.middle) is by_fall[-1]


def test_the_record_of_a_venue_is_that_of_its_twelve_minutes():
    venue, total = (
        market.hyperliquid(),
        list(market.rows(f"{market.HYPERLIQUID}/totals_by_coin.csv")),
    )
    told = {row["coin"]: row for row in total}["all"]
    assert venue.liquidation_fills.sum() == int(told["liquidation_events_count"])
    assert venue.deleveraging_fills.sum() == int(told["adl_events_count"])


def test_the_fills_of_the_book_are_counted_from_both_sides():
    btc = waterfall_record.record("BTC")
    assert waterfall_record.timing().always_even
    assert btc.once < btc.within < btc.apart


def test_one_burst_looks_like_branching_without_any():
    for seconds in (10, 30, 60):
        plain = waterfall_record.branching_without_branching(seconds)
        assert waterfall_record.branching(seconds) == pytest.approx(plain, abs=0.02)


def test_the_fitted_ladder_beats_its_prior_and_not_the_rule_without_a_ladder():
    score = summer.scores()
    assert score["prior"].before < score["fitted"].before < score["drop"].before
    assert summer.explained()["prior"][1].gain < 1.0 / summer.DAY  # a useless forecast's gain
