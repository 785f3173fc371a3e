"""The band of past lows over realised price: the published band, and its honest small print."""

from __future__ import annotations

import math
from statistics import mean, stdev

import numpy as np
import pytest

from engine.forecast.anchors import (
    LOWS,
    band,
    mean_and_deviation,
    predictive_band,
)


def test_the_record_of_lows_has_the_published_mean_and_deviation():
    ratios = [low.log_ratio for low in LOWS]
    assert (round(mean(ratios), 2), round(stdev(ratios), 2), len(ratios)) == (-0.44, 0.28, 5)
    assert mean_and_deviation(LOWS) == pytest.approx((mean(ratios), stdev(ratios)), rel=1e-14)


def test_realised_price_was_undershot_at_every_low():
    assert [round(100 - 100 * low.market_to_realised) for low in LOWS] == [58, 43, 31, 12, 24]


def test_price_and_realised_price_give_the_published_ratio():
    """Within half a unit of the last digit of the price, the anchor and the ratio."""
    for low in LOWS:
        assert low.price / low.realised_price == pytest.approx(low.market_to_realised, rel=2e-3)


def test_the_band_of_five_lows_at_80_percent():
    low, high = predictive_band(LOWS, 0.8)
    assert (round(low, 2), round(high, 2)) == (0.40, 1.03)


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
    low, high = band(realised, confidence)
    assert low.shape == high.shape == (2, 3)
    for i, j in np.ndindex(2, 3):
        expected = predictive_band(LOWS, float(confidence[0, j]))
        assert (low[i, j], high[i, j]) == (
            realised[i, 0] * expected[0],
            realised[i, 0] * expected[1],
        )


def test_more_confidence_is_a_wider_band():
    confidence = np.array([0.5, 0.8, 0.95])
    low, high = band(1.0, confidence)
    assert (np.diff(low) < 0).all()
    assert (np.diff(high) > 0).all()


def test_one_low_has_no_spread_and_certainty_no_band():
    with pytest.raises(ValueError, match=r"^lows holds 1: a spread needs at least two$"):
        predictive_band(LOWS[:1], 0.8)
    with pytest.raises(ValueError, match=r"^lows holds 1: a spread needs at least two$"):
        mean_and_deviation(LOWS[:1])
    with pytest.raises(ValueError, match=r"^confidence is 1: it must be strictly between 0 and 1$"):
        predictive_band(LOWS, 1.0)
    with pytest.raises(ValueError, match=r"^confidence\[1\] is 1"):
        band(56e3, np.array([0.8, 1.0]))
    with pytest.raises(ValueError, match=r"^confidence is 0.9{15}.*: no interval is so sure$"):
        predictive_band(LOWS, math.nextafter(1.0, 0.0))
