"""What each day was: docs/days.md and the record that it is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studies import days, days_page
from tests.written import keep

DOCS = Path(__file__).parents[2] / "docs"
RECORD = DOCS / "days.csv"

RIGHT = {
    "2018-11-19": "violent_day",
    "2018-12-15": "slide_goes_on",  # nobody counted positions then
    "2020-03-12": "violent_day",
    "2021-05-19": "violent_day",
    "2022-06-13": "violent_day",
    "2022-11-09": "violent_day",
    "2024-08-05": "violent_day",
    "2025-10-10": "violent_day",
}


def told() -> dict[str, days.Day]:
    """The record by day."""
    return {each.day: each for each in days.read(RECORD.read_text(encoding="utf-8"))}


def test_the_record_is_what_comes_out_on_a_sample_of_days(real_base, write_docs):
    if write_docs:
        RECORD.write_text(days.written(days.every(real_base)), encoding="utf-8")
    known = told()
    for each in days.sample(real_base, RIGHT):
        assert each == known[each.day], f"{each.day}: run pytest --write-docs"


def test_the_page_is_made_from_the_record(write_docs):
    keep(DOCS / "days.md", days_page.text(list(told().values())), write_docs)


@pytest.mark.parametrize(("day", "headline"), RIGHT.items())
def test_a_day_of_a_known_crash_gets_the_headline_of_what_it_was(day, headline):
    assert told()[day].headline == headline


def test_every_day_has_a_headline():
    assert [each.day for each in told().values() if not each.headline] == []


def test_every_headline_of_a_market_that_is_known_holds_on_some_days_of_most_years():
    kinds = (
        "violent_day rebound_in_slide slide_goes_on slide_at_rest slide_with_unwinding "
        "slide_without_force correction quiet"
    )
    for headline in kinds.split():
        assert len({e.day[:4] for e in told().values() if e.headline == headline}) >= 5, headline


def test_a_cascade_of_the_day_is_known_on_the_days_it_was_made_for_and_is_never_quiet():
    known = told()
    assert [known[day].cascade for day in days.KNOWN] == ["holds"] * 3
    held = [each for each in known.values() if each.cascade == "holds"]
    assert {each.headline for each in held} == {"violent_day"}
    assert len(held) < len(known) / 100
