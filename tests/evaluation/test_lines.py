"""Three-valued lines: certainly true, certainly false or unknown, with a margin towards truth."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.lines import compare
from engine.evaluation.values import Values
from engine.measures.reading import CODE
from engine.pages.builder import parse
from tests.every import every

NAN = float("nan")


def line(text, *scenarios, reason=None):
    """One day's line about x, with x in each scenario."""
    x = Values(np.array([scenarios], dtype=np.float64), np.array([CODE[reason]], dtype=np.int8))
    return compare(parse(text, "line"), {"x": x}, 1)


def truth(found):
    assert not (found.true[0] and found.false[0])
    return True if found.true[0] else False if found.false[0] else None


@every(
    ("text", "x", "true", "margin"),
    [
        ("x >= 5", 7, True, 2),
        ("x >= 5", 4, False, -1),
        ("x <= 5", 4, True, 1),
        ("x <= 5", 7, False, -2),
        ("x > 5", 7, True, 2),
        ("x < 5", 4, True, 1),
        ("x >= 5", 5, True, 0),
        ("x <= 5", 5, True, 0),
        ("x > 5", 5, False, 0),
        ("x < 5", 5, False, 0),
        ("2 * x > x + 1", 3, True, 2),
    ],
)
def test_the_margin_points_towards_truth(text, x, true, margin):
    found = line(text, x)
    assert (truth(found), found.margin[0], found.best[0]) == (true, margin, margin)


@pytest.mark.parametrize(
    ("text", "true"),
    [("x + 0.2 >= 0.3", True), ("x + 0.2 > 0.3", False), ("0.3 - 0.2 <= x", True)],
)
def test_rounding_never_decides(text, true):
    """0.1 + 0.2 is a little more than 0.3, and 0.3 - 0.2 a little less than 0.1."""
    found = line(text, 0.1)
    assert (truth(found), found.margin[0]) == (true, 0)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e12])
def test_a_margin_counts_as_zero_below_a_trillionth_of_the_larger_side(size):
    edge = f"x >= {size:.12f}"
    assert line(edge, size * (1 - 0.9e-12)).margin[0] == 0
    assert truth(line(edge, size * (1 - 0.9e-12))) is True
    assert truth(line(edge, size * (1 - 1.2e-12))) is False


@pytest.mark.parametrize(
    ("scenarios", "true", "worst", "best"),
    [((7, 6, 9), True, 1, 4), ((3, 2, 4), False, -3, -1), ((7, 4, 9), None, -1, 4)],
)
def test_a_line_is_decided_only_where_all_scenarios_agree(scenarios, true, worst, best):
    found = line("x >= 5", *scenarios)
    assert (truth(found), found.margin[0], found.best[0]) == (true, worst, best)
    assert found.reason(0) == ("straddles" if true is None else None)


def test_an_exact_hit_in_one_scenario_decides_as_the_operator_says():
    assert truth(line("x >= 5", 5, 6)) is True
    assert truth(line("x > 5", 5, 6)) is None
    assert truth(line("x > 5", 5, 4)) is False


@pytest.mark.parametrize(
    ("scenarios", "worst", "best"), [((7, NAN, 9), 2, 4), ((3, NAN, 4), -2, -1)]
)
def test_a_scenario_without_a_value_leaves_the_line_undecided(scenarios, worst, best):
    found = line("x >= 5", *scenarios)
    assert (truth(found), found.reason(0)) == (None, "straddles")
    assert (found.margin[0], found.best[0]) == (worst, best)


@pytest.mark.parametrize("reason", ["missing", "stale", "error", "upstream"])
def test_an_unknown_side_leaves_the_line_unknown_with_its_reason(reason):
    found = line("x >= 5", float("nan"), reason=reason)
    assert (truth(found), found.reason(0)) == (None, reason)
    assert np.isnan(found.margin[0])


def test_each_day_is_judged_by_itself():
    x = Values(np.array([[7.0], [4.0], [np.nan]]), np.array([0, 0, CODE["stale"]], dtype=np.int8))
    found = compare(parse("x >= 5", "line"), {"x": x}, 3)
    assert found.true.tolist() == [True, False, False]
    assert found.false.tolist() == [False, True, False]
