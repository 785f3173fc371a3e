"""One provider: a fall is never the difference between two of them."""

from __future__ import annotations

import pytest

from engine.measures.choose import read
from engine.measures.provider import read_together
from tests.worlds import CATALOG, TODAY, daily, panel, request, told


def together(*facts, of):
    """Value and source of each request when all are of one page."""
    asked = {text: request(text) for text in of}
    found = read_together(panel(*facts), CATALOG, asked.values(), 0, read)
    return {text: (found[r].value, found[r].source) for text, r in asked.items()}


PEAK, NOW = "peak(interest.open, 90d)", "interest.open"
ESSAY = [
    told("interest.open", "2025-10-07", 94, "essay"),
    told("interest.open", TODAY, 68, "essay"),
]
SINGLE = told("interest.open", TODAY, 33)
LONG = daily("interest.open", TODAY, 45, 40, 33)


def test_a_peak_and_a_value_of_today_come_from_the_one_that_knows_both():
    """The fall is from 94 to 68, and not to the 33 of one who counts fewer exchanges."""
    assert together(ESSAY, SINGLE, of=[PEAK, NOW]) == {PEAK: (94, "essay"), NOW: (68, "essay")}


def test_alone_the_value_of_today_is_that_of_the_best():
    assert together(ESSAY, SINGLE, of=[NOW]) == {NOW: (33, "best")}


def test_the_same_request_twice_is_one():
    assert together(ESSAY, SINGLE, of=[NOW, " interest.open"])[NOW] == (33, "best")


def test_a_better_source_that_answers_all_speaks():
    assert together(ESSAY, LONG, of=[PEAK, NOW]) == {PEAK: (45, "best"), NOW: (33, "best")}


def test_of_two_that_answer_as_many_the_better_speaks_and_the_rest_is_unknown():
    silent = daily("interest.open", "2025-11-08", *[90] * 3, source="next")
    found = together(SINGLE, silent, of=[PEAK, NOW])
    assert found == {PEAK: (None, "best"), NOW: (33, "best")}


def test_where_nobody_answers_the_best_says_why():
    stale = [told("interest.open", "2025-11-01", 9, source) for source in ("next", "best")]
    assert together(stale, of=[PEAK, NOW]) == {PEAK: (None, "best"), NOW: (None, "best")}


def test_each_series_has_a_provider_of_its_own():
    prices = daily("price.close", TODAY, 100, 90, source="next")
    found = together(ESSAY, SINGLE, prices, of=[PEAK, NOW, "price.close", "lag(price.close, 1d)"])
    assert found["price.close"] == (90, "next")
    assert found[NOW] == (68, "essay")


THEN = "at_peak(price.close, interest.open, 90d)"
LAST = "at_latest(price.close, interest.open)"
PRICES = [told("price.close", "2025-10-07", 120), told("price.close", TODAY, 92)]


def test_the_day_of_a_peak_is_that_of_the_source_whose_peak_is_read():
    """`at_peak(x, y, n)` is a request on y: which day it was is for the provider of y to say."""
    early = [told("interest.open", "2025-11-14", 40), told("interest.open", TODAY, 33)]
    prices = [*PRICES, told("price.close", "2025-11-14", 99)]
    assert together(ESSAY, early, prices, of=[PEAK, THEN])[THEN] == (99, "best")
    assert together(ESSAY, SINGLE, prices, of=[PEAK, THEN])[THEN] == (120, "best")


@pytest.mark.parametrize("other", [THEN, LAST])
def test_a_price_of_that_day_counts_with_what_peaked_and_not_with_prices(other):
    """One request on prices alone, and so the best may answer it who knows no other day."""
    best = told("price.close", TODAY, 92)
    others = [told("price.close", day, 120, "next") for day in ("2025-10-07", TODAY)]
    found = together(ESSAY, best, others, of=[other, "price.close", NOW])
    assert found["price.close"] == (92, "best")
    assert found[NOW] == (68, "essay") if other == THEN else found[NOW][0] is not None


def test_on_the_day_of_the_peak_a_document_may_name_the_price():
    """The window is the provider's; the price of its day is the best there is."""
    said = told("price.close", "2025-10-07", 125, "essay")
    assert together(ESSAY, said, PRICES, of=[PEAK, NOW, THEN])[THEN] == (120, "best")
    assert together(ESSAY, said, PRICES[1:], of=[PEAK, NOW, THEN])[THEN] == (125, "essay")


def test_one_fact_is_not_the_newest_value_and_its_own_past():
    """Holdings of three months ago are no sale of nothing since."""
    once, then = [told("survey.mood", "2025-11-08", 40)], "lag(survey.mood, 7d)"
    assert together(once, of=["survey.mood", then])[then] == (None, "best")
    assert together(once, of=[then])[then] == (40, "best")
    twice = [told("survey.mood", "2025-11-01", 50), *once]
    assert together(twice, of=["survey.mood", then])[then] == (None, "best")
