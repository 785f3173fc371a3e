"""Attribution over minutes: the cascade's stop for four coalitions, for its own book and any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.attribution import minutes, quantities
from engine.formulas.attribution.curves import curve_falls
from engine.formulas.attribution.minutes import minute_falls
from engine.formulas.attribution.owen import owen_parts
from engine.formulas.cascade.crossing import Curve
from engine.formulas.cascade.stop import initial_fall, total_fall
from tests.formulas.attribution.test_days import NAMES
from tests.worlds import QUICK


def october(sources=1e9, forced_slope=9e10, fuel=5e9, withdrawal=0.29, share_reaching_book=0.1):
    """A book of $0.7bn within 1 %, thinned as in stress, unless told otherwise."""
    return {
        "sources": sources, "forced_slope": forced_slope, "fuel": fuel, "depth": 7e8,
        "depth_at": 0.01, "exponent": 1.0, "withdrawal": withdrawal,
        "share_reaching_book": share_reaching_book,
    }  # fmt: skip


def straight(clock="minutes", slope=100.0, top=1.0):
    """A curve of `slope` dollars per unit fall."""
    levels = np.array([0.0, 0.5 * top, top])
    return Curve(clock, levels, slope * levels)


def test_the_four_falls_are_four_stops_of_the_cascade():
    falls = minute_falls(**october())
    book = [1e9, 9e10, 5e9, 7e8, 0.01, 1.0]
    assert falls.sources == total_fall(*book, 1.0, 0.0) == initial_fall(*book, 1.0, 0.1)
    assert falls.forced == total_fall(*book, 1.0, 0.1)
    assert falls.thin == total_fall(*book, 0.29, 0.0)
    assert falls.joint == total_fall(*book, 0.29, 0.1)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_each_quantity_with_the_cascades_arguments(name):
    given_ = october(sources=[[1e9], [2e8]], withdrawal=[0.29, 0.6, 1.0])
    asked = getattr(minutes, name)(**given_)
    assert asked.shape == (2, 3)
    assert (asked == getattr(quantities, name)(minute_falls(**given_))).all()


def test_straight_curves_give_the_geometric_series_by_cause():
    """v = V0/(W·A′ − φ·L): 1/10, 1/8, 1/8 and 1/6 for A′ = 100, L = 40, W = 0.8, φ = 0.5."""
    falls = curve_falls(straight(), straight(slope=40.0), 10.0, 0.8, 0.5)
    assert list(falls) == pytest.approx([1 / 10, 1 / 8, 1 / 8, 1 / 6, 0.0, 0.0], rel=1e-14)
    parts = owen_parts(*falls, [2.5, 7.5])
    assert parts.liquidation == parts.depth == pytest.approx(1 / 60)
    assert parts.sources == pytest.approx([1 / 30, 1 / 10])


def test_the_cascades_own_curves_on_a_grid_give_its_falls():
    levels = np.linspace(0.0, 0.2, 20_001)
    absorption = Curve("minutes", levels, 7e8 * levels / 0.01)
    forced = Curve("minutes", levels, -5e9 * np.expm1(-9e10 * levels / 5e9))
    on_grid = curve_falls(absorption, forced, 1e9, 0.29, 0.1)
    assert list(on_grid) == pytest.approx(list(minute_falls(**october())), rel=1e-6)


@QUICK
@given(
    st.lists(st.floats(1e6, 5e8), min_size=1, max_size=4),
    st.floats(0.1, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 5e10),
)  # fmt: skip
def test_parts_of_an_episode_add_up_and_none_is_below_nothing(amounts, left, share, slope):
    falls = minute_falls(**october(sum(amounts), slope, 2e9, left, share))
    parts = owen_parts(*falls, amounts)
    explained = parts.sources.sum() + parts.liquidation + parts.depth
    assert explained == pytest.approx(falls.joint, rel=1e-12)
    assert min(*parts.sources, parts.liquidation, parts.depth) >= -1e-15


def test_without_forced_sales_or_with_a_full_book_there_is_no_part():
    assert minutes.liquidation_part(**october(forced_slope=0.0)) == 0.0
    assert minutes.liquidation_part(**october(share_reaching_book=0.0)) == 0.0
    assert minutes.depth_part(**october(withdrawal=1.0)) == 0.0


def test_without_a_sale_nothing_falls_even_with_forced_sales_waiting_at_the_price():
    book = straight()
    waiting = Curve("minutes", book.levels, np.full(3, 20.0))
    assert curve_falls(book, waiting, 0.0).joint == 0.0
    assert curve_falls(book, waiting, 1e-9).joint == pytest.approx(0.2)
    assert list(minute_falls(**october(sources=0.0))) == [0.0] * 6


def test_a_fall_that_nothing_known_stops_has_no_parts():
    falls = curve_falls(straight(), straight(slope=300.0), [1.0, 1.0], 1.0, [0.1, 1.0])
    assert np.isnan(falls.joint).tolist() == [False, True]
    parts = owen_parts(*falls, np.ones((2, 1)))
    assert np.isnan(parts.sources[:, 0]).tolist() == [False, True]


def test_two_clocks_in_one_attribution_are_refused():
    with pytest.raises(ValueError, match=r"days clock and forced on the minutes clock"):
        curve_falls(straight("days"), straight("minutes"), 1.0)


def test_curves_that_do_not_start_at_the_price_are_refused():
    late = Curve("minutes", np.array([0.01, 1.0]), np.array([1.0, 100.0]))
    with pytest.raises(ValueError, match=r"^absorption starts at a fall of 0.01: start both"):
        curve_falls(late, late, 1.0)


def test_a_book_of_bids_has_no_answer_to_net_buying():
    with pytest.raises(ValueError, match=r"^sources\[1\] is -1: it must be a finite number, 0 or"):
        minutes.joint_fall(**october(sources=[1.0, -1.0]))
    with pytest.raises(ValueError, match=r"^sources is -1: it must be"):
        curve_falls(straight(), straight(), -1.0)
