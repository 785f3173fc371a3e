"""The band of past lows over realised price: the published band, and its honest small print."""

from __future__ import annotations

import math
from statistics import mean, stdev

import numpy as np
import pytest

from engine.forecast.anchor_record import (
    band_high_one_an_episode,
    band_low_one_an_episode,
    band_record,
    held_by_the_others,
    undershoot_high,
    undershoot_low,
)
from engine.forecast.anchors import (
    LOWS,
    ONE_AN_EPISODE,
    band_high,
    band_low,
    lows_in_band,
    mean_and_deviation,
    predictive_band,
)


def test_the_record_of_lows_has_the_published_mean_and_deviation():
    ratios = [low.log_ratio for low in LOWS]
    assert (round(mean(ratios), 2), round(stdev(ratios), 2), len(ratios)) == (-0.44, 0.28, 5)
    assert mean_and_deviation(LOWS) == pytest.approx((mean(ratios), stdev(ratios)), rel=1e-14)


def test_realised_price_was_undershot_at_every_low():
    anchors = np.array([[56e3], [57e3]])
    assert [round(100 * low.undershoot) for low in LOWS] == [58, 43, 31, 12, 24]
    assert undershoot_low(anchors) == pytest.approx(np.full((2, 1), 0.123))
    assert undershoot_high(anchors) == pytest.approx(np.full((2, 1), 0.577))


def test_price_and_realised_price_give_the_published_ratio():
    """Within half a unit of the last digit of the price, the anchor and the ratio."""
    for low in LOWS:
        assert low.price / low.realised_price == pytest.approx(low.market_to_realised, rel=2e-3)


def test_the_band_of_five_lows_at_80_percent():
    low, high = predictive_band(LOWS, 0.8)
    assert (round(low, 2), round(high, 2)) == (0.40, 1.03)


def test_the_band_with_one_low_an_episode():
    low, high = predictive_band(ONE_AN_EPISODE, 0.8)
    assert (len(ONE_AN_EPISODE), round(low, 2), round(high, 2)) == (4, 0.37, 0.95)


def test_the_band_by_hand_with_the_tables_t():
    """t(4; 0.90) = 1.533 from the table, so the band to its three digits."""
    ratios = [low.log_ratio for low in LOWS]
    reach = 1.533 * stdev(ratios) * math.sqrt(1.2)
    low, high = predictive_band(LOWS, 0.8)
    assert low == pytest.approx(math.exp(mean(ratios) - reach), rel=0.0005 / 1.533)
    assert high == pytest.approx(math.exp(mean(ratios) + reach), rel=0.0005 / 1.533)


def test_the_formulas_carry_the_band_to_dollars_for_days_and_scenarios():
    realised = np.array([[56_000.0], [57_000.0]])
    confidence = np.array([[0.8, 0.5, 0.9]])
    low, high = band_low(realised, confidence), band_high(realised, confidence)
    assert low.shape == high.shape == (2, 3)
    for i, j in np.ndindex(2, 3):
        expected = predictive_band(LOWS, float(confidence[0, j]))
        assert (low[i, j], high[i, j]) == (
            realised[i, 0] * expected[0],
            realised[i, 0] * expected[1],
        )


def test_the_band_with_one_low_an_episode_is_carried_to_dollars_too():
    low = band_low_one_an_episode(56e3, np.array([0.8, 0.9]))
    high = band_high_one_an_episode(56e3, np.array([0.8, 0.9]))
    assert low / 56e3 == pytest.approx([predictive_band(ONE_AN_EPISODE, c)[0] for c in (0.8, 0.9)])
    assert high / 56e3 == pytest.approx([predictive_band(ONE_AN_EPISODE, c)[1] for c in (0.8, 0.9)])


def test_the_record_of_the_band_is_four_of_five_without_the_low_of_2011():
    """Each low against the band of the four others, by hand with the tables' t(3; 0.90) = 1.638."""
    held = {}
    for low in LOWS:
        others = [math.log(o.market_to_realised) for o in LOWS if o is not low]
        reach = 1.638 * stdev(others) * math.sqrt(1.25)
        held[low.day] = abs(math.log(low.market_to_realised) - mean(others)) <= reach
    assert [day for day, inside in held.items() if not inside] == ["2011-11-18"]
    assert band_record(56e3, 0.8) == 0.8


def test_more_confidence_holds_no_fewer_of_the_lows():
    record = band_record(np.array([[56e3]]), np.array([[0.2, 0.5, 0.8, 0.95, 0.99]]))
    assert (np.diff(record) >= 0).all()
    assert record[0, -1] == 1.0


def test_a_record_needs_three_lows():
    assert held_by_the_others(0.99, LOWS[:3]) == 1.0
    with pytest.raises(ValueError, match=r"^lows holds 1: a spread needs at least two$"):
        held_by_the_others(0.8, LOWS[:2])


def test_more_confidence_is_a_wider_band():
    confidence = np.array([0.5, 0.8, 0.95])
    assert (np.diff(band_low(1.0, confidence)) < 0).all()
    assert (np.diff(band_high(1.0, confidence)) > 0).all()


def test_the_number_of_lows_goes_with_the_band():
    assert lows_in_band(np.array([[56e3], [57e3]])).tolist() == [[5.0], [5.0]]


def test_one_low_has_no_spread_and_certainty_no_band():
    with pytest.raises(ValueError, match=r"^lows holds 1: a spread needs at least two$"):
        predictive_band(LOWS[:1], 0.8)
    with pytest.raises(ValueError, match=r"^lows holds 1: a spread needs at least two$"):
        mean_and_deviation(LOWS[:1])
    with pytest.raises(ValueError, match=r"^confidence is 1: it must be strictly between 0 and 1$"):
        predictive_band(LOWS, 1.0)
    with pytest.raises(ValueError, match=r"^confidence\[1\] is 1"):
        band_low(56e3, np.array([0.8, 1.0]))
    with pytest.raises(ValueError, match=r"^confidence is 0.9{15}.*: no interval is so sure$"):
        predictive_band(LOWS, math.nextafter(1.0, 0.0))
