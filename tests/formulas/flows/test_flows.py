"""Flows: days to absorb, days to leave, and the part of a move a flow could account for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.flows import absorption_days, exit_days, share_of_move, share_of_volume
from engine.formulas.impact.square_root import square_root, square_root_amount


def test_absorption_is_the_amount_over_the_sellers_share_of_volume():
    assert absorption_days(81.5e9, 60e9, 0.1) == pytest.approx(13.5833333333)


def test_share_of_volume_is_the_participation_that_takes_those_days():
    days = absorption_days(np.array([1e9, 40.5e9]), 60e9, 0.05)
    assert share_of_volume(np.array([1e9, 40.5e9]), 60e9, days) == pytest.approx(0.05)


def test_a_participation_of_nothing_never_sells_anything():
    with pytest.raises(ValueError, match=r"^participation is 0: it must be above 0 and at most 1$"):
        absorption_days(1e9, 60e9, 0.0)


def test_leaving_day_by_day_moves_the_price_each_day_by_what_was_accepted():
    days = exit_days(10e9, 60e9, 0.025, 1.0, 0.005)
    assert square_root(10e9 / days, 60e9, 0.025, 1.0) == pytest.approx(0.005, rel=1e-14)


def test_half_the_impact_accepted_takes_four_times_the_days():
    days = exit_days(10e9, 60e9, 0.025, 1.0, np.array([0.01, 0.005]))
    assert days[1] / days[0] == pytest.approx(4.0, rel=1e-14)


def test_a_day_that_may_move_the_price_by_one_deviation_sells_the_whole_volume():
    assert exit_days(60e9, 60e9, 0.025, 1.0, 0.025) == pytest.approx(1.0, rel=1e-15)


def test_an_impact_of_nothing_never_leaves():
    with pytest.raises(ValueError, match=r"^impact is 0: it must be a finite number above 0$"):
        exit_days(1e9, 60e9, 0.025, 1.0, 0.0)


def test_the_flow_that_pays_for_a_whole_rise_accounts_for_all_of_it():
    needed = square_root_amount(np.log(126e3 / 40e3), 60e9, 0.025, 1.0)
    paid = square_root(needed, 60e9, 0.025, 1.0)
    assert share_of_move(paid, 40e3, 126e3) == pytest.approx(1.0, rel=1e-15)


def test_a_fall_is_shared_out_as_a_rise_of_the_same_size():
    rise, fall = share_of_move(0.02, np.array([1e5, 9e4]), np.array([9e4, 1e5]))
    assert rise == pytest.approx(fall, rel=1e-14)


def test_a_price_that_did_not_move_has_no_parts():
    assert np.isnan(share_of_move(0.02, 1e5, 1e5))
