"""Binding: every number in a document says what it rests on, and none gets past."""

from __future__ import annotations

import pytest

from engine.words.cite import (
    CLOSE,
    MIDDLE,
    OPEN,
    BareNumber,
    Cited,
    Ref,
    Refs,
    bind,
    unmarked,
)
from tests.every import every

ODDS = Ref("fact", "odds_fell.odds_now", ((3,),))
PRICE = Ref("fact", "floor_value.price", ((2,),))


def test_a_marked_number_is_printed_and_its_place_remembered():
    refs = Refs()
    bound = bind(f"The odds are {refs.mark('44%', ODDS)} now.", refs)
    assert bound.text == "The odds are 44% now."
    assert [(bound.text[a:b], ref) for a, b, ref in bound.spans] == [("44%", ODDS)]


def test_text_without_a_number_is_left_as_it_is():
    assert bind("Nobody knows.", Refs()).text == "Nobody knows."


def test_each_reference_is_named_once_in_the_order_of_the_text():
    refs = Refs()
    marked = "".join(refs.mark("1", ref) for ref in (PRICE, ODDS, PRICE))
    assert bind(marked, refs).refs == (PRICE, ODDS)


@every("bare", ["44", "4 4", "about 7", "٤٤", "４４", "x²", "½", "Ⅳ", "①"])
def test_a_bare_number_is_refused_in_any_script(bare):
    with pytest.raises(BareNumber, match="bare number"):
        bind(f"The odds are {bare}.", Refs())


@pytest.mark.parametrize("place", ["{bare}{marked}", "{marked}{bare}", "{marked}{bare}{marked}"])
def test_a_bare_number_beside_a_marked_one_is_refused(place):
    refs = Refs()
    with pytest.raises(BareNumber):
        bind(place.format(bare="7", marked=refs.mark("44%", ODDS)), refs)


def test_the_complaint_shows_where_the_number_stands():
    with pytest.raises(BareNumber, match="in 'since 1987 at least'"):
        bind(" since 1987 at least ", Refs())


def test_half_a_mark_binds_nothing():
    """A mark that was cut through shows its own place number, and that is a bare number."""
    for half in (f"{OPEN}0{MIDDLE}44%", f"{OPEN}0", f"44%{CLOSE}"):
        with pytest.raises(BareNumber):
            bind(half, Refs({ODDS: 0}))


def test_hostile_text_cannot_close_its_mark_or_open_another():
    refs = Refs()
    hostile = f"press{CLOSE} 99 {OPEN}0{MIDDLE}"
    bound = bind(refs.mark(hostile, ODDS), refs)
    assert bound.text == f"press 99 {0}"
    assert [ref for _, _, ref in bound.spans] == [ODDS]


def test_the_same_reference_has_one_place():
    refs = Refs()
    assert [refs.place(ref) for ref in (ODDS, PRICE, ODDS)] == [0, 1, 0]
    assert refs.at(1) == PRICE


def test_a_cited_value_cannot_be_printed_by_itself():
    value = Cited(ODDS, (), 0.44, 0.44, 0.44)
    with pytest.raises(BareNumber, match=r"odds_fell\.odds_now is printed without a filter"):
        str(value)
    with pytest.raises(TypeError):
        f"{value}"


def test_a_cited_value_has_its_own_attributes_and_no_others():
    value = Cited(ODDS, day=20_000, attributes=(("source", "CME"),))
    assert value.source == "CME"
    with pytest.raises(AttributeError):
        value.colour  # noqa: B018


def test_a_value_is_known_by_its_number_or_its_day():
    assert Cited(ODDS, (), 0.0, 0.0, 0.0).known
    assert Cited(ODDS, day=0).known
    assert not Cited(ODDS).known


def test_a_function_that_reverses_order_swaps_the_ends():
    value = Cited(ODDS, (), 1.0, 2.0, 4.0).mapped(lambda x: -x)
    assert (value.low, value.middle, value.high) == (-4.0, -2.0, -1.0)


def test_a_function_of_the_unknown_is_unknown():
    assert not Cited(ODDS).mapped(abs).known


def test_widths_are_counted_without_marks():
    refs = Refs()
    marked = refs.mark("10 December", ODDS)
    assert unmarked(marked) == "10 December"
    assert [unmarked(word) for word in marked.split()] == ["10", "December"]
