"""Formulas that give records: one call, fields published and read by name."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
import pytest

from engine.cases.table import run_cases
from engine.formulas import register
from engine.formulas.register import Formula, checking
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Arg, Array, Out
from engine.pages.errors import PageError
from tests.worlds import assumed, book, evaluated, page_text, panel, run, told

CALLS: list[int] = []
SHARE = assumed("share", "10 %", "50 %", "100 %")
PRICE = told("price.close", "2025-11-17", 100)


class Ends(NamedTuple):
    first: Annotated[Array, Out("USD/coin", "the lower")]
    last: Annotated[Array, Out("USD/coin", "the upper")]


class Split(NamedTuple):
    part: Annotated[Array, Out("USD/coin", "the share of it")]
    root: Annotated[Array, Out("ratio", "of the share less a half; none below it")]
    ends: Ends


def split(
    price: Annotated[Array, Arg("USD/coin", POSITIVE, "P")],
    share: Annotated[Array, Arg("ratio", NON_NEGATIVE, "s")],
) -> Split:
    """For these tests."""
    CALLS.append(1)
    return Split(price * share, np.sqrt(share - 0.5), Ends(price - share, price + share))


@pytest.fixture(autouse=True)
def a_formula_that_gives_a_record(monkeypatch):
    CALLS.clear()
    monkeypatch.setitem(register._REGISTER, "tests.split", Formula("tests.split", checking(split)))


def splits(share="assume.share", when="cut.part >= 40 USD/coin", **parts):
    facts, let = {"now": "price.close"}, {"cut": f"tests.split(now, {share})"}
    return page_text(facts=facts, let=let | parts.pop("let", {}), when=[f"{when}: ours"], **parts)


def test_every_field_is_published_under_its_name_from_one_call():
    found = evaluated(book(splits(), assumptions=SHARE), panel(PRICE)).pages["fell"].values
    assert list(found) == ["now", "cut.part", "cut.root", "cut.ends.first", "cut.ends.last"]
    assert found["cut.part"].middle(0) == 50.0
    assert (found["cut.ends.first"].low(0), found["cut.ends.last"].high(0)) == (99.0, 101.0)
    assert len(CALLS) == 2  # the scenarios without a root are looked at again


def test_a_field_without_a_value_leaves_the_others_theirs():
    found = evaluated(book(splits("20 %")), panel(PRICE)).pages["fell"].values
    assert found["cut.part"].middle(0) == pytest.approx(20.0)
    assert found["cut.root"].reason(0) == "not_applicable"


def test_a_day_that_the_formula_refuses_is_an_error_in_every_field():
    found = evaluated(book(splits("0 - 20 %")), panel(PRICE)).pages["fell"].values
    assert {found[name].reason(0) for name in found if name != "now"} == {"error"}
    assert "share" in found["cut.ends.last"].errors[0]


def test_a_field_is_read_by_other_lets_other_pages_lines_and_texts():
    first = splits(let={"twice": "2 * cut.ends.last"}, said={"cut.part": "about 50 USD/coin"})
    first = first.replace(
        "## Holds\nText.", "## Holds\n{{ cut.ends.first | price }} {{ said.cut.part }}."
    )
    second = page_text("fed", let={"up": "fell.cut.ends.last - fell.cut.part"},
                       when=["fell.cut.part > 0 USD/coin: sign"])  # fmt: skip
    second = second.replace("## Holds\nText.", "## Holds\n{{ fell.cut.part | price }}.")
    answered = run(book(first, second, assumptions=SHARE), PRICE)
    assert answered.evaluation.value("fell", "twice").middle(0) == 201.0
    assert answered.evaluation.value("fed", "up").middle(0) == 50.5
    assert answered.findings["fed"].status == "holds"


def test_a_case_expects_a_field_and_says_what_it_got():
    cases = (
        "| case | now | finding | cut.part |\n|--|--|--|--|\n| half | 90 USD/coin | holds | {} |"
    )
    right, wrong = (splits("50 %", cases=cases.format(f"{n} USD/coin")) for n in (45, 46))
    [good], [bad] = (run_cases(found, found.page("fell")) for found in (book(right), book(wrong)))
    assert good.problems == ()
    assert bad.problems[0].startswith("cut.part is 45 USD/coin, not 46 USD/coin")


def test_the_whole_record_is_no_number():
    with pytest.raises(PageError, match=r"tests.split gives a record of part, root, ends.first"):
        book(splits("50 %", let={"more": "2 * tests.split(now, 50 %)"}))


@pytest.mark.parametrize("name", ["cut.prat", "cut.ends", "cut"])
def test_a_name_that_is_no_field_is_refused(name):
    with pytest.raises(PageError, match=rf"no fact or quantity is named '{name}'"):
        book(splits("50 %", when=f"{name} > 0 USD/coin"))


def test_a_text_that_names_no_field_is_refused():
    text = splits("50 %").replace("## Holds\nText.", "## Holds\n{{ cut.ends.frist | price }}")
    with pytest.raises(PageError, match=r"cut.ends has no 'frist'; nearest: first"):
        book(text)
