"""Late facts: which recorded answers would be different now."""

from __future__ import annotations

import pytest

from engine.briefing.compose import compose
from engine.changes import recorded
from engine.ledger.histories import write_history
from engine.ledger.late_notes import ASKED_AGAIN, late_history_notes, late_in_short, late_notes
from engine.ledger.write import write_run
from engine.pages.errors import PageError
from kb.late_runs import late_by_now
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, ask, book_of, composed, edited, fact
from tests.judge.days import LAST, of


@pytest.fixture
def run_id(kb, book) -> str:
    """The recorded run of the desk's day."""
    run = ask(kb, book)
    write_run(kb, compose(run, kb))
    return run.id


def notes(kb: KnowledgeBase, *late: object) -> list[str]:
    """What is told when facts are added."""
    return list(late_notes(kb, kb.add(late).late_for))


def test_a_late_fact_that_turns_a_finding_names_the_run_and_the_finding(kb, run_id):
    late = fact("etf.net_flow", 80, "USD m", "2025-11-17", source="farside")
    [note] = notes(kb, late)
    assert note.startswith(f"late for run {run_id[:12]} (btc, as of 2025-11-17): ")
    assert "“Money left the funds” (funds_left) holds → fails" in note
    assert "(floor_flows) fails → holds" in note


def test_a_late_fact_that_turns_nothing_is_told_as_such(kb, run_id):
    [note] = notes(kb, fact("etf.net_flow", -5, "USD m", "2025-11-13", source="farside"))
    assert note.endswith("its facts change, no finding does")


def test_a_correction_known_later_touches_no_run(kb, run_id):
    late = fact("etf.net_flow", 80, "USD m", "2025-11-14", source="farside", known_at="2025-11-18")
    assert notes(kb, late) == []


def test_a_fact_of_a_later_day_or_another_asset_touches_no_run(kb, run_id):
    tomorrow = fact("etf.net_flow", 80, "USD m", "2025-11-18")
    assert notes(kb, tomorrow, fact("etf.net_flow", 80, "USD m", asset="eth")) == []


def test_a_late_fact_of_the_whole_world_touches_every_asset(kb, run_id):
    assert len(notes(kb, fact("dollar.index", 99, "index"))) == 1


def test_the_newest_runs_are_asked_again_and_the_others_named(kb, book):
    ids = []
    for day in range(10, 18):
        run = ask(kb, book, f"2025-11-{day}")
        write_run(kb, compose(run, kb))
        ids.append(run.id)
    told = notes(kb, fact("dollar.index", 99, "index", "2025-11-09"))
    assert len(told) == ASKED_AGAIN + 1
    assert [ids[-1][:12] in told[0], ids[-ASKED_AGAIN][:12] in told[-2]] == [True, True]
    assert told[-1].startswith("late also for 3 runs, 2025-11-10 to 2025-11-12; `downdraft runs")
    assert late_in_short(kb, tuple(ids)).startswith("late for 8 runs, 2025-11-10 to 2025-11-17; ")
    assert late_by_now(kb) == tuple(ids)


def test_a_run_is_asked_again_under_the_rules_of_its_own_time(kb, book, run_id):
    """Rules that changed since then are no news about the facts."""
    other = book_of(funds_left=edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn"))
    write_run(kb, composed(kb, other))
    told = notes(kb, fact("etf.net_flow", -5, "USD m", "2025-11-13", source="farside"))
    assert all(note.endswith("its facts change, no finding does") for note in told)


def test_nothing_late_is_nothing_told(kb):
    assert list(late_notes(kb, ())) == []


def test_a_rule_book_that_no_longer_builds_stops_nothing(kb, run_id, monkeypatch):
    def broken(*_: object) -> None:
        raise PageError("rules/etf/funds_left.md", 6, "no series is named 'etf.net_flow'")

    monkeypatch.setattr(recorded, "book_of", broken)
    [note] = notes(kb, fact("dollar.index", 99, "index"))
    assert note.startswith(f"late for run {run_id[:12]} (btc, as of 2025-11-17), which cannot be")
    assert "today's code cannot read it: rules/etf/funds_left.md line 6: " in note


def test_a_late_fact_names_the_history_and_the_days_that_see_it(kb, book):
    name, _ = write_history(kb, of(kb, book, LAST - 6))
    late = fact("etf.net_flow", 80, "USD m", "2025-11-15", source="farside")
    assert list(late_history_notes(kb.add(late).late_histories)) == [
        f"late for history {name[:12]} (btc): its days 2025-11-15 to 2025-11-17 could change"
    ]


def test_a_history_again_differs_on_no_day_before_those_named(kb, book):
    """And on the first of them, where the fact turns a finding."""
    before = of(kb, book, LAST - 6)
    write_history(kb, before)
    late = fact("etf.net_flow", 80, "USD m", "2025-11-15", source="farside", known_at="2025-11-16")
    [told] = kb.add(late).late_histories
    again = of(kb, book, LAST - 6)
    differ = [
        day for row, day in enumerate(before.asked.days.tolist())
        if any(before.judgement.finding(page.claim, row) != again.judgement.finding(page.claim, row)
               for page in book.pages)
    ]  # fmt: skip
    assert differ[0] == told.first == LAST - 1
    assert told.last == LAST
