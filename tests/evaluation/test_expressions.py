"""Evaluating expressions: arithmetic on every day and scenario, each day's trouble its own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation import expressions
from engine.evaluation.expressions import evaluate
from engine.evaluation.values import Values
from engine.formulas.carry.weight import duration_needed
from engine.measures.reading import CODE
from engine.pages.builder import parse
from tests.worlds import QUICK

NAN = float("nan")


def days(*rows, reasons=None):
    """Values with a row of scenarios a day; a reason where a row is unknown."""
    values = np.array([row if isinstance(row, tuple) else (row,) for row in rows], dtype=np.float64)
    codes = [CODE[reason] for reason in reasons or [None] * len(rows)]
    return Values(values, np.array(codes, dtype=np.int8))


def computed(text, **names):
    count = len(next(iter(names.values())).values) if names else 1
    return evaluate(parse(text, "sum"), names, count)


literals = st.integers(0, 9).map(str)
texts = st.recursive(
    literals,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(literals, st.integers(0, 3)).map("{0[0]} ^ {0[1]}".format),
    ),
    max_leaves=8,
)


@QUICK
@given(texts)
def test_arithmetic_means_what_it_means_in_python(text):
    try:
        wanted = eval(text.replace("^", "**"))
    except ZeroDivisionError:
        assert computed(text).reason(0) == "not_applicable"
        return
    assert math.isclose(computed(text).middle(0), wanted, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("abs(-3)", 3),
        ("ln(exp(2))", 2),
        ("sqrt(9)", 3),
        ("25 bp + 1 pp", 0.0125),
        ("-1.5 USD bn", -1.5e9),
    ],
)
def test_the_built_in_functions_and_units(text, value):
    assert computed(text).middle(0) == pytest.approx(value)


def test_a_number_and_a_range_make_a_range():
    total = computed("a + b", a=days(1, 2), b=days((10, 20, 30), (10, 20, 30)))
    assert total.values.tolist() == [[11, 21, 31], [12, 22, 32]]


def test_ranges_that_go_together_stay_together():
    share = days((0.5, 0.1, 0.9))
    assert computed("a - a", a=share).values.tolist() == [[0, 0, 0]]


def test_a_day_without_an_input_has_no_result_and_the_first_reason():
    a, b = (
        days(1, NAN, NAN, reasons=[None, "stale", "stale"]),
        days(NAN, NAN, 1, reasons=["missing", "missing", None]),
    )
    total = computed("a + b", a=a, b=b)
    assert [total.reason(day) for day in range(3)] == ["missing", "stale", "stale"]
    assert np.isnan(total.values).all()


def test_a_day_a_formula_refuses_leaves_the_other_days_as_they_are():
    """A fall of 150 % has no duration."""
    falls = days(0.2, 1.5, NAN, 0.3, reasons=[None, None, "stale", None])
    needed = computed("carry.duration_needed(1 %, fall)", fall=falls)
    assert [needed.reason(day) for day in range(4)] == [None, "error", "stale", None]
    alone = [duration_needed(np.array([0.01]), np.array([fall]))[0] for fall in (0.2, 0.3)]
    assert needed.values[[0, 3], 0].tolist() == alone
    assert needed.errors == {1: "fall[0, 0] is 1.5: it must be at least 0 and below 1"}


@pytest.mark.parametrize("text", ["1 / a", "ln(a)", "0 / a", "sqrt(a - 1)", "exp(1000 - a)"])
def test_a_result_that_is_no_number_does_not_apply_on_its_day(text):
    found = computed(text, a=days(0, 1000))
    assert (found.reason(0), found.reason(1)) == ("not_applicable", None)
    assert found.errors == {0: "there is no value for these numbers"}


@pytest.mark.parametrize("trouble", [OverflowError("too large"), MemoryError()])
def test_a_formula_that_breaks_on_a_days_numbers_spoils_that_day_alone(trouble, monkeypatch):
    def breaks(a):
        if (a > 10).any():
            raise trouble
        return a

    monkeypatch.setitem(expressions.FUNCTIONS, "abs", breaks)
    found = computed("abs(a)", a=days(1, 100, 2))
    assert [found.reason(day) for day in range(3)] == [None, "error", None]
    assert found.errors[1] in ("too large", "MemoryError")


def test_what_does_not_apply_is_passed_on_with_its_words():
    broken = computed("1 / a", a=days(0, 2))
    total = computed("b + 1", b=broken)
    assert total.reason(0) == "not_applicable"
    assert total.errors == broken.errors


def test_a_single_scenario_may_have_no_value():
    roots = computed("sqrt(a)", a=days((4, -1, 9)))
    assert (roots.reason(0), roots.without_value(0)) == (None, 1)
    assert (roots.low(0), roots.high(0)) == (2, 3)


def test_a_formula_is_not_asked_about_a_scenario_without_a_value():
    level = computed("levels.round_number_below(sqrt(a) * 1 USD/coin)", a=days((16, -1, 529)))
    assert level.values[0, [0, 2]].tolist() == [4.0, 20.0]
    assert level.without_value(0) == 1


def test_a_formula_takes_its_arguments_by_name_in_any_order():
    here = computed("carry.duration_needed(fall = b, rate_shift = a)", a=days(0.01), b=days(0.2))
    assert here.middle(0) == computed("carry.duration_needed(1 %, 20 %)").middle(0)


def test_a_power_binds_closer_than_a_sign():
    assert computed("-a ^ 2", a=days(3)).middle(0) == -9


def test_either_takes_the_second_where_the_first_is_not_known():
    first = days(1.0, NAN, NAN, reasons=[None, "missing", "stale"])
    second = days((5.0, 6.0), (7.0, 8.0), (NAN, NAN), reasons=[None, None, "missing"])
    found = computed("either(a, b)", a=first, b=second)
    assert found.values[:2].tolist() == [[1.0, 1.0], [7.0, 8.0]]
    assert [found.reason(day) for day in range(3)] == [None, None, "stale"]


def test_either_forgets_an_error_that_the_second_makes_good():
    wrong = Values(
        np.array([[NAN], [NAN]]), np.array([CODE["error"]] * 2, np.int8), {0: "a", 1: "b"}
    )
    found = computed("either(a, b)", a=wrong, b=days(3.0, NAN, reasons=[None, "missing"]))
    assert found.errors == {1: "b"}
    assert found.reason(1) == "error"
