"""Why a value is unknown, and what a value rests on, down to the roots."""

from __future__ import annotations

from engine.evaluation.explain import Lack, lacks, readings_under
from engine.pages.edges import Node
from tests.worlds import assumed, book, daily, evaluated, page_text, panel, run

LOW = page_text(
    "low",
    facts={"now": "price.close", "spent": "coins.spent"},
    let={"sold": "now * spent * assume.share"},
    when=["sold > 0 USD: ours"],
)
NEXT = page_text(
    "next",
    facts={"flow": "fund.flow"},
    let={"both": "low.sold * assume.weight + flow"},
    when=["both > 0 USD: ours", "ln(flow / 1 USD) > 0: ours"],
)
ASSUMED = assumed("share", "1 %", "2 %", "3 %") + assumed("weight", "1", "2", "3")
BOOK = book(LOW, NEXT, assumptions=ASSUMED)
PRICES, FLOWS, COINS = (
    daily(series, "2025-11-17", value)
    for series, value in (("price.close", 90), ("fund.flow", -5), ("coins.spent", 3))
)


def lacking(name, *facts, claim="next", on="2025-11-17"):
    found = evaluated(BOOK, panel(*facts, on=on))
    return list(lacks(BOOK, found, BOOK.page(claim), name, 0))


def test_what_is_known_lacks_nothing():
    assert lacking("both", PRICES, FLOWS, COINS) == []


def test_a_lack_is_named_by_its_series_through_every_page():
    assert lacking("both", PRICES, FLOWS) == [
        Lack("coins.spent", "missing", "no fact of coins.spent")
    ]


def test_a_stale_fact_says_how_old_it_is():
    [lack] = lacking("now", PRICES, claim="low", on="2025-11-25")
    assert (lack.what, lack.reason) == ("price.close", "stale")
    assert lack.detail == "the newest is of 2025-11-17, 8 days old; 5 are allowed"


def test_an_error_is_named_where_it_arose_and_not_where_it_arrived():
    text = page_text(
        let={"root": "sqrt(flow / 1 USD)", "more": "root + 1"},
        facts={"flow": "fund.flow"},
        when=["more > 0: ours"],
    )
    built = book(text)
    found = evaluated(built, panel(FLOWS))
    [lack] = lacks(built, found, built.page("fell"), "more", 0)
    assert (lack.what, lack.reason) == ("fell.root", "not_applicable")
    assert lack.detail == "there is no value for these numbers"


def test_an_error_and_a_missing_fact_are_both_named():
    text = page_text(
        let={"root": "sqrt(flow / 1 USD)", "more": "root * now"},
        facts={"flow": "fund.flow", "now": "price.close"},
        when=["more > 0 USD/coin: ours"],
    )
    built = book(text)
    found = evaluated(built, panel(FLOWS))
    named = [lack.what for lack in lacks(built, found, built.page("fell"), "more", 0)]
    assert named == ["fell.root", "price.close"]


def test_an_error_inside_a_condition_is_named_by_the_condition():
    """The logarithm of an outflow."""
    finding = run(BOOK, PRICES, FLOWS, COINS).findings["next"]
    inside = [lack for lack in finding.lacks if lack.reason == "not_applicable"]
    assert [lack.what for lack in inside] == ["ln(flow / 1 USD) > 0"]


def test_a_quantity_rests_on_readings_through_every_page():
    found = evaluated(BOOK, panel(PRICES, FLOWS, COINS))
    under = readings_under(BOOK, found, [Node("next", "both")], 0)
    assert [reading.value for reading in under] == [90, 3, -5]
