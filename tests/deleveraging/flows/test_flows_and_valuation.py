"""Flows and market value: definitions held against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from engine.deleveraging.flows import absorption_days, share_of_volume
from engine.deleveraging.valuation import (
    MULTIPLIERS,
    capital_behind,
    capitalisation,
    capitalisation_change,
    market_to_realised,
    realised_price,
)


def test_absorption_is_the_amount_over_the_sellers_share_of_volume():
    assert absorption_days(81.5e9, 60e9, 0.1) == pytest.approx(13.5833333333)


def test_share_of_volume_is_the_participation_that_takes_those_days():
    days = absorption_days(np.array([1e9, 40.5e9]), 60e9, 0.05)
    assert share_of_volume(np.array([1e9, 40.5e9]), 60e9, days) == pytest.approx(0.05)


def test_a_participation_of_nothing_never_sells_anything():
    with pytest.raises(ValueError, match=r"^participation is 0: it must be above 0 and at most 1$"):
        absorption_days(1e9, 60e9, 0.0)


def test_the_gain_of_the_rally_fits_circulating_supply_and_not_the_cap():
    """From 40k to 126k: 1.71 tn on 19.94m coins, 1.81 tn on 21m."""
    gain = capitalisation_change(40e3, 126e3, np.array([19.94e6, 21e6]))
    assert np.round(gain / 1e12, 2).tolist() == [1.71, 1.81]


@pytest.mark.parametrize(("price", "lost"), [(96e3, 0.6), (80.5e3, 0.9)])
def test_the_market_value_lost_by_the_price_it_is_judged_at(price, lost):
    change = capitalisation_change(126e3, price, 19.95e6)
    assert round(-float(change) / 1e12, 1) == lost


def test_a_change_of_capitalisation_is_the_difference_of_two():
    assert capitalisation_change(2.0, 5.0, 7.0) == capitalisation(5.0, 7.0) - capitalisation(
        2.0, 7.0
    )


@pytest.mark.parametrize(
    ("price", "anchor", "published"),
    [(2.105, 4.97, 0.423), (3_185, 4_613, 0.690), (4_959, 5_652, 0.877)],
)
def test_market_over_realised_value_at_past_lows(price, anchor, published):
    """The published ratio, within what the rounding of the printed price and anchor allows."""
    slack = 0.0005 + published * (0.0005 / 2.105 + 0.005 / 4.97 if price < 10 else 0.5 / price)
    assert abs(float(market_to_realised(price, anchor)) - published) <= slack


def test_realised_price_is_realised_cap_per_coin():
    assert realised_price(103.2452e9, 18.2675423e6) == pytest.approx(5_651.84, abs=0.01)


def test_multipliers_are_listed_and_lie_far_apart():
    flows = [float(capital_behind(1.7e12, m.value)) for m in MULTIPLIERS]
    assert max(flows) / min(flows) == pytest.approx(118 / 4)
    assert len({m.estimator for m in MULTIPLIERS}) == 5
