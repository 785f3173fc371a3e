"""A claim on one card: its page, what it came to, and its document against the facts."""

from __future__ import annotations

import pytest

from engine.pages.library import load_book
from engine.proof.card import card_of
from engine.proof.card_text import as_text
from tests.desk import FUNDS_LEFT, NEW_GOLD, ask, ask_with, book_of, edited, fact, facts, without

SAYS = edited(FUNDS_LEFT, "when:", "said:\n  flow: > 500 USD m (out of the funds)\nwhen:")


def test_every_built_in_page_has_a_card_without_facts():
    """With its reading in plain words."""
    book = load_book()
    cards = [card_of(book, page, None) for page in book.pages]
    assert all(card["title"] in as_text(card) and "{{" not in card["reading"] for card in cards)
    assert all(row["verdict"] == "cannot be checked" for card in cards for row in card["said"])


def test_it_says_what_rests_on_what(kb, book):
    card = card_of(book, book.page("floor_flows"), ask(kb, book))
    assert card["rests_on"] == [{"claim": "funds_left", "how": "fails", "finding": "holds"}]
    assert card["rested_on_by"] == [{"claim": "floor_reached", "how": "holds", "finding": "fails"}]


def test_a_condition_has_its_reason_and_what_it_came_to(kb, book):
    [line] = card_of(book, book.page("odds_fell"), ask(kb, book))["lines"]
    assert line["reason"] == "our reading of a collapse"
    assert line["truth"] == "true, 51 pp against 25 pp, margin 26 pp"


def test_a_disputed_number_says_by_how_much_and_by_whom():
    run = ask_with(facts(), funds_left=SAYS)
    card = card_of(run.book, run.book.page("funds_left"), run)
    assert card["said"][0]["gap"] == pytest.approx(-992e6)
    assert "measured −$492m; disputed by $992m (Farside Investors)" in as_text(card)


def test_a_number_nobody_measured_cannot_be_checked_and_says_why():
    run = ask_with(without("etf.net_flow"), funds_left=SAYS)
    text = as_text(card_of(run.book, run.book.page("funds_left"), run))
    assert "said > 500 USD m; cannot be checked: no other source" in text


def test_a_document_on_one_asset_says_nothing_of_another():
    priced = [fact("price.close", 3_000, "USD/coin", asset="eth")]
    run = ask_with(priced, asset="eth", funds_left=SAYS)
    text = as_text(card_of(run.book, run.book.page("funds_left"), run))
    assert "cannot be checked: The essay speaks of BTC, not of ETH" in text


OPINION = edited(NEW_GOLD, "kind: opinion", "kind: opinion\nlet:\n  held: 2 oz\n  tenth: held / 10")
WEIGHED = edited(OPINION, "measured.", "measured: {{ tenth | num }} is a tenth.")


def test_an_opinion_says_why_it_is_not_judged_in_numbers_or_by_their_names():
    run = ask_with(facts(), new_gold=WEIGHED)
    page = run.book.page("new_gold")
    assert "measured: 0.2 is a tenth." in as_text(card_of(run.book, page, run))
    assert "measured: [tenth] is a tenth." in as_text(card_of(run.book, page, None))
    assert "  held = 2 oz\n" in as_text(card_of(run.book, page, run)), "as it is written"


def test_a_number_is_printed_as_its_page_prints_it(kb, book):
    rows = card_of(book, book.page("odds_fell"), ask(kb, book))["quantities"]
    assert [row["value"] for row in rows] == ["51 pp", "12.8 bp"]


def test_a_sum_that_does_not_add_up_is_said():
    said = "said:\n  flow: 10 USD m (the flow)\n  double: 30 USD m (twice the flow)"
    lets = f"let:\n  double: 2 * flow\n{said}\nwhen:"
    book = book_of(funds_left=edited(FUNDS_LEFT, "when:", lets))
    card = card_of(book, book.page("funds_left"), None)
    assert [row["verdict"] for row in card["arithmetic"]] == ["does not add up"]
    assert "10 USD m come to $20m; said 30 USD m; does not add up" in as_text(card)
