"""Formulas that read a path: every day its own window, every scenario the same path."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pytest

from engine.cases.table import run_cases
from engine.evaluation import expressions
from engine.formulas import register
from engine.formulas.register import Formula, checking
from engine.numeric.arguments import NON_NEGATIVE, Arg, Array, Out
from engine.pages.errors import PageError
from tests.worlds import assumed, book, daily, evaluated, page_text, panel, run

WIDTH = assumed("share", "10 %", "50 %", "100 %")


def mean_of_path(
    prices: Annotated[Array, Arg("USD/coin[]", NON_NEGATIVE)],
    share: Annotated[Array, Arg("ratio")],
) -> Annotated[Array, Out("USD/coin")]:
    """A formula for these tests: the mean of the known days, times a share."""
    return np.nanmean(prices, axis=-1) * share


@pytest.fixture(autouse=True)
def a_formula_of_a_path(monkeypatch):
    monkeypatch.setitem(
        register._REGISTER, "tests.mean", Formula("tests.mean", checking(mean_of_path))
    )


def reads_a_path(**parts):
    facts = {"prices": "path(price.close, 3d)"}
    let = {"level": "tests.mean(prices, assume.share)"}
    return page_text(facts=facts, let=let, when=["level >= 0 USD/coin: sign"], **parts)


SLIDE = daily("price.close", "2025-11-17", 90, 100, 110, 90)


def test_a_formula_reads_every_day_of_the_window_in_every_scenario():
    level = evaluated(book(reads_a_path(), assumptions=WIDTH), panel(SLIDE)).value("fell", "level")
    assert level.middle(0) == pytest.approx(50.0, rel=1e-15)
    assert (level.low(0), level.high(0)) == pytest.approx((10.0, 100.0), rel=1e-15)


def test_each_day_has_the_window_that_ends_on_it():
    days = ["2025-11-16", "2025-11-17"]
    found = evaluated(book(reads_a_path(), assumptions=WIDTH), panel(SLIDE, on=days))
    assert found.value("fell", "level").values[:, 0] == pytest.approx([50.0, 50.0])
    longer = evaluated(book(reads_a_path(), assumptions=WIDTH), panel(SLIDE[:3], on=days[0]))
    assert longer.value("fell", "level").middle(0) == 50.0


def test_more_days_than_are_taken_at_once_give_what_each_gives_alone(monkeypatch):
    rows = daily("price.close", "2025-11-17", *(100.0 + i for i in range(40)))
    days = [f"2025-11-{day:02}" for day in range(1, 18)]
    whole = evaluated(book(reads_a_path(), assumptions=WIDTH), panel(rows, on=days))
    monkeypatch.setattr(expressions, "DAYS_AT_ONCE", 2)
    parts = evaluated(book(reads_a_path(), assumptions=WIDTH), panel(rows, on=days))
    found = (each.value("fell", "level").values for each in (whole, parts))
    np.testing.assert_array_equal(*found)


def test_a_day_whose_path_is_mostly_gaps_is_missing_and_spoils_no_other():
    gap = [
        *daily("price.close", "2025-11-13", 90, 100, 110),
        *daily("price.close", "2025-11-16", 1),
    ]
    level = evaluated(
        book(reads_a_path(), assumptions=WIDTH), panel(gap, on=["2025-11-13", "2025-11-16"])
    ).value("fell", "level")
    assert (level.reason(0), level.reason(1)) == (None, "missing")


def test_a_scenario_without_a_value_leaves_the_path_to_the_others():
    let = {"root": "sqrt(assume.share - 50 %)", "level": "tests.mean(prices, root)"}
    text = page_text(
        facts={"prices": "path(price.close, 3d)"}, let=let, when=["level >= 0 USD/coin: sign"]
    )
    level = evaluated(book(text, assumptions=WIDTH), panel(SLIDE)).value("fell", "level")
    assert level.without_value(0) == int(np.isnan(level.values[0]).sum()) > 0
    assert level.high(0) == pytest.approx(100 * np.sqrt(0.5))


def test_a_case_writes_the_days_of_a_path():
    cases = "| case | prices | assume.share | level |\n|--|--|--|--|\n"
    cases += "| three days | 90; 100; 110 USD/coin | 100 % | 100 USD/coin |\n"
    cases += "| a gap | 80; ?; 110 USD/coin | 100 % | 95 USD/coin |\n| none | ? | | ? |\n"
    of = book(reads_a_path(cases=cases), assumptions=WIDTH)
    assert [outcome.problems for outcome in run_cases(of, of.page("fell"))] == [(), (), ()]


@pytest.mark.parametrize(
    ("let", "sentence"),
    [
        ("prices", "prices is a path of days, which only a formula reads"),
        ("tests.mean(100 USD/coin, 1)", r"takes a path for prices: under facts, write path\("),
        ("tests.mean(now, 1)", "takes a path for prices"),
        ("levels.round_number_below(prices)", "prices is a path of days"),
    ],
)
def test_a_path_goes_to_a_formula_that_asks_for_one_and_nowhere_else(let, sentence):
    facts = {"prices": "path(price.close, 3d)", "now": "price.close"}
    text = page_text(facts=facts, let={"level": let}, when=["now >= 0 USD/coin: sign"])
    with pytest.raises(PageError, match=sentence):
        book(text)


def test_a_text_cannot_print_a_path():
    text = reads_a_path().replace("Text.", "{{ prices | price }}", 1)
    with pytest.raises(PageError, match="prices"):
        book(text, assumptions=WIDTH)


def test_a_path_of_another_page_cannot_be_borrowed():
    text = page_text("other", let={"level": "fell.prices"}, when=["level >= 0 USD/coin: sign"])
    with pytest.raises(PageError, match=r"no quantity of another claim is named 'fell\.prices'"):
        book(reads_a_path(), text, assumptions=WIDTH)


def test_a_run_with_a_path_counts_its_days_among_its_premises():
    found = run(book(reads_a_path(), assumptions=WIDTH), SLIDE)
    assert len(found.evaluation.readings["fell"]["prices"][0].facts) == 3
