"""The rules of the house: what a page that loads may still leave open."""

from __future__ import annotations

import pytest

from engine.cases.house import wants
from tests.worlds import CATALOG, assumed, book, page_text

HEAD = "| case | now | finding |\n|--|--|--|\n"
CASES = (
    HEAD + "| at it | 100 USD/coin | holds |\n| over it | 100.1 USD/coin | fails |\n"
    "| nobody knows | ? | unknown |\n"
)


def low(claim="fell", **parts):
    given = {"facts": {"now": "price.close"}, "when": ["now <= 100 USD/coin: ours"], "cases": CASES}
    return page_text(claim, **(given | parts))


def problems(*pages, **more):
    return [want.problem for want in wants(book(*pages, **more), CATALOG)]


def test_a_page_with_every_outcome_shown_leaves_nothing_open():
    assert problems(low()) == []


def test_a_want_has_the_file_and_the_line_of_its_condition():
    text = low(cases=CASES.replace("| over it | 100.1 USD/coin | fails |\n", ""))
    found = {want.problem: want for want in wants(book(text), CATALOG)}
    want = found["no case sees 'now <= 100 USD/coin' false; add one that does"]
    assert want.file == "rules/chapter/fell.md"
    assert text.splitlines()[want.line - 1] == "  - now <= 100 USD/coin: ours"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"cases": ""}, "a measurement needs cases"),
        (
            {"cases": CASES.replace("| nobody knows | ? | unknown |\n", "")},
            "no case ends in unknown",
        ),
        ({"when": ["now <= 100 USD/coin"]}, "does not say where its threshold comes from"),
        (
            {"facts": {"now": "price.close", "high": "peak(price.close, 9d)"}},
            "nothing uses high; print it, test it in a case or remove it",
        ),
        (
            {"cases": CASES.replace("100.1", "200")},
            "no case lies near enough to this threshold, on both sides, to notice it move",
        ),
        (
            {
                "facts": {"now": "price.close", "rate": "dollar.rate"},
                "when": ["now <= 100 USD/coin: ours", "rate >= 0.8: ours"],
            },
            "give the number in 'rate >= 0.8' a unit, such as %",
        ),
    ],
)
def test_what_is_left_open_is_said(parts, problem):
    assert problem in " · ".join(problems(low(**parts)))


PREMISED = (
    "| case | fell | finding |\n|--|--|--|\n| so | holds | holds |\n| not | fails | fails |\n"
    "| open | ? | unknown |\n"
)


@pytest.mark.parametrize(
    ("lost", "word"),
    [("| so | holds | holds |\n", "hold"), ("| open | ? | unknown |\n", "unknown")],
)
def test_a_premise_must_be_seen_to_hold_to_fail_and_unknown(lost, word):
    assert problems(low(), page_text("deep", when=["claim fell"], cases=PREMISED)) == []
    left = page_text("deep", when=["claim fell"], cases=PREMISED.replace(lost, ""))
    assert f"no case sees 'claim fell' {word}; add one that does" in problems(low(), left)


def test_a_name_that_only_another_page_reads_is_used():
    let = {"fall": "1 - now / (100 USD/coin)"}
    other = page_text("deep", when=["fell.fall >= 10 %: ours"], cases="")
    found = problems(low(let=let), other)
    assert not any("nothing uses fall" in problem for problem in found)
    assert any("nothing uses fall" in problem for problem in problems(low(let=let)))


def test_a_text_that_prints_a_name_uses_it():
    facts = {"now": "price.close", "high": "peak(price.close, 9d)"}
    text = low(facts=facts).replace("Text.", "{{ high | price }} stood before.", 1)
    assert problems(text) == []


def test_an_assumption_that_no_page_uses_is_named():
    found = list(wants(book(low(), assumptions=assumed("idle", "1 %", "2 %", "3 %")), CATALOG))
    assert [(w.file, w.problem) for w in found] == [
        ("rules/assumptions.yaml", "no page uses idle; remove it")
    ]
