"""Assumed parameters: ranges with reasons, varied along one axis of strength three."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from engine.pages.assumptions import scenarios
from engine.pages.library import load_book
from engine.pages.shared_files import read_assumptions
from tests.every import every
from tests.worlds import assumed


def read(text):
    return read_assumptions(text, "rules/assumptions.yaml")


def parameters(count):
    return read("".join(assumed(f"p{i}", "1 %", "2 %", "3 %") for i in range(count)))


def test_an_assumption_is_a_range_with_a_reason_in_canonical_units():
    [depth] = read(assumed("depth", "0.5 USD bn", "700 USD m", "1 USD bn"))
    assert (depth.low.value, depth.middle.value, depth.high.value) == (5e8, 7e8, 1e9)
    assert (depth.name, depth.dimension, depth.reason) == ("depth", (("USD", 1),), "for this test")


@every(
    ("text", "sentence"),
    [
        (
            assumed("a", "3 %", "2 %", "1 %"),
            "line 2: a: low, middle and high are not in order; write the smallest as low",
        ),
        (
            assumed("a", "1 %", "4 %", "3 %"),
            "line 4: a: low, middle and high are not in order; write the smallest as low",
        ),
        (
            assumed("a", "1 %", "1 USD", "2 USD"),
            "line 2: a: low is in another unit than the rest; write 1 USD",
        ),
        (
            assumed("a", "1 %", "2 percent", "3 %"),
            "line 3: in '2 percent': unit 'percent' is not known; write %",
        ),
        (
            assumed("a", "1 %", "two", "3 %"),
            "line 3: 'two' cannot be read from 'two' on; write one number with its unit: 90 %",
        ),
        (
            assumed("a", "1 %", "2 %", "3 %").replace("for this test", ""),
            "line 5: a needs a reason or a source",
        ),
        (
            assumed("a", "1 %", "2 %", "3 %").replace("  reason: for this test\n", ""),
            "line 1: a needs reason",
        ),
        (
            assumed("a", "1 %", "2 %", "3 %") + "  source: us\n",
            "line 6: unknown entry 'source'; known: high, low, middle, reason",
        ),
        ("a: 2 %", "line 1: a must be a list of `name: value`"),
        (
            assumed("a", "1 %", "2 %", "3 %") + assumed("a", "1 %", "2 %", "3 %"),
            "line 6: 'a' stands here twice; rename one or take it out",
        ),
    ],
)
def test_a_bad_assumption_is_named_with_its_line(refused, text, sentence):
    assert refused(read, text) == f"rules/assumptions.yaml {sentence}"


def test_a_parameter_may_be_known_on_one_side_or_not_vary_at_all():
    [fixed] = read(assumed("a", "2 %", "2 %", "2 %"))
    assert set(scenarios((fixed,))["a"]) == {0.02}


def test_the_first_scenario_is_the_central_one():
    axis = scenarios(parameters(5))
    assert [values[0] for values in axis.values()] == [0.02] * 5
    assert all(set(values[1:]) == {0.01, 0.03} for values in axis.values())


@every("count", [1, 2, 3, 4, 5, 8, 9, 12, 17])
def test_every_combination_of_ends_of_any_three_parameters_occurs(count):
    axis = scenarios(parameters(count))
    wide = min(count, 3)
    for chosen in combinations(axis.values(), wide):
        seen = set(zip(*(values[1:] for values in chosen), strict=True))
        assert seen == set(product((0.01, 0.03), repeat=wide))


@pytest.mark.parametrize(("count", "corners"), [(1, 2), (2, 4), (3, 8), (4, 8), (9, 32), (16, 32)])
def test_the_axis_is_as_short_as_such_a_design_allows(count, corners):
    assert {len(values) for values in scenarios(parameters(count)).values()} == {1 + corners}


def test_each_end_is_taken_equally_often():
    for values in scenarios(parameters(7)).values():
        assert np.sum(values[1:] == 0.01) == np.sum(values[1:] == 0.03)


def test_the_extremes_of_a_product_of_three_are_exact():
    a, b, c, *_ = scenarios(parameters(6)).values()
    assert (a * b / c).min() == pytest.approx(0.01 * 0.01 / 0.03)
    assert (a * b / c).max() == pytest.approx(0.03 * 0.03 / 0.01)


def test_without_assumptions_there_is_no_axis():
    assert scenarios(read("")) == {}


def test_the_product_s_own_assumptions_all_give_their_reason():
    assert all(len(each.reason) > 20 for each in load_book().assumptions)
