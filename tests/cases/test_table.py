"""Cases on a page: rows that bind names, what they must come to, and cells that make no sense."""

from __future__ import annotations

import pytest

from engine.cases.table import run_cases
from engine.pages.builder import EXAMPLES
from tests.every import every
from tests.worlds import assumed, book, page_text

FACTS = {"peak": "peak(price.close, 90d)", "now": "price.close"}
LET = {"fall": "1 - now / peak", "lost": "(peak - now) * 2 coins"}
WHEN = ["fall >= 20 %: ours"]


def table(*rows):
    """A Markdown table from its rows, cells between bars."""
    head, *body = rows
    return "\n".join(
        [f"| {head} |", "|" + "---|" * (head.count("|") + 1), *(f"| {row} |" for row in body)]
    )


def problems(*rows, facts=None, let=None, when=WHEN, claim="fell", others=(), **more):
    """What is wrong with each case of one page."""
    text = page_text(
        claim, facts=FACTS if facts is None else facts, let=LET if let is None else let,
        when=when, cases=table(*rows), **more.pop("page", {}),
    )  # fmt: skip
    built = book(text, *others, **more)
    return [outcome.problems for outcome in run_cases(built, built.page(claim))]


def test_a_case_that_comes_out_as_written_has_no_problems():
    assert problems(
        "case        | peak         | now          | finding | fall | lost   ",
        "exactly     | 100 USD/coin | 80 USD/coin  | holds   | 20 % | 40 USD ",
        "a tick short| 100 USD/coin | 80.1 USD/coin| fails   |      |        ",
        "nobody said | 100 USD/coin | ?            | unknown | ?    | ?      ",
    ) == [(), (), ()]


def test_what_differs_is_said_for_each_expectation_in_the_order_of_the_table():
    [wrong] = problems(
        "case | peak         | now         | lost   | fall | finding",
        "odd  | 100 USD/coin | 90 USD/coin | 40 USD | ?    | holds  ",
    )
    assert wrong == (
        "finding is fails, not holds; write fails, or mend the condition",
        "lost is 20 USD, not 40 USD; check the cell and `let`",
        "fall is 0.1, not unknown; check the cell and `let`",
    )


def test_an_unknown_quantity_gives_its_reason():
    [wrong] = problems(
        "case | peak | now         | fall | finding",
        "odd  | ?    | 90 USD/coin | 10 % | holds  ",
    )
    assert wrong == (
        "finding is unknown, not holds; write unknown, or mend the condition",
        "fall is unknown (missing), not 10 %; check the cell and `let`",
    )


@every(
    ("written", "met"),
    [
        ("33.3 %", True),
        ("33 %", True),
        ("33.33 %", True),
        ("33.4 %", False),
        ("34 %", False),
        ("3,333 bp", True),
        ("0.333", True),
        ("0.3", True),
        ("0.34", False),
    ],
)
def test_a_number_is_met_when_it_prints_as_written(written, met):
    [wrong] = problems(
        "case | peak        | now         | fall",
        f"odd  | 90 USD/coin | 60 USD/coin | {written}",
    )
    assert (wrong == ()) is met


@pytest.mark.parametrize("written", ["45 days", "45d", "1,080 hours", "0.1232 years"])
def test_a_number_may_be_written_in_any_spelling_of_its_unit(written):
    when = ["wait > 1 day: ours"]
    assert problems("case | wait", f"a | {written}", let={"wait": "45 days"}, when=when) == [()]


@pytest.mark.parametrize("minus", ["-", "−", "− "])
def test_a_negative_number_may_be_written_with_either_minus(minus):
    row = f"down | 100 USD/coin | 90 USD/coin | {minus}10 %"
    let, when = {"rise": "now / peak - 1"}, ["rise < 0 %: ours"]
    assert problems("case | peak | now | rise", row, let=let, when=when) == [()]


@pytest.mark.parametrize("written", ["33.2 %", "33.3 %"])
def test_a_number_halfway_between_two_may_be_written_as_either(written):
    row = f"half | 80 USD/coin | 53.4 USD/coin | {written}"
    assert problems("case | peak | now | fall", row) == [()]


THIN = assumed("depth", "1 %", "2 %", "4 %")


def test_a_range_is_met_by_its_ends_and_a_number_by_the_central_scenario():
    let = {"fall": "now / peak * assume.depth"}
    head, facts = "case | peak | now | fall", "| 100 USD/coin | 50 USD/coin |"
    rows = [
        f"ends {facts} 0.5 .. 2.0 %",
        f"mixed {facts} 50 bp .. 2 %",
        f"middle {facts} 1 %",
        f"off {facts} 0.5 .. 1 %",
    ]
    assert problems(head, *rows, let=let, when=["fall > 3 %: ours"], assumptions=THIN) == [
        (),
        (),
        (),
        ("fall ranges from 0.005 to 0.02, not 0.5 .. 1 %; check the cell and `let`",),
    ]


def test_a_case_may_pin_an_assumption():
    found = problems(
        "case     | assume.depth | share      | finding",
        "as given |              | 1 .. 4 %   | unknown",
        "unknown  | ?            | 1 .. 4 %   | unknown",
        "pinned   | 3 %          | 3 .. 3 %   | holds  ",
        "too low  | 2.9 %        | 2.9 %      | fails  ",
        facts={},
        let={"share": "assume.depth"},
        when=["share >= 3 %: ours"],
        assumptions=THIN,
    )
    assert found == [(), (), (), ()]


def test_upstream_quantities_and_findings_are_bound_like_facts():
    cascade = page_text("cascade", facts={"fall": "price.close"}, when=["fall > 5 USD/coin: ours"])
    found = problems(
        "case       | cascade | cascade.fall | finding",
        "both       | holds   | 9 USD/coin   | holds  ",
        "one fails  | fails   | 9 USD/coin   | fails  ",
        "neither    | ?       | ?            | unknown",
        "blank      |         | 9 USD/coin   | unknown",
        "decided    | ?       | 1 USD/coin   | fails  ",
        facts={},
        let={},
        when=["claim cascade", "cascade.fall > 5 USD/coin: ours"],
        others=[cascade],
    )
    assert found == [()] * 5


def test_a_fact_that_no_column_binds_is_unknown():
    assert problems("case | peak | finding", "odd | 9 USD/coin | unknown") == [()]


def test_a_page_without_judgement_is_stated_when_all_it_shows_is_known():
    found = problems(
        "case | now         | half        | finding",
        "a    | 8 USD/coin  | 4 USD/coin  | stated ",
        "b    | ?           | ?           | unknown",
        let={"half": "now / 2"},
        when=(),
        page={"kind": "definition", "sections": ["Shows"]},
    )
    assert found == [(), ()]


def test_a_page_without_cases_comes_to_nothing():
    built = book(page_text(facts=FACTS, let=LET, when=WHEN))
    assert run_cases(built, built.page("fell")) == ()


@every(
    ("column", "cell", "sentence"),
    [
        ("nwo", "5", "no fact, quantity or premise is named 'nwo'; nearest: now"),
        ("assume.dpeth", "5", "no fact, quantity or premise is named 'assume.dpeth'"),
        ("now", "cheap", "'cheap' cannot be read from 'cheap' on"),
        ("now", "5 percent", "in '5 percent': unit 'percent' is not known; write %"),
        ("now", "5 %", "now is in USD/coin, which '5 %' is not"),
        ("now", "about 5 %", "'about 5 %' cannot be read from 'about 5 %' on"),
        ("now", "1 .. 2 %", "'1 .. 2 %' cannot be read from '.. 2 %' on"),
        ("fell", "maybe", "no fact, quantity or premise is named 'fell'"),
        ("finding", "hold", "finding is 'hold' here; write holds, fails, unknown or stated"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named_with_its_line(refused, column, cell, sentence):
    found = refused(problems, f"case | {column}", f"odd | {cell}")
    line = 23 if sentence.startswith("no fact") else 25
    assert found.startswith(f"rules/chapter/fell.md line {line}: {sentence}")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("> 5 %", "fall: write the number itself or a range, not '> 5 %'"),
        ("about 5 %", "fall: write the number itself or a range, not 'about 5 %'"),
        ("5 USD", "fall is in %, which '5 USD' is not; write 5 %"),
        ("4 .. 5 USD", "fall is in %, which '4 .. 5 USD' is not; write 4 % .. 5 %"),
        ("lots", f"'lots' cannot be read from 'lots' on; write {EXAMPLES['said']}"),
    ],
)
def test_an_expectation_that_makes_no_sense_is_named_with_its_line(refused, cell, sentence):
    row = f"odd | 100 USD/coin | 90 USD/coin | {cell}"
    found = refused(problems, "case | peak | now | fall", row)
    assert found.partition(": ")[2] == sentence


def test_a_premise_is_one_of_three_words(refused):
    cascade = page_text("cascade", facts={"now": "price.close"}, when=["now > 5 USD/coin: ours"])
    rows = ("case | cascade", "odd | true")
    sentence = refused(problems, *rows, let={}, when=["claim cascade"], others=[cascade])
    assert sentence.partition(": ")[2] == "cascade is 'true' here; write holds, fails or ?"


def test_the_decimals_of_a_number_with_thousands_count():
    [wrong] = problems(
        "case | peak             | now             | lost         ",
        "odd  | 100,000 USD/coin | 95,000 USD/coin | 10,000.45 USD",
    )
    assert wrong == ("lost is 10000 USD, not 10,000.45 USD; check the cell and `let`",)
