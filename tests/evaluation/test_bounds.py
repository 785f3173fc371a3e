"""Thin windows: a peak of a few known days decides only what a higher one would decide too."""

from __future__ import annotations

import pytest

from engine.judge.findings import Finding
from engine.judge.run import Question, answer
from engine.pages.book import RuleBook
from kb.clock import day_number, moment_number
from kb.store import KnowledgeBase
from tests.worlds import CATALOG, TODAY, book, page_text

FACTS = {
    "top": "peak(price.close, 90d)", "late": "peak(price.close, 30d)",
    "low": "trough(price.close, 90d)", "now": "price.close",
}  # fmt: skip


def finding(closes: dict[str, float], condition: str) -> Finding:
    """What a page with this one condition comes to on these closes."""
    pages: RuleBook = book(page_text("fell", facts=FACTS, when=[f"{condition}: ours"]))
    with KnowledgeBase.in_memory() as kb:
        kb.add(made(closes))
        asked = Question("btc", day_number(TODAY), moment_number(TODAY))
        return answer(kb, pages, CATALOG, asked).findings["fell"]


def made(values: dict[str, float], series: str = "price.close", unit: str = "USD/coin"):
    """Facts of a series by day."""
    from tests.facts import make_fact

    for day, value in values.items():
        raw = {"series": series, "as_of": day, "value": value, "unit": unit}
        yield make_fact({**raw, "source": "best"}, catalog=CATALOG, default_asset="btc")


THIN = {"2025-11-16": 100, TODAY: 95}
SLUMP = {"2025-10-06": 125, TODAY: 92}
TWO_PEAKS = {"2025-10-06": 125, "2025-11-16": 100, TODAY: 95}
EVERY_DAY = {f"2025-{m:02}-{d:02}": 100 - 5 * (m == 11 and d == 17)
             for m, last in ((8, 31), (9, 30), (10, 31), (11, 17))
             for d in range(20 if m == 8 else 1, last + 1)}  # fmt: skip


@pytest.mark.parametrize(
    ("closes", "condition", "status"),
    [
        (SLUMP, "1 - now / top >= 20 %", "holds"),  # a higher peak would make it fall further
        (THIN, "1 - now / top >= 20 %", "unknown"),  # a higher peak could be there
        (EVERY_DAY, "1 - now / top >= 20 %", "fails"),  # all days are known
        (THIN, "now / top >= 80 %", "unknown"),
        (SLUMP, "now / top >= 80 %", "fails"),
        (EVERY_DAY, "now / top >= 80 %", "holds"),
        (THIN, "now / low >= 2", "unknown"),  # a lower low could be there
        ({"2025-10-06": 40, TODAY: 95}, "now / low >= 2", "holds"),
        (THIN, "now >= 90 USD/coin", "holds"),  # no window in it
        (TWO_PEAKS, "top / late >= 1.3", "unknown"),  # the earlier peak alone may lie higher
        (TWO_PEAKS, "top / late >= 1.2", "unknown"),  # the later one alone may
    ],
)
def test_a_thin_window_decides_only_one_way(closes, condition, status):
    assert finding(closes, condition).status == status


BESIDE = {"open_then": "at_peak(interest.open, price.close, 90d)"}
INTEREST = {"2025-09-01": 40e9, "2025-10-06": 60e9, TODAY: 50e9}


@pytest.mark.parametrize(
    ("closes", "condition", "status"),
    [
        (SLUMP, "open_then >= 40 USD bn", "holds"),  # nothing known of the window says otherwise
        (SLUMP, "open_then >= 41 USD bn", "unknown"),  # on another day it may have been less
        (SLUMP, "open_then >= 59 USD bn", "unknown"),
        (SLUMP, "open_then >= 61 USD bn", "fails"),
        (SLUMP, "open_then <= 59 USD bn", "unknown"),  # or more, had the peak been later
    ],
)
def test_what_stood_beside_a_thin_peak_may_have_been_more_or_less(closes, condition, status):
    assert beside(closes, condition).status == status


def test_what_stood_beside_a_peak_of_a_full_window_is_what_it_was():
    closes = {**EVERY_DAY, "2025-10-06": 125}
    assert beside(closes, "open_then >= 60 USD bn").status == "holds"
    assert beside(closes, "open_then < 60 USD bn").status == "fails"


def test_what_may_lie_either_way_says_so():
    found = beside(SLUMP, "open_then >= 41 USD bn")
    assert [lack.detail for lack in found.lacks] == ["2 of 90 days known, so it may lie either way"]


def beside(closes: dict[str, float], condition: str) -> Finding:
    """What a page with this one condition on open interest at the peak of closes comes to."""
    pages: RuleBook = book(page_text("fell", facts=BESIDE, when=[f"{condition}: ours"]))
    with KnowledgeBase.in_memory() as kb:
        kb.add(made(closes))
        kb.add(made(INTEREST, "interest.open", "USD"))
        asked = Question("btc", day_number(TODAY), moment_number(TODAY))
        return answer(kb, pages, CATALOG, asked).findings["fell"]


def test_what_is_undecided_says_how_many_days_were_known():
    found = finding(THIN, "1 - now / top >= 20 %")
    assert found.reason == "missing"
    assert [lack.detail for lack in found.lacks] == ["2 of 90 days known, so it may lie higher"]


PAST = {f"2025-10-{d:02}": -1.0 for d in range(1, 31)} | {"2025-10-31": -9.0}
SIX_OF_SEVEN = {f"2025-11-{d}": -10.0 for d in (11, 12, 13, 14, 15, 17)}


@pytest.mark.parametrize(
    ("past", "condition", "status"),
    [
        (PAST, "week <= -60 coins", "holds"),
        (PAST, "week <= -62 coins", "unknown"),  # the day left out took one coin, or ten
        (PAST, "week <= -70 coins", "unknown"),
        (PAST, "week <= -71 coins", "fails"),
        ({}, "week <= -50 coins", "unknown"),  # nobody knows what a day may take
    ],
)
def test_a_sum_with_a_gap_decides_only_what_it_would_whatever_the_gap_holds(
    past, condition, status
):
    pages = book(page_text("fell", facts={"week": "sum(coins.spent, 7d)"},
                           when=[f"{condition}: ours"]))  # fmt: skip
    with KnowledgeBase.in_memory() as kb:
        kb.add(made(past | SIX_OF_SEVEN, "coins.spent", "coins"))
        asked = Question("btc", day_number(TODAY), moment_number(TODAY))
        assert answer(kb, pages, CATALOG, asked).findings["fell"].status == status
