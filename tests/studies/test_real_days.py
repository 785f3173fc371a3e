"""The whole rule base on real days: it never stops, and it says what happened."""

from __future__ import annotations

from functools import cache

import pytest

from engine.briefing.compose import compose
from engine.briefing.render import render
from engine.briefing.theses.compare import compare
from engine.judge.run import Run, answer, question
from engine.pages.library import load_book
from kb.clock import day_number
from kb.store import KnowledgeBase

DAYS = ("2020-03-15", "2025-11-15")
"""Two of the days in docs/history.md, which has the findings of all of them."""


@cache
def on(kb: KnowledgeBase, day: str) -> Run:
    """The run of a day, on what was known by its end."""
    return answer(kb, load_book(), kb.catalog, question(kb, "btc", day_number(day)))


@pytest.mark.parametrize("day", DAYS)
def test_the_rule_base_answers_and_renders(history, day):
    run = on(history, day)
    assert render(compose(run, history), "text").startswith(("BTC", "No headline"))
    assert all(finding.reason != "error" for finding in run.findings.values())


@pytest.mark.parametrize(
    ("day", "headline"),
    [
        ("2021-11-09", "quiet"),  # a day after a record close
        ("2022-11-09", "violent_day"),  # the week an exchange failed
        ("2024-03-13", "quiet"),  # a record close
        ("2020-03-12", "violent_day"),  # half of the price in two days
    ],
)
def test_the_headline_fits_the_day(history, day, headline):
    assert on(history, day).headline == headline


def test_the_price_was_in_the_band_of_past_lows_in_november_2022_and_not_in_2021(history):
    found = {
        day: on(history, day).findings["floor_value_price"] for day in ("2022-11-09", "2021-11-09")
    }
    assert [finding.status for finding in found.values()] == ["holds", "fails"]


@pytest.mark.parametrize(
    ("claim", "holds_on", "fails_on"),
    [
        ("open_interest_ballooned", "2021-11-10", "2024-03-13"),
        ("fragile_structure", "2021-09-06", "2022-11-09"),  # much open then, and much traded
        ("cascade", "2021-12-06", "2024-08-05"),
        ("deeper_it_falls", "2021-12-06", "2022-06-19"),
        ("round_number_broke", "2021-12-06", "2022-08-15"),  # under a level of months before
        ("market_cap_gained", "2021-03-15", "2022-06-15"),  # a double, under an older high
    ],
)
def test_a_claim_tells_one_day_from_another(history, claim, holds_on, fails_on):
    found = [on(history, day).findings[claim].status for day in (holds_on, fails_on)]
    assert found == ["holds", "fails"]


def test_no_day_sees_what_came_after_it(history):
    run = on(history, "2022-05-12")
    days = {
        row
        for days in run.evaluation.readings.values()
        for r in days.values()
        for row in r[0].facts
    }
    assert max(fact.as_of for fact in history.facts(days)).isoformat() <= "2022-05-12"


def test_two_theses_are_scored_on_the_day_both_have_spoken_and_the_essay_alone_before(history):
    both, one = (compare(on(history, day)) for day in ("2025-11-21", "2025-11-20"))
    assert [score.thesis.name for score in both.scores] == ["The essay", "The comment"]
    assert [score.thesis.name for score in one.scores] == ["The essay"]
    assert all(score.confirmed for score in one.scores)
    assert both.deciding is not None
    assert both.deciding.difference.exact
    assert both.deciding.difference.low < both.deciding.difference.high


def test_no_thesis_is_scored_before_it_was_written(history):
    found = compare(on(history, "2022-11-09"))
    assert (found.scores, [each.scored for each in found.not_scored]) == (
        (),
        ["not yet", "not yet"],
    )
