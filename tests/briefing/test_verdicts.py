"""What documents state beside what was measured, as a briefing has it."""

from __future__ import annotations

import pytest

from engine.briefing.parts import Briefing
from kb.store import KnowledgeBase
from tests.briefing.composing import part_of, plain, rows
from tests.desk import (
    ODDS_FELL,
    book_of,
    composed,
    edited,
    fact,
    facts,
    instead,
    without,
)


@pytest.fixture
def desk(kb, book) -> Briefing:
    """The desk's briefing."""
    return composed(kb, book)


def test_what_was_said_stands_beside_what_was_measured(desk):
    assert rows(desk, "said") == [
        ("The market stopped expecting a cut", "odds now", "about 40%", "44%", "agrees",
         "CME FedWatch", "E10"),
    ]  # fmt: skip


def test_a_disputed_number_says_by_whom_and_by_how_much():
    odds = [
        fact("policy.cut_odds", value, "%", day, target="2025-12-10", source="cme_fedwatch")
        for value, day in ((95, "2025-10-22"), (70, "2025-11-14"))
    ]
    [row] = part_of("said", instead(*odds))
    assert row[3:6] == ("70%", "disputed", "by 30 pp; CME FedWatch")


def test_what_nobody_else_measured_cannot_be_checked():
    [row] = part_of("said", without("policy.cut_odds"))
    assert row[3:5] == ("unknown", "cannot be checked")


def test_a_number_two_claims_state_and_measure_alike_stands_once():
    again = {"more/odds_again.md": edited(ODDS_FELL, "claim: odds_fell", "claim: odds_again")}
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        briefing = composed(base, book_of(**again))
    [row] = briefing.verdicts.agrees
    assert plain(row.cells[0], briefing.marker.writer.refs) == "odds now"
    assert len(briefing.said) == 2


def test_a_stated_number_is_called_what_its_page_calls_it():
    labelled = edited(ODDS_FELL, "(odds now)", "(odds of the day)")
    assert part_of("said", facts(), odds_fell=labelled)[0][1] == "odds of the day"
