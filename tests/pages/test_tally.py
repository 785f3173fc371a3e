"""How far a rule base goes: its claims counted from the pages, chapter by chapter."""

from __future__ import annotations

from engine.pages.tally import tally
from tests.desk import ORDER, book_of, edited
from tests.worlds import book, page_text

FELL = {"facts": {"now": "price.close"}, "when": ["now < 100 USD/coin: ours"]}


def test_claims_are_counted_and_headlines_are_not():
    counted = tally(book_of())
    assert (counted.claims, counted.printed, counted.judged, counted.headlines) == (10, 10, 7, 1)
    assert dict(counted.others) == {"definition": 1, "forecast": 1, "opinion": 1}
    assert counted.sentence() == (
        "10 of 10 claims are pages of the briefing; 7 are judged, "
        "3 are not (1 definition, 1 forecast, 1 opinion)"
    )


def test_a_chapter_that_no_briefing_prints_comes_last_and_counts_less():
    left_out = edited(ORDER, "  etf:\n    What the funds did: [funds_left]\n", "")
    counted = tally(book_of(briefing=left_out))
    assert [chapter.name for chapter in counted.chapters][-1] == "etf"
    assert (counted.chapters[-1].title, counted.printed, counted.claims) == ("", 9, 10)


def test_a_book_in_which_everything_is_judged_says_no_more():
    counted = tally(book(page_text(**FELL), order="why:\n  chapter:\n    One: [fell]\n"))
    assert counted.sentence() == "1 of 1 claims are pages of the briefing; 1 is judged"
