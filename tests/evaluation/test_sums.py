"""The arithmetic inside a document: its own numbers worked out beside what it says they give."""

from __future__ import annotations

import pytest

from engine.evaluation.sums import document_sums
from engine.pages.library import load_book
from tests.worlds import assumed, book, page_text

FACTS = {"top": "peak(price.close, 90d)", "now": "price.close"}
WHEN = ["now < 100 USD/coin: ours"]


def sums(said, let, *others, assumptions=""):
    text = page_text(facts=FACTS, said=said, let=let, when=WHEN)
    of = book(text, *others, assumptions=assumptions)
    return document_sums(of, of.page("fell"))


@pytest.mark.parametrize(
    ("stated", "adds_up"),
    [("26 USD/coin", True), ("27.3 USD/coin", True), ("27.5 USD/coin", False),
     ("about 28.8 USD/coin", True), ("about 29 USD/coin", False), ("> 26 USD/coin", False),
     ("> 25 USD/coin", True), ("20 .. 30 USD/coin", True)],
)  # fmt: skip
def test_a_stated_difference_is_worked_out_from_what_is_stated(stated, adds_up):
    """Within a twentieth of it, a tenth after "about"."""
    said = {"top": "about 94 USD/coin", "now": "68 USD/coin", "fall": stated}
    [found] = sums(said, {"fall": "top - now"})
    assert (found.comes_to, found.agrees) == (26, adds_up)
    assert [each.text for each in found.inputs] == ["about 94 USD/coin", "68 USD/coin"]


@pytest.mark.parametrize(
    ("said", "let"),
    [
        ({"top": "94 USD/coin", "fall": "26 USD/coin"}, {"fall": "top - now"}),
        ({"top": "9 USD/coin", "now": "> 6 USD/coin", "fall": "3 USD/coin"}, {"fall": "top - now"}),
        ({"fall": "26 USD/coin"}, {"fall": "26 USD/coin"}),
    ],
    ids=["one is not stated", "one is no plain number", "nothing under it is stated"],
)  # fmt: skip
def test_what_does_not_follow_from_stated_numbers_is_not_checked(said, let):
    assert sums(said, let) == ()


def test_a_number_stated_on_another_page_for_the_same_measure_counts():
    other = page_text("rose", facts=FACTS, said={"top": "94 USD/coin"}, when=WHEN)
    said = {"now": "68 USD/coin", "fall": "26 USD/coin"}
    assert [each.agrees for each in sums(said, {"fall": "top - now"}, other)] == [True]
    foreign = page_text("rose", source="J3", facts=FACTS, said={"top": "94 USD/coin"}, when=WHEN)
    assert sums(said, {"fall": "top - now"}, foreign) == ()


def test_what_rests_on_an_assumption_is_no_arithmetic_of_the_document():
    said = {"top": "94 USD/coin", "part": "9.4 USD/coin"}
    let = {"part": "top * assume.share"}
    assert sums(said, let, assumptions=assumed("share", "5 %", "10 %", "20 %")) == ()


def test_the_essays_own_sums_add_up():
    """As the built-in pages quote them: 94 less 68 is 26, from 40,000 to 126,000 is 215 % up."""
    of = load_book()
    found = {f"{p.claim}.{s.name}": s.agrees for p in of.pages for s in document_sums(of, p)}
    assert found["open_interest_evaporated.fall"]
    assert found["rally_in_a_year.gain"]
