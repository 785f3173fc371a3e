"""Attribution over days: the square-root law for four coalitions, and what a page may ask of it."""

from __future__ import annotations

from inspect import cleandoc
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.attribution import days, quantities
from engine.formulas.attribution.days import day_falls, joint_fall
from engine.formulas.impact.square_root import square_root
from engine.formulas.register import formula_named
from tests.formulas.attribution.orders import owen_parts
from tests.worlds import QUICK

MARKET = {"volume": 60e9, "volatility": 0.025, "coefficient": 1.0}
NAMES = (
    "sources_fall", "joint_fall", "sources_part", "liquidation_part", "depth_part",
    "liquidation_first_in", "liquidation_last_in", "depth_first_in", "depth_last_in",
)  # fmt: skip
DOLLARS = st.floats(1e6, 1e11)
LEFT = st.floats(0.1, 3.0)


def autumn(sources=44e9, liquidated=10e9, withdrawal=1.0, share_reaching_book=1.0):
    """The published sales of autumn 2025 unless told otherwise."""
    return {
        "sources": sources, "liquidated": liquidated, **MARKET,
        "withdrawal": withdrawal, "share_reaching_book": share_reaching_book,
    }  # fmt: skip


def test_the_published_sales_explain_a_twelfth_of_the_fall():
    joint = joint_fall(**autumn())
    observed = log(126 / 94.5)
    assert joint == pytest.approx(0.025 * sqrt(54 / 60), rel=1e-15)
    assert 1.0 - joint / observed == pytest.approx(0.92, abs=0.005)


def test_the_falls_are_the_square_root_law_of_what_each_coalition_sells():
    falls = day_falls(**autumn(withdrawal=0.8, share_reaching_book=0.5))
    law = [(44e9, 60e9), (49e9, 60e9), (44e9, 48e9), (49e9, 48e9), (5e9, 60e9), (5e9, 48e9)]
    assert list(falls) == pytest.approx([square_root(q, v, 0.025, 1.0) for q, v in law], rel=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_each_quantity_with_the_seven_arguments(name):
    given_ = autumn(sources=[[44e9], [3e9]], withdrawal=[0.5, 0.8, 1.2], share_reaching_book=0.6)
    asked = getattr(days, name)(**given_)
    assert asked.shape == (2, 3)
    assert (asked == getattr(quantities, name)(day_falls(**given_))).all()


@QUICK
@given(DOLLARS, DOLLARS, DOLLARS, LEFT, st.floats(0.0, 1.0))
def test_the_parts_add_up_to_the_joint_fall(one, other, forced, left, share):
    sold = autumn(one + other, forced, left, share)
    parts = owen_parts(*day_falls(**sold), [one, other])
    explained = parts.sources.sum() + parts.liquidation + parts.depth
    assert explained == pytest.approx(joint_fall(**sold), rel=1e-13)


def test_parts_add_up_in_every_day_and_scenario():
    rng = np.random.default_rng(3)
    sold = {
        "sources": rng.uniform(-5e10, 9e10, (40, 1)), "liquidated": rng.uniform(0.0, 2e10, (40, 1)),
        "volume": rng.uniform(3e10, 1e11, (40, 1)), "volatility": rng.uniform(0.01, 0.05, (40, 1)),
        "coefficient": rng.uniform(0.5, 1.5, (1, 25)), "withdrawal": rng.uniform(0.4, 1.6, (1, 25)),
        "share_reaching_book": rng.uniform(0.0, 1.0, (1, 25)),
    }  # fmt: skip
    three = (days.sources_part, days.liquidation_part, days.depth_part)
    parts = sum(part(**sold) for part in three)
    assert parts.shape == (40, 25)
    assert parts == pytest.approx(joint_fall(**sold), rel=1e-13)


@QUICK
@given(DOLLARS, DOLLARS, LEFT, st.sampled_from([1e-6, 0.137, 8.0, 1e4]))
def test_counting_all_dollars_in_another_unit_changes_no_part(sold, forced, left, scale):
    for part in (days.sources_part, days.liquidation_part, days.depth_part):
        before = part(sold, forced, 60e9, 0.025, 1.0, left, 1.0)
        after = part(scale * sold, scale * forced, scale * 60e9, 0.025, 1.0, left, 1.0)
        assert after == pytest.approx(before, rel=1e-10, abs=1e-14)


@QUICK
@given(DOLLARS, DOLLARS, LEFT, st.floats(0.0, 1.0), st.floats(1.0, 10.0))
def test_more_sales_and_a_thinner_market_never_make_a_smaller_fall(sold, forced, left, share, more):
    base = joint_fall(**autumn(sold, forced, left, share))
    assert joint_fall(**autumn(sold * more, forced, left, share)) >= base
    assert joint_fall(**autumn(sold, forced * more, left, share)) >= base
    assert joint_fall(**autumn(sold, forced, left / more, share)) >= base
    assert joint_fall(**autumn(sold, forced, left, share / more)) <= base


def test_stand_alone_impacts_add_up_to_more_than_the_whole():
    """So a joint fall below that sum says nothing against amplification: impact is concave."""
    alone = [square_root(q, 60e9, 0.025, 1.0) for q in (3.5e9, 40.5e9, 10e9)]
    joint = joint_fall(**autumn())
    assert sum(alone) > 1.5 * joint
    assert joint > days.sources_fall(**autumn())


@QUICK
@given(DOLLARS, DOLLARS, LEFT)
def test_a_part_lies_between_the_least_and_the_most_that_its_cause_ever_adds(sold, forced, left):
    falls = day_falls(**autumn(sold, forced, left))
    adds = {
        "liquidation": (falls.forced - falls.sources, falls.joint - falls.thin, falls.alone,
                        falls.alone_thin),
        "depth": (falls.thin - falls.sources, falls.joint - falls.forced, 0.0,
                  falls.alone_thin - falls.alone),
    }  # fmt: skip
    for cause, added in adds.items():
        part = float(getattr(days, f"{cause}_part")(**autumn(sold, forced, left)))
        assert part == pytest.approx(sum(added) / 4, rel=1e-12, abs=1e-16)
        assert min(added) - 1e-15 <= part <= max(added) + 1e-15


def test_nothing_liquidated_or_none_of_it_sold_is_no_part():
    assert days.liquidation_part(**autumn(liquidated=0.0, withdrawal=0.7)) == 0.0
    assert days.liquidation_part(**autumn(share_reaching_book=0.0, withdrawal=0.7)) == 0.0


def test_an_unchanged_turnover_is_no_part_and_a_busier_market_damps():
    assert days.depth_part(**autumn(withdrawal=1.0)) == 0.0
    assert days.depth_part(**autumn(withdrawal=0.75)) > 0.0
    assert days.depth_part(**autumn(withdrawal=1.5)) < 0.0


def test_the_formula_of_each_quantity_tells_its_clock():
    for name in NAMES:
        text = formula_named(f"attribution.days_{name}").function.__doc__
        assert text.startswith("On the days clock: ")
        assert "\narguments    as `day_falls`\n" in cleandoc(text)


def test_a_source_is_first_in_alone_and_last_in_after_all_others():
    """As a page writes it: the fall of its amount alone, and joint less joint without it."""
    first = days.sources_fall(**autumn(sources=3.5e9))
    last = joint_fall(**autumn()) - joint_fall(**autumn(sources=40.5e9))
    assert first == pytest.approx(0.025 * sqrt(3.5 / 60))
    assert last == pytest.approx(0.025 * (sqrt(54 / 60) - sqrt(50.5 / 60)))


def test_an_argument_out_of_its_domain_is_named():
    with pytest.raises(ValueError, match=r"^liquidated\[1\] is -1: it must be a finite number, 0"):
        joint_fall(**autumn(liquidated=[1.0, -1.0]))
    with pytest.raises(ValueError, match=r"^withdrawal is 0: it must be a finite number above 0$"):
        joint_fall(**autumn(withdrawal=0.0))
