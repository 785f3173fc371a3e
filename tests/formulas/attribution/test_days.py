"""Attribution over days: the square-root law for six coalitions, and the split made of them."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.attribution.days import Split, alone, day_falls, days
from engine.formulas.impact.square_root import square_root
from tests.formulas.attribution.orders import owen_parts
from tests.worlds import QUICK

FALL = log(126 / 94.5)
MARKET = {"volume": 60e9, "deviation": 0.025, "coefficient": 1.0}
DOLLARS, SIGNED = st.floats(1e6, 1e11), st.floats(-1e11, 1e11)
LEFT = st.floats(0.1, 3.0)


def autumn(funds=3.5e9, holders=40.5e9, forced=10e9, turnover_left=1.0, observed=FALL) -> Split:
    """The published sales of autumn 2025 unless told otherwise."""
    return days(
        funds, holders, forced, **MARKET, turnover_left=turnover_left, observed=observed
    )  # fmt: skip


def falls(sold, forced=10e9, left=1.0):
    return day_falls(sold, forced, 60e9, 0.025, left)


def groups(split: Split):
    """Parts of all sources, of liquidation and of absent buyers."""
    sources = split.funds.part + split.holders.part
    return np.array([sources, split.liquidation.part, split.absent_buyers.part])


def test_the_published_sales_explain_a_twelfth_of_the_fall():
    split = autumn()
    assert split.explained == pytest.approx(0.025 * sqrt(54 / 60) / FALL, rel=1e-15)
    assert split.unexplained == pytest.approx(0.92, abs=0.005)


def test_the_falls_are_the_square_root_law_of_what_each_coalition_sells():
    law = [(44e9, 60e9), (49e9, 60e9), (44e9, 48e9), (49e9, 48e9), (5e9, 60e9), (5e9, 48e9)]
    found = list(falls(44e9, 5e9, 0.8))
    assert found == pytest.approx([square_root(q, v, 0.025, 1.0) for q, v in law], rel=1e-14)


def test_the_parts_are_those_of_owens_value():
    split = autumn(turnover_left=0.8)
    parts = owen_parts(*falls(44e9, left=0.8), [3.5e9, 40.5e9])
    shares = [split.funds.part, split.holders.part, split.liquidation.part]
    assert FALL * np.array(shares) == pytest.approx([*parts.sources, parts.liquidation])
    assert FALL * split.absent_buyers.part == pytest.approx(parts.depth)


def test_parts_add_up_in_every_day_and_scenario_and_have_its_shape():
    rng = np.random.default_rng(3)
    sold = {name: rng.uniform(-5e10, 9e10, (40, 1)) for name in ("funds", "holders")}
    split = days(
        **sold, forced=rng.uniform(0.0, 2e10, (40, 1)), volume=rng.uniform(3e10, 1e11, (40, 1)),
        deviation=rng.uniform(0.01, 0.05, (40, 1)), coefficient=rng.uniform(0.5, 1.5, (1, 25)),
        turnover_left=rng.uniform(0.4, 1.6, (1, 25)), observed=rng.uniform(0.1, 0.5, (40, 1)),
    )  # fmt: skip
    assert split.amplification.shape == split.holders.last.shape == (40, 25)
    added = groups(split).sum(axis=0)
    told_apart = np.isfinite(added)
    assert told_apart.mean() > 0.5
    assert added[told_apart] == pytest.approx(split.explained[told_apart], rel=1e-11)
    assert split.explained + split.unexplained == pytest.approx(np.ones((40, 25)))


@QUICK
@given(DOLLARS, DOLLARS, LEFT, st.sampled_from([1e-6, 0.137, 8.0, 1e4]))
def test_counting_all_dollars_in_another_unit_changes_no_part(sold, forced, left, scale):
    rest = {"deviation": 0.025, "coefficient": 1.0, "turnover_left": left, "observed": FALL}
    here, there = (
        days(u * sold, u * 7e9, u * forced, volume=u * 60e9, **rest) for u in (1.0, scale)
    )
    assert groups(there) == pytest.approx(groups(here), rel=1e-10, abs=1e-14)


@QUICK
@given(SIGNED, DOLLARS, DOLLARS, LEFT, st.floats(1.0, 10.0))
def test_more_sales_and_a_thinner_market_never_make_a_smaller_fall(sold, more, forced, left, times):
    base = autumn(sold, 0.0, forced, left).explained
    assert autumn(sold + more, 0.0, forced, left).explained >= base
    assert autumn(sold, 0.0, forced * times, left).explained >= base
    thinner = autumn(sold, 0.0, forced, left / times).explained
    assert thinner >= base if base > 0.0 else thinner <= base


def test_stand_alone_impacts_add_up_to_more_than_the_whole():
    """So a joint fall below that sum says nothing against amplification: impact is concave."""
    split = autumn()
    first = [alone(q, **MARKET, observed=FALL) for q in (3.5e9, 40.5e9, 10e9)]
    assert sum(first) > 1.5 * split.explained
    assert split.amplification == pytest.approx(sqrt(54 / 44) - 1.0)


@QUICK
@given(DOLLARS, DOLLARS, LEFT)
def test_a_part_lies_between_the_least_and_the_most_that_its_cause_ever_adds(sold, forced, left):
    split, of = autumn(sold, 0.0, forced, left), falls(sold, forced, left)
    never = {
        "liquidation": (of.alone, of.alone_thin),
        "absent_buyers": (0.0, of.alone_thin - of.alone),
    }
    for name, without_sources in never.items():
        cause = getattr(split, name)
        added = np.array([cause.first, cause.last, *(fall / FALL for fall in without_sources)])
        assert cause.part == pytest.approx(added.mean(), rel=1e-12, abs=1e-15)
        assert added.min() - 1e-14 <= cause.part <= added.max() + 1e-14


def test_first_and_last_are_what_a_cause_adds_before_and_after_the_others():
    split = autumn(turnover_left=0.8)
    law = {q: 0.025 * sqrt(q / 60) / FALL for q in (3.5, 44, 54, 44 / 0.8, 50.5 / 0.8, 54 / 0.8)}
    every = law[54 / 0.8]
    ends = {
        split.funds: (law[3.5], every - law[50.5 / 0.8]),
        split.liquidation: (law[54] - law[44], every - law[44 / 0.8]),
        split.absent_buyers: (law[44 / 0.8] - law[44], every - law[54]),
    }
    for cause, (first, last) in ends.items():
        assert [cause.first, cause.last] == pytest.approx([first, last])


def test_nothing_liquidated_is_no_part():
    cause = autumn(forced=0.0, turnover_left=0.7).liquidation
    assert (cause.part, cause.first, cause.last) == (0.0, 0.0, 0.0)


def test_an_unchanged_turnover_is_no_part_and_a_busier_market_damps():
    parts = [autumn(turnover_left=left).absent_buyers.part for left in (0.75, 1.0, 1.5)]
    assert parts[0] > parts[1] == 0.0 > parts[2]


def test_a_window_that_did_not_fall_has_no_shares_and_its_sales_still_amplify():
    for observed in (0.0, -0.1):
        split = autumn(observed=observed)
        assert np.isnan(
            [split.explained, split.unexplained, *split.funds, *split.liquidation]
        ).all()
        assert split.amplification > 0.0


def test_sources_that_did_not_sell_on_balance_have_nothing_to_amplify():
    assert np.isnan(autumn(holders=[-3.5e9, -4e9]).amplification).all()


class TestWhereSourcesCancelOutOrBought:
    """Nothing jumps where the sources change sign."""

    @QUICK
    @given(SIGNED, SIGNED, DOLLARS, LEFT)
    def test_no_fall_and_no_part_of_a_group_jumps_in_what_the_sources_sold(
        self, one, other, forced, left
    ):
        """A signed root never moves by more than the root of twice the difference."""
        before, after = (owen_parts(*falls(q, forced, left), [q]) for q in (one, other))
        most = square_root(2.0 * abs(one - other), 60e9 * min(left, 1.0), 0.025, 1.0) + 1e-9
        assert abs(before.liquidation - after.liquidation) <= most
        assert abs(before.depth - after.depth) <= most
        assert abs(falls(one, forced, left).joint - falls(other, forced, left).joint) <= most

    @pytest.mark.parametrize("sold", [-1.0, -1e-9, 0.0, 1e-9, 1.0])
    def test_realised_liquidations_weigh_the_same_on_either_side_of_nothing_sold(self, sold):
        split = autumn(sold, 0.0, turnover_left=0.25)
        weight = 0.025 * sqrt(10 / 60) / FALL
        assert split.explained == pytest.approx(2.0 * weight, rel=1e-8)
        rest = [split.liquidation.part, split.absent_buyers.part]
        assert rest == pytest.approx([1.5 * weight, 0.5 * weight], rel=1e-4)

    def test_net_buying_meets_the_liquidations_and_the_rest_is_a_rise(self):
        split = autumn(10e9, -35e9, turnover_left=0.25)
        assert FALL * split.explained == pytest.approx(-2 * 0.025 * sqrt(15 / 60))
        assert split.liquidation.part > 0.0 > split.absent_buyers.part
        assert split.funds.part > 0.0 > split.holders.part
        assert groups(split).sum() == pytest.approx(split.explained)

    def test_sources_that_bought_less_than_was_liquidated_take_from_the_fall(self):
        split = autumn(3e9, -4e9)
        assert FALL * split.explained == pytest.approx(0.025 * sqrt(9 / 60))
        assert groups(split)[0] < 0.0
        assert split.funds.part > 0.0 > split.holders.part

    def test_sources_that_sold_nothing_have_no_part_in_what_was_liquidated(self):
        split = autumn(0.0, 0.0, turnover_left=0.5)
        assert [split.funds.part, split.holders.part] == [0.0, 0.0]
        assert split.liquidation.part > split.absent_buyers.part > 0.0

    def test_sources_that_cancel_out_are_not_told_apart(self):
        split = autumn(5e9, -5e9)
        assert np.isnan([split.funds.part, split.holders.part]).all()
        assert split.liquidation.part == pytest.approx(split.explained)


def test_a_source_alone_makes_the_share_that_the_split_has_it_do_first():
    split = autumn()
    for sold, cause in ((3.5e9, split.funds), (40.5e9, split.holders)):
        assert alone(sold, **MARKET, observed=FALL) == cause.first
    assert alone(-3.5e9, **MARKET, observed=FALL) == -split.funds.first
    assert np.isnan(alone(3.5e9, **MARKET, observed=[0.0, -0.1])).all()


def test_an_argument_out_of_its_domain_is_named():
    with pytest.raises(ValueError, match=r"^forced\[1\] is -1: it must be a finite number, 0"):
        autumn(forced=[1.0, -1.0])
    with pytest.raises(ValueError, match=r"^turnover_left is 0: it must be a finite number above"):
        autumn(turnover_left=0.0)
