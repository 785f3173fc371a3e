"""The language of a page: text in, syntax tree out, or one sentence about what cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from engine.pages.builder import EXAMPLES, parse
from engine.pages.expressions import Binary, Call, Name, Negative, Number, Power, Upstream
from engine.pages.grammar import Measured, SyntaxProblem
from engine.pages.page import Comparison, RestsOn
from tests.every import every

A, B, C = Name("a"), Name("b"), Name("c")


def test_a_series_by_itself_is_its_newest_value():
    assert parse("price.close", "fact") == Measured("price.close", "latest")


def test_a_measure_keeps_its_window_in_days():
    measured = parse("peak(policy.cut_odds, 45d)", "fact")
    assert (measured.series, measured.measure) == ("policy.cut_odds", "peak")
    assert [argument.value for argument in measured.arguments] == [45.0]


def test_a_measure_may_name_another_series():
    measured = parse("at_peak(price.close, derivatives.open_interest, 90d)", "fact")
    assert measured.arguments[0] == "derivatives.open_interest"


@pytest.mark.parametrize(
    "text", ["policy.cut_odds @ 2025-12-10", "peak(policy.cut_odds @ 2025-12-10, 45d)"]
)
def test_a_target_is_a_date_after_the_series(text):
    assert parse(text, "fact").target == date(2025, 12, 10)


@every(
    ("text", "canonical", "dimension"),
    [
        ("90 %", 0.9, ()),
        ("3.97 %", 0.0397, ()),
        ("25 bp", 0.0025, ()),
        ("−1.1 USD bn", -1.1e9, (("USD", 1),)),
        ("-3 pp", -0.03, ()),
        ("45d", 45.0, (("day", 1),)),
        ("12 hours", 0.5, (("day", 1),)),
        ("1,234,567.5 coins", 1234567.5, (("coin", 1),)),
        ("94,500 USD/coin", 94500.0, (("USD", 1), ("coin", -1))),
        ("50 coins k", 50_000.0, (("coin", 1),)),
        ("98.5 % of par", 0.985, ()),
        ("7", 7.0, ()),
    ],
)
def test_a_number_is_held_in_canonical_units(text, canonical, dimension):
    number = parse(text, "quoted")
    assert number.value == pytest.approx(canonical, rel=1e-15)
    assert number.dimension == tuple(sorted(dimension))


@every(
    ("text", "tree"),
    [
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a / b / c", Binary("/", Binary("/", A, B), C)),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a * b ^ 2", Binary("*", A, Power(B, 2))),
        ("-a ^ 2", Negative(Power(A, 2))),
        ("a - -b", Binary("-", A, Negative(B))),
        ("cascade.total_fall", Upstream("cascade", "total_fall")),
        ("max(a, b)", Call("max", (A, B), ())),
        ("tests.any_of_three(a, b, c)", Call("tests.any_of_three", (A, B, C), ())),
        ("f(a, step = b + c)", Call("f", (A,), (("step", Binary("+", B, C)),))),
        ("a * 2", Binary("*", A, Number(2.0, "", ()))),
    ],
)
def test_an_expression_reads_as_in_arithmetic(text, tree):
    assert parse(text, "sum") == tree


@pytest.mark.parametrize("operator", [">=", ">", "<=", "<"])
def test_a_line_compares_two_expressions(operator):
    assert parse(f"a - b {operator} c", "line") == Comparison(Binary("-", A, B), operator, C)


def test_a_line_may_rest_on_another_claim():
    assert parse("claim cascade", "line") == RestsOn("cascade")
    assert parse("not claim cascade", "line") == RestsOn("cascade", negated=True)


@pytest.mark.parametrize(
    ("text", "how", "low", "high"),
    [
        ("40 %", "exactly", 0.4, 0.4),
        ("about 90 %", "about", 0.9, 0.9),
        ("> 5 %", "above", 0.05, 0.05),
        ("< 5 %", "below", 0.05, 0.05),
        ("55 .. 75 %", "between", 0.55, 0.75),
        ("−2 .. −1 USD bn", "between", -2e9, -1e9),
        ("50 bp .. 1 %", "between", 0.005, 0.01),
        ("2 .. 3", "between", 2, 3),
    ],
)
def test_what_a_document_says_is_read_five_ways(text, how, low, high):
    said = parse(text, "said")
    assert (said.how, said.low.value, said.high.value) == (how, low, high)


@every(
    ("text", "start", "sentence"),
    [
        ("a +", "sum", "'a +' ends too early"),
        ("(a", "sum", "'(a' ends too early"),
        ("", "sum", "'' ends too early"),
        ("a b", "sum", "'a b' cannot be read from 'b' on"),
        ("a ? b", "sum", "'a ? b' cannot be read from '? b' on"),
        ("a >= b >= c", "line", "'a >= b >= c' cannot be read from '>= c' on"),
        ("clam cascade", "line", "'clam cascade' cannot be read from 'cascade' on"),
        ("1e5", "sum", "'1e5' cannot be read from '5' on"),
        ("5 percent", "sum", "in '5 percent': unit 'percent' is not known; write %"),
        ("5 USD mn", "quoted", "'5 USD mn' cannot be read from 'mn' on"),
        ("a ^ 2.5", "sum", "in 'a ^ 2.5': a power must be a whole number, not 2.5"),
        (
            "x.y @ 2025-13-01",
            "fact",
            "in 'x.y @ 2025-13-01': 2025-13-01 is not in the calendar; write a day such as "
            "2025-12-10",
        ),
        (
            "75 .. 55 %",
            "said",
            "in '75 .. 55 %': a range is written from its low end to its high end",
        ),
        (
            "at_peak(a.b, c.d @ 2025-12-10, 9d)",
            "fact",
            "in 'at_peak(a.b, c.d @ 2025-12-10, 9d)': a date after '@' goes with the first series"
            " only",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, start, sentence):
    with pytest.raises(SyntaxProblem) as caught:
        parse(text, start)
    advice = f"; write {EXAMPLES[start]}"
    unread = sentence.endswith((" on", "too early"))
    assert str(caught.value) == sentence + (advice if unread else "")


@pytest.mark.parametrize("sign", ["=", "==", "≥", "≤", "!="])
def test_a_sign_that_compares_nothing_is_told_the_four_that_do(sign):
    with pytest.raises(SyntaxProblem, match=r"on; write >=, <=, > or <$"):
        parse(f"a {sign} b", "line")
