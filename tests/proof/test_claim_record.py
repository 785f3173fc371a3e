"""The record of a claim from the ledger and anew: the same, never ahead of its day, never stale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.judge.history import Period, history
from engine.judge.run import Run
from engine.ledger.histories import write_history
from engine.proof.claim_record import NONE, kept_record, record_anew, record_node
from kb.clock import day_number
from kb.store import KnowledgeBase
from tests.desk import ask, book_of, fact

FIRST, CLAIM = date(2025, 1, 1), "floor_value"
LAST = FIRST + timedelta(399)


def close(place: int) -> float:
    """Under the average cost of all coins for ten days in fifty."""
    return 50_000.0 + place if place % 50 >= 40 else 60_000.0 + place


@pytest.fixture
def kb():
    """Four hundred days of closes around the average cost."""
    days = [FIRST + timedelta(place) for place in range(400)]
    with KnowledgeBase.in_memory() as base:
        for series, value in (("price.close", close), ("onchain.realised_price", lambda _: 56e3)):
            base.add(
                fact(series, value(place), "USD/coin", str(day)) for place, day in enumerate(days)
            )
        yield base


def on(kb: KnowledgeBase, day: date, known_at: str = "") -> Run:
    return ask(kb, book_of(), str(day), known_at)


def keep(kb: KnowledgeBase, last: date = LAST) -> None:
    ends = (day_number(str(day)) for day in (FIRST, last))
    write_history(kb, history(kb, book_of(), Period("btc", *ends, kb.last_batch())))


def test_the_record_counts_the_episodes_of_the_claim(kb):
    month, quarter = record_anew(kb, on(kb, LAST), CLAIM).followed
    assert (month.horizon, quarter.horizon) == (30, 90)
    assert month.starts.tolist() == [40, 90, 140, 190, 240, 290, 340]
    assert month.falls == 0
    assert quarter.starts.tolist() == [40]  # the others begin within ninety days of the one before


def test_a_recorded_history_gives_the_same_record(kb):
    keep(kb)
    kept, anew = kept_record(kb, on(kb, LAST), CLAIM), record_anew(kb, on(kb, LAST), CLAIM)
    assert kept.history
    assert not anew.history
    for one, other in zip(kept.followed, anew.followed, strict=True):
        assert one.change.tolist() == other.change.tolist()
        assert one.placebo == other.placebo


def test_no_episode_counts_before_its_horizon_is_over(kb):
    keep(kb)
    for days, episodes in ((119, 1), (120, 2), (121, 2)):
        run = on(kb, FIRST + timedelta(days))
        for found in (kept_record(kb, run, CLAIM), record_anew(kb, run, CLAIM)):
            assert found.followed[0].episodes == episodes


def test_the_record_as_of_a_day_does_not_know_what_came_out_later(kb):
    run = on(kb, FIRST + timedelta(200))
    before = record_anew(kb, run, CLAIM).followed[0].change.tolist()
    later = str(FIRST + timedelta(300))
    kb.add(fact("price.close", 1, "USD/coin", str(FIRST + timedelta(70)), known_at=later))
    again = on(kb, FIRST + timedelta(200))
    assert record_anew(kb, again, CLAIM).followed[0].change.tolist() == before
    assert record_anew(kb, on(kb, LAST), CLAIM).followed[0].change.tolist() != before


def test_a_history_of_other_facts_or_other_pages_is_not_taken(kb):
    keep(kb)
    assert kept_record(kb, on(kb, LAST), CLAIM) is not None
    page = book_of(briefing="")
    assert kept_record(kb, ask(kb, page, str(LAST)), CLAIM) is None
    kb.add(fact("price.close", 70_000, "USD/coin", str(FIRST + timedelta(45)), source="binance"))
    assert kept_record(kb, on(kb, LAST), CLAIM) is None


def test_a_history_that_begins_after_the_day_is_not_taken(kb):
    start = day_number(str(FIRST + timedelta(300)))
    asked = Period("btc", start, day_number(str(LAST)), kb.last_batch())
    write_history(kb, history(kb, book_of(), asked))
    assert kept_record(kb, on(kb, FIRST + timedelta(200)), CLAIM) is None


def test_without_a_record_a_mechanism_only_coincides():
    assert record_node(None).text == NONE
    assert NONE.startswith("coincides with; no record")


def test_a_record_of_few_episodes_is_told_and_caps_the_wording(kb):
    node = record_node(record_anew(kb, on(kb, LAST), CLAIM))
    assert node.text.startswith("coincides with; record from 2025-01-01 to 2026-02-04")
    month, quarter = (child.text for child in node.children)
    assert month.startswith("held 7 times before, at least 30 days apart; over the next 30 days")
    assert "fell in 0 of 7, exact 90% interval 0% to 34.8%" in month
    assert month.endswith("fewer than 10 episodes tell nothing from chance")
    assert quarter.startswith("held once before")
    assert "cause" not in node.text + month + quarter
