"""The conditions and their record: by hand, by plain loops, and in step with the claim pages."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forecast import conditions
from engine.forecast.condition_record import CONFIDENCE, condition_record, past_lows
from engine.forecast.conditions import all_of, holders_buying, leverage_cleared, value_price
from engine.numeric.proportion import exact_interval
from engine.pages.library import load_book
from tests.worlds import QUICK

NAN = float("nan")


def lines(claim):
    return [line.text for line in load_book().page(claim).lines()]


def test_the_thresholds_are_those_of_the_claim_pages():
    assert f"coins_cleared >= {conditions.COINS_CLEARED:.0%}".replace("%", " %") in lines(
        "floor_leverage_cleared"
    )
    assert lines("floor_value_price") == ["price <= band.high"]
    facts = {f.text for f in load_book().page("floor_holders_accumulate").facts}
    assert f"sum(holders.long_term_net_change, {conditions.TWO_MONTHS}d)" in facts
    peak = f"peak(derivatives.open_interest, {conditions.WINDOW}d)"
    assert peak in {f.text for f in load_book().page("floor_leverage_cleared").facts}


def test_leverage_is_cleared_when_a_quarter_of_the_coins_is_gone():
    closes = np.full(120, 100.0)
    interest = np.full(120, 1000.0)
    interest[100:] = [750.0] * 10 + [751.0] * 10
    met = leverage_cleared(interest, closes)
    assert np.isnan(met[:89]).all()
    assert met[99:].tolist() == [0.0] + [1.0] * 10 + [0.0] * 10


def test_a_fall_of_the_price_alone_clears_nothing():
    closes = np.concatenate([np.full(100, 100.0), np.full(20, 60.0)])
    assert leverage_cleared(10.0 * closes, closes)[-1] == 0.0


def test_open_interest_with_many_days_missing_is_unknown():
    interest = np.full(120, 1000.0)
    interest[60:90] = NAN
    assert np.isnan(leverage_cleared(interest, np.full(120, 100.0))[100])


def test_a_shrinking_supply_needs_no_figure_for_ageing_and_a_growing_one_does():
    unknown = np.full(90, NAN)
    assert holders_buying(np.full(90, -5.0), unknown)[-1] == 0.0
    assert np.isnan(holders_buying(np.full(90, 5.0), unknown)[-1])
    assert holders_buying(np.full(90, 5.0), np.full(90, 4.0))[-1] == 1.0
    assert holders_buying(np.full(90, 5.0), np.full(90, 5.0))[-1] == 0.0


def test_value_is_a_close_inside_the_band_or_under_it():
    edge = conditions.BAND_HIGH
    met = value_price(np.array([edge, edge * 1.001, 1.0]), np.array([1.0, 1.0, NAN]))
    assert met[:2].tolist() == [1.0, 0.0]
    assert np.isnan(met[2])


def test_one_that_fails_decides_and_one_unknown_does_not():
    together = all_of(np.array([1.0, 0.0, 1.0]), np.array([1.0, NAN, NAN]))
    assert together[:2].tolist() == [1.0, 0.0]
    assert np.isnan(together[2])


def fall_and_rise():
    """Two falls that ended, of 50 % and 30 %, and one of 10 % between them; one still open."""
    way = [100.0, 50.0, 120.0, 108.0, 130.0, 91.0, 150.0, 100.0]
    return np.concatenate([np.linspace(a, b, 101)[:-1] for a, b in pairwise(way)])


def test_past_lows_are_those_of_falls_that_ended_and_went_a_fifth_down():
    assert past_lows(fall_and_rise()).tolist() == [100, 500]


def test_the_record_counts_lows_and_first_days():
    closes = fall_and_rise()
    met = np.zeros(len(closes))
    met[90:95] = 1.0  # shortly before the first low, at 55
    met[515] = 1.0  # after the second, on the way up and still deep: the low is in
    found = condition_record(met, closes)
    assert (found.necessary.met, found.necessary.known) == (1, 2)
    assert (found.sufficient.met, found.sufficient.known) == (1, 2)


def test_the_placebo_is_the_rate_on_all_days():
    closes = fall_and_rise()
    always = condition_record(np.ones(len(closes)), closes)
    assert always.necessary.placebo == 1.0
    held = always.sufficient.placebo
    never = condition_record(np.zeros(len(closes)), closes)
    assert (never.necessary.met, never.necessary.placebo) == (0, 0.0)
    assert never.sufficient.known == 0
    assert never.sufficient.placebo == held
    assert 0.0 < held < 1.0


def test_nothing_known_is_no_record():
    closes = fall_and_rise()
    found = condition_record(np.full(len(closes), NAN), closes)
    assert (found.necessary.known, found.necessary.placebo) == (0, None)
    assert found.necessary.interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("met", "known", "low", "high"),
    [(0, 10, 0.0, 0.2589), (10, 10, 0.7411, 1.0), (5, 10, 0.2224, 0.7776), (1, 5, 0.0102, 0.6574)],
)
def test_the_interval_is_the_published_one(met, known, low, high):
    """Clopper–Pearson at 90 %, from tables of the binomial; 1 − 0.05^(1/10) = 0.2589."""
    assert exact_interval(met, known, CONFIDENCE) == pytest.approx((low, high), abs=1e-4)


@QUICK
@given(st.integers(1, 40), st.data())
def test_the_interval_holds_the_share_and_mirrors_its_opposite(known, data):
    met = data.draw(st.integers(0, known))
    low, high = exact_interval(met, known, CONFIDENCE)
    assert low <= met / known <= high
    assert exact_interval(known - met, known, CONFIDENCE) == pytest.approx(
        (1 - high, 1 - low), abs=1e-9
    )
