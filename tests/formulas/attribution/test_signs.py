"""Attribution over days where sources sold, cancelled out or bought: nothing jumps at ΣQ = 0."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.attribution import days
from engine.formulas.attribution.days import day_falls, joint_fall
from engine.formulas.impact.square_root import square_root
from tests.formulas.attribution.orders import owen_parts
from tests.formulas.attribution.test_days import DOLLARS, LEFT, autumn
from tests.worlds import QUICK

SIGNED = st.floats(-1e11, 1e11)


@QUICK
@given(SIGNED, DOLLARS, LEFT, st.floats(0.0, 1.0))
def test_the_parts_of_the_groups_add_up_whichever_way_the_sources_went(sold, forced, left, share):
    given_ = autumn(sold, forced, left, share)
    three = (days.sources_part, days.liquidation_part, days.depth_part)
    assert sum(part(**given_) for part in three) == pytest.approx(joint_fall(**given_), abs=1e-14)


@QUICK
@given(SIGNED, DOLLARS, LEFT, st.floats(0.0, 1.0))
def test_more_sold_is_never_a_smaller_fall_whichever_way_the_sources_went(sold, more, left, share):
    base = joint_fall(**autumn(sold, 10e9, left, share))
    assert joint_fall(**autumn(sold + more, 10e9, left, share)) >= base
    assert joint_fall(**autumn(sold, 10e9 + more, left, share)) >= base


@QUICK
@given(SIGNED, SIGNED, DOLLARS, LEFT, st.floats(0.0, 1.0))
def test_no_fall_and_no_part_of_a_group_jumps_in_what_the_sources_sold(one, other, forced, left, f):
    """A signed root never moves by more than the root of twice the difference."""
    before, after = (autumn(q, forced, left, f) for q in (one, other))
    most = square_root(2.0 * abs(one - other), 60e9 * min(left, 1.0), 0.025, 1.0) + 1e-9
    for of in (joint_fall, days.sources_part, days.liquidation_part, days.depth_part):
        assert abs(of(**before) - of(**after)) <= most


@pytest.mark.parametrize("sold", [-1.0, -1e-9, 0.0, 1e-9, 1.0])
def test_realised_liquidations_weigh_the_same_on_either_side_of_nothing_sold(sold):
    given_ = autumn(sources=sold, withdrawal=0.25)
    weight = 0.025 * sqrt(10 / 60)
    assert joint_fall(**given_) == pytest.approx(2.0 * weight, rel=1e-8)
    parts = [part(**given_) for part in (days.sources_part, days.liquidation_part, days.depth_part)]
    assert parts == pytest.approx([0.0, 1.5 * weight, 0.5 * weight], rel=1e-4, abs=1e-6)
    assert sum(parts) == pytest.approx(joint_fall(**given_), rel=1e-14)


def test_net_buying_meets_the_liquidations_and_the_rest_is_a_rise():
    falls = day_falls(**autumn(sources=-25e9, withdrawal=0.25))
    rise = [0.025 * sqrt(bought / 60) for bought in (25, 15)]
    assert list(falls)[:4] == pytest.approx([-rise[0], -rise[1], -2 * rise[0], -2 * rise[1]])
    parts = owen_parts(*falls, [10e9, -35e9])
    assert parts.liquidation > 0.0 > parts.depth
    assert parts.sources[0] > 0.0 > parts.sources[1]
    assert parts.sources.sum() + parts.liquidation + parts.depth == pytest.approx(falls.joint)


def test_sources_that_bought_less_than_was_liquidated_take_from_the_fall():
    falls = day_falls(**autumn(sources=-1e9))
    parts = owen_parts(*falls, [3e9, -4e9])
    assert falls.joint == pytest.approx(0.025 * sqrt(9 / 60))
    assert days.sources_part(**autumn(sources=-1e9)) < 0.0
    assert parts.sources[0] > 0.0 > parts.sources[1]
    assert parts.sources.sum() + parts.liquidation + parts.depth == pytest.approx(falls.joint)


def test_sources_that_sold_nothing_have_no_part_in_what_was_liquidated():
    parts = owen_parts(*day_falls(**autumn(sources=0.0, withdrawal=0.5)), [0.0, 0.0])
    assert parts.sources.tolist() == [0.0, 0.0]
    assert parts.liquidation > parts.depth > 0.0


def test_sources_that_cancel_out_with_nothing_liquidated_make_no_fall():
    assert list(day_falls(**autumn(sources=0.0, liquidated=0.0, withdrawal=0.5))) == [0.0] * 6
