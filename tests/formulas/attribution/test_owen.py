"""Owen's value of a fall: against every order counted out, and what any fair split must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.attribution.days import day_falls
from engine.formulas.attribution.owen import shared
from tests.formulas.attribution.orders import by_square_root, owen_by_orders, owen_parts
from tests.worlds import QUICK

FALL = st.floats(-1.0, 1.0, allow_subnormal=False)
DOWN = st.floats(0.0, 1.0, allow_subnormal=False)
SOLD = st.floats(0.01, 100.0)
NET = st.integers(-3, 3)
TWO = np.array([2.0, -3.0])


def of_a_day(amounts, forced=2.0, left=0.5):
    """Parts of a day with V = Y = σ = 1."""
    falls = day_falls(np.sum(amounts), forced, 1.0, 1.0, left)
    return falls, owen_parts(*falls, amounts)


@pytest.mark.parametrize(("forced", "left"), [(2.0, 0.5), (0.0, 0.3), (7.0, 1.0), (0.5, 1.7)])
def test_the_parts_are_those_of_every_order_counted_out(forced, left):
    """Sources of one, two and three dollars, each dollar a player of its own."""
    dollars = ["a", "b", "b'", "c", "c'", "c''"]
    counted = owen_by_orders([dollars, ["L", "D"]], by_square_root(1.0, forced, left))
    _, parts = of_a_day([1.0, 2.0, 3.0], forced, left)
    by_source = [sum(counted[d] for d in dollars if d[0] == name) for name in "abc"]
    assert parts.sources == pytest.approx(by_source, rel=1e-13)
    assert parts.liquidation == pytest.approx(counted["L"], rel=1e-12, abs=1e-15)
    assert parts.depth == pytest.approx(counted["D"], rel=1e-12, abs=1e-15)


def test_indivisible_sources_would_not_share_by_size():
    """Why dollars are the players: as one player each, the split of one moves the others' parts."""
    worth = by_square_root(1.0, 0.0, 1.0)

    def sold(coalition):
        return worth(frozenset(range(sum({"a": 1, "b": 3}.get(p, 0) for p in coalition))))

    counted = owen_by_orders([["a", "b"], ["L", "D"]], sold)
    assert counted["a"] == pytest.approx(0.5 * (1.0 + (2.0 - 3.0**0.5)))
    _, parts = of_a_day([1.0, 3.0], 0.0, 1.0)
    assert parts.sources == pytest.approx([0.5, 1.5])


@QUICK
@given(DOWN, FALL, FALL, DOWN, SOLD, SOLD)
def test_the_parts_add_up_to_the_joint_fall(v_s, v_sl, v_sd, v_sld, one, other):
    parts = owen_parts(v_s, v_sl, v_sd, v_sld, 0.0, 0.0, [one, other])
    assert parts.sources.sum() + parts.liquidation + parts.depth == pytest.approx(v_sld, abs=1e-14)


@QUICK
@given(SOLD, SOLD, SOLD, st.floats(0.0, 1.0))
def test_splitting_a_source_moves_no_other_part(one, other, forced, at):
    falls, whole = of_a_day([one, other], forced)
    split = owen_parts(*falls, [one, at * other, other - at * other])
    assert split.sources[0] == pytest.approx(whole.sources[0], rel=1e-12)
    assert split.sources[1:].sum() == pytest.approx(whole.sources[1], rel=1e-12)
    assert split.liquidation == pytest.approx(whole.liquidation, rel=1e-12)
    assert split.depth == pytest.approx(whole.depth, rel=1e-12)


@QUICK
@given(st.permutations([0.5, 1.0, 4.0, 9.0]))
def test_the_order_in_which_sources_are_written_does_not_matter(amounts):
    _, sorted_parts = of_a_day(sorted(amounts))
    _, parts = of_a_day(amounts)
    assert np.sort(parts.sources) == pytest.approx(sorted_parts.sources, rel=1e-14)
    assert parts.liquidation == sorted_parts.liquidation


@QUICK
@given(FALL, FALL, FALL)
def test_liquidation_and_depth_that_do_the_same_get_the_same(v_s, either, both):
    parts = owen_parts(v_s, either, either, both, 0.0, 0.0, [1.0])
    assert parts.liquidation == parts.depth


@QUICK
@given(FALL, FALL)
def test_a_cause_that_changes_nothing_has_no_part(v_s, v_other):
    without_forced = owen_parts(v_s, v_s, v_other, v_other, 0.0, 0.0, [1.0])
    assert without_forced.liquidation == 0.0
    without_withdrawal = owen_parts(v_s, v_other, v_s, v_other, 0.0, 0.0, [1.0])
    assert without_withdrawal.depth == 0.0


def test_forced_sales_at_the_first_dollar_are_shared_by_net_dollars_too():
    """600 dollars sold, 200 bought, one at a time; v jumps by √0.3 as soon as one is sold."""
    n, m, jump = 600, 200, 0.3
    steps = np.random.default_rng(11).permuted(np.tile([1.0] * n + [-1.0] * m, (4_000, 1)), axis=1)
    held = steps.cumsum(axis=1)
    worth = np.where(held > 0, np.sqrt(np.abs(held) / (n - m) + jump), 0.0)
    added = np.diff(worth, prepend=0.0, axis=1)
    sellers = np.where(steps > 0, added, 0.0).sum(axis=1)
    assert sellers.mean() == pytest.approx(n / (n - m) * np.sqrt(1.0 + jump), abs=0.03)


def test_a_source_that_bought_takes_from_the_fall():
    _, parts = of_a_day([5.0, -1.0], 0.0, 1.0)
    assert parts.sources == pytest.approx([2.5, -0.5])


@QUICK
@given(FALL, FALL, FALL, FALL, st.lists(NET, min_size=1, max_size=3))
def test_parts_that_are_all_numbers_add_up_whatever_was_sold(v_s, v_sl, v_sd, v_sld, amounts):
    parts = owen_parts(v_s, v_sl, v_sd, v_sld, 0.0, 0.0, amounts)
    total = parts.sources.sum() + parts.liquidation + parts.depth
    assert np.isnan(total) or total == pytest.approx(v_sld, abs=1e-14)
    assert np.isfinite(parts.liquidation + parts.depth)


def test_a_part_of_sources_that_sold_nothing_is_nobodys():
    assert np.isnan(owen_parts(0.1, 0.2, 0.15, 0.3, 0.0, 0.0, [0.0, 0.0]).sources).all()
    assert np.isnan(owen_parts(0.0, 0.2, 0.0, 0.3, 0.0, 0.0, [0.0, 4.0, -4.0]).sources).all()


def test_a_fall_is_not_put_down_to_sources_that_bought_on_balance():
    assert np.isnan(shared(TWO, -1.0, 0.01)).all()
    assert shared(TWO, -1.0, -0.01) == pytest.approx([0.02, -0.03])
    assert (shared(TWO, -1.0, 0.0) == 0.0).all()


def test_sources_that_cancel_out_have_no_shares():
    assert np.isnan(shared(np.array([5.0, -5.0]), 0.0, 0.0)).all()
    assert (shared(np.zeros(2), 0.0, 0.0) == 0.0).all()
    parts = owen_parts(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, [1.0, -1.0])
    assert np.isnan(parts.sources).all()
    assert parts.liquidation == 0.0


def test_amounts_of_many_days_and_scenarios_meet_falls_of_their_shape():
    falls = [np.full((3, 5), fall) for fall in (0.1, 0.2, 0.3, 0.5, 0.1, 0.2)]
    parts = owen_parts(*falls, np.ones((3, 1, 2)))
    assert parts.sources.shape == (3, 5, 2)
    assert parts.depth.shape == (3, 5)
