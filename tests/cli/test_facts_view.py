"""The facts as a person looks them over."""

from __future__ import annotations

import pytest

from engine.cli.facts_view import checklist, listing
from engine.judge.run import Question, load_panel, question
from kb.built_in import catalog
from kb.clock import day_number
from kb.store import KnowledgeBase
from tests.desk import fact


def asked(kb: KnowledgeBase, day: str = "2025-11-17") -> Question:
    return question(kb, "btc", day_number(day))


def stale(kb: KnowledgeBase, book, day: str, series: list[str] | None = None) -> list[dict]:
    """The checklist of a day."""
    wanted = series or list(book.named)
    panel = load_panel(kb, book, catalog(), asked(kb, day), wanted)
    return checklist(panel, catalog(), wanted)


def test_what_was_not_there_yet_is_not_on_the_checklist(kb, book):
    days = ("2023-11-17", "2024-02-01")
    missing = [{row["series"] for row in stale(kb, book, day)} for day in days]
    assert ["etf.net_flow" in each for each in missing] == [False, True]


def test_what_stands_is_listed_by_series(kb):
    rows = listing(kb, asked(kb), None, every_vintage=False)
    assert [row["series"] for row in rows] == sorted(row["series"] for row in rows)
    assert len(rows) == 7


def test_a_row_says_what_when_who_and_in_which_batch(kb):
    [row] = listing(kb, asked(kb), ["etf.net_flow"], every_vintage=False)
    assert row == {
        "fact": 5, "series": "etf.net_flow", "as of": "2025-11-14", "value": "−492 USD m",
        "source": "Farside Investors", "known at": "2025-11-14 23:59",
        "how known": "stated", "batch": 1, "note": "",
    }  # fmt: skip


def test_a_span_and_a_target_are_shown_beside_the_day(kb):
    [spent] = listing(kb, asked(kb), ["holders.long_term_spent"], every_vintage=False)
    [odds] = listing(kb, asked(kb), ["policy.cut_odds"], every_vintage=False)
    assert spent["as of"] == "2025-11-17, 30 days"
    assert odds["as of"] == "2025-11-14, about 2025-12-10"


def test_history_shows_every_vintage_and_the_rest_only_the_newest(kb):
    kb.add(
        fact("etf.net_flow", -500, "USD m", "2025-11-14", source="farside", known_at="2025-11-16")
    )
    both = listing(kb, asked(kb), ["etf.net_flow"], every_vintage=True)
    assert [row["value"] for row in both] == ["−492 USD m", "−500 USD m"]
    assert [r["value"] for r in listing(kb, asked(kb), ["etf.net_flow"], every_vintage=False)] == [
        "−500 USD m"
    ]


def test_what_was_known_only_later_is_not_listed(kb):
    kb.add(
        fact("etf.net_flow", -500, "USD m", "2025-11-14", source="farside", known_at="2025-11-18")
    )
    assert len(listing(kb, asked(kb), ["etf.net_flow"], every_vintage=True)) == 1


def test_the_checklist_names_what_is_missing_first_and_then_the_oldest(kb, book):
    rows = stale(kb, book, "2025-12-20")
    assert [rows[0]["series"], rows[0]["state"]] == ["derivatives.max_leverage", "missing"]
    assert [rows[1]["series"], rows[1]["state"]] == ["policy.cut_odds", "missing"]
    ages = [int(row["state"].split()[0]) for row in rows[2:]]
    assert ages == sorted(ages, reverse=True)
    assert rows[2]["newest"] == "2025-11-14"


def test_the_checklist_leaves_out_what_is_fresh(kb, book):
    assert [row["series"] for row in stale(kb, book, "2025-11-17")] == ["derivatives.max_leverage"]


@pytest.mark.parametrize(("day", "listed"), [("2025-11-21", False), ("2025-11-22", False),
                                             ("2025-11-23", True)])  # fmt: skip
def test_a_series_is_stale_the_day_after_its_last_allowed_one(kb, book, day, listed):
    """A price may be five days old."""
    assert ("price.close" in [row["series"] for row in stale(kb, book, day)]) is listed


def test_a_series_no_page_reads_can_be_checked_too(kb, book):
    kb.add(fact("treasury.note_2y", 3.6, "%"))
    assert stale(kb, book, "2025-11-17", ["treasury.note_2y"]) == []
