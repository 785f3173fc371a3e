"""The whole rule base over a panel: quantities from page to page, all days at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.clock import day_date, day_number
from tests.worlds import QUICK, TODAY, Told, assumed, book, daily, evaluated, page_text, panel, told

PRICE = page_text(
    "price_low",
    facts={"now": "price.close", "top": "peak(price.close, 5d)"},
    let={"fall": "1 - now / top"},
    when=["fall >= 10 %: ours"],
)
DOUBLE = page_text(
    "double", let={"twice": "price_low.fall * 2 * assume.weight"}, when=["twice > 15 %: ours"]
)
WEIGHT = assumed("weight", "0.5", "1", "2")
BOOK = book(PRICE, DOUBLE, assumptions=WEIGHT)


def test_quantities_flow_from_page_to_page():
    found = evaluated(BOOK, panel(daily("price.close", TODAY, 100, 90)))
    twice = found.value("double", "twice")
    assert found.value("price_low", "fall").middle(0) == pytest.approx(0.1)
    assert (twice.middle(0), twice.low(0), twice.high(0)) == pytest.approx((0.2, 0.1, 0.4))
    assert found.pages["price_low"].lines["price_low#1"].true.tolist() == [True]
    assert found.pages["double"].lines["double#1"].reason(0) == "straddles"


def test_what_is_missing_on_one_page_is_upstream_on_the_next():
    found = evaluated(BOOK, panel())
    assert found.value("price_low", "fall").reason(0) == "missing"
    assert found.value("double", "twice").reason(0) == "upstream"
    assert found.pages["double"].lines["double#1"].reason(0) == "upstream"


def test_a_quantity_is_computed_whatever_the_finding():
    found = evaluated(BOOK, panel(daily("price.close", TODAY, 100, 99, 99, 99, 99)))
    assert found.pages["price_low"].lines["price_low#1"].false.tolist() == [True]
    assert found.value("price_low", "fall").middle(0) == pytest.approx(0.01)


def test_two_names_for_one_request_get_the_same_reading():
    again = page_text("again", facts={"price": "price.close"}, when=["price > 5 USD/coin: ours"])
    found = evaluated(book(PRICE, again), panel(daily("price.close", TODAY, 100, 99)))
    assert found.readings["again"]["price"] == found.readings["price_low"]["now"]


def test_the_facts_of_one_page_are_read_from_one_provider_and_those_of_another_anew():
    top = {"now": "price.close", "top": "peak(price.close, 60d)"}
    fell = page_text("fell", facts=top, when=["now < top: ours"])
    alone = page_text("alone", facts={"now": "price.close"}, when=["now > 5 USD/coin: ours"])
    days = [told("price.close", "2025-10-07", 94, "essay"), told("price.close", TODAY, 68, "essay")]
    found = evaluated(book(fell, alone), panel(days, told("price.close", TODAY, 33)))
    values = {(claim, name): found.value(claim, name).middle(0) for claim, name in (
        ("fell", "now"), ("fell", "top"), ("alone", "now"))}  # fmt: skip
    assert list(values.values()) == [68, 94, 33]


def test_a_members_line_of_a_group_is_computed_too():
    grouped = page_text(
        "grouped",
        facts={"now": "price.close"},
        when=["any of: [now > 100 USD/coin, now < 95 USD/coin]"],
    )
    lines = evaluated(book(grouped), panel(daily("price.close", TODAY, 90))).pages["grouped"].lines
    assert {name: bool(line.true[0]) for name, line in lines.items()} == {
        "grouped#1.1": False,
        "grouped#1.2": True,
    }


sparse = st.dictionaries(
    st.integers(day_number(TODAY) - 20, day_number(TODAY)), st.integers(1, 9), min_size=1
)


@QUICK
@given(sparse)
def test_all_days_at_once_come_out_as_each_day_by_itself(prices):
    """With a correction known two days late for every price."""
    facts = [
        Told("price.close", day, value + late, known_at=(day + late + 1) * 86_400 - 1)
        for day, value in prices.items()
        for late in (0, 2)
    ]
    week = [
        day_date(day).isoformat() for day in range(day_number(TODAY) - 6, day_number(TODAY) + 1)
    ]
    together = evaluated(BOOK, panel(facts, on=week))
    for row, day in enumerate(week):
        alone = evaluated(BOOK, panel(facts, on=day))
        for claim, page in together.pages.items():
            for name, values in page.values.items():
                own = alone.value(claim, name)
                assert values.reason(row) == own.reason(0)
                np.testing.assert_array_equal(values.values[row], own.values[0])
            for name, line in page.lines.items():
                own = alone.pages[claim].lines[name]
                assert (line.true[row], line.false[row]) == (own.true[0], own.false[0])
                np.testing.assert_array_equal(line.margin[row], own.margin[0])
