"""Suspect facts that are in already: nobody sees them, and what rests on them is unknown."""

from __future__ import annotations

import numpy as np
import pytest

from engine.cli.facts_view import listing
from engine.judge.run import Question
from engine.measures.choose import read
from engine.measures.request import Request
from kb.clock import day_number, moment_number
from kb.panel import Panel, build_tracks, end_of
from kb.plausible.line import NEVER

USUAL = (94_000, 95_000, 94_500, 96_000)


@pytest.fixture
def held(kb, fact):
    """A base that was given closes without a look at them, one a day from 1 November."""

    def give(*values, series="price.close", unit="USD/coin", **other):
        kb.add(
            fact(series, value, unit, as_of=f"2025-11-{day:02}", **other)
            for day, value in enumerate(values, 1)
        )
        return kb

    return give


def panel(kb, day):
    seen = kb.observations("btc", as_of=day, known_at=day)
    days = np.array([day_number(day)], dtype=np.int32)
    return Panel("btc", days, end_of(days), build_tracks(kb.catalog, seen))


def latest(kb, day, series="price.close"):
    return read(panel(kb, day), kb.catalog, Request(series), 0)


def test_the_newest_close_is_unknown_while_it_is_suspect(held):
    found = latest(held(*USUAL, 9_221), "2025-11-05")
    assert (found.value, found.reason) == (None, "suspect")
    assert found.detail.startswith("9,221 USD/coin of 2025-11-05 is a tenth of the value before")


def test_the_days_around_a_spike_are_seen(held):
    kb = held(*USUAL, 9_221, 95_500)
    assert latest(kb, "2025-11-04").value == 96_000
    assert latest(kb, "2025-11-06").value == 95_500


def test_a_sum_over_a_suspect_day_is_unknown(kb, flow):
    kb.add(flow(x, as_of=f"2025-11-{d:02}") for d, x in enumerate((500, -300, 200, -100) * 3, 1))
    kb.add(flow(-0.0002546, as_of="2025-11-13"))
    found = read(panel(kb, "2025-11-14"), kb.catalog, Request("etf.net_flow", "sum", (7,)), 0)
    assert (found.value, found.reason) == (None, "suspect")


def test_a_peak_leaves_the_spike_out(held):
    kb = held(*USUAL, 960_000, 95_500)
    found = read(panel(kb, "2025-11-06"), kb.catalog, Request("price.close", "peak", (6,)), 0)
    assert (found.value, found.coverage) == (96_000, (5, 6))


def test_another_source_speaks_in_its_place(kb, held):
    held(*USUAL, 9_221)
    held(*USUAL, 95_100, source="zebra")
    assert latest(kb, "2025-11-05").source == "zebra"


def test_an_accepted_fact_decides(held, kb, fact):
    held(*USUAL)
    kb.add(fact("price.close", 9_221, "USD/coin", as_of="2025-11-05", note="accepted: it is so"))
    assert latest(kb, "2025-11-05").value == 9_221


def test_a_level_that_stays_is_cleared_from_when_it_is_borne_out(held):
    kb = held(*USUAL, 300_000, 305_000, 299_000)
    assert latest(kb, "2025-11-06").reason == "suspect"
    assert latest(kb, "2025-11-07").value == 299_000


def test_what_was_thought_of_a_fact_does_not_rest_on_what_came_later(held):
    kb = held(*USUAL, 300_000)
    before = latest(kb, "2025-11-05")
    held_on = kb.observations("btc", as_of="2025-11-05", known_at="2025-11-05")
    [track] = build_tracks(kb.catalog, held_on)["price.close"]
    assert before.reason == "suspect"
    assert track.suspicion.until.max() == NEVER


def test_facts_shows_what_is_suspect_and_why(held):
    kb = held(*USUAL, 9_221)
    day = day_number("2025-11-05")
    rows = listing(kb, Question("btc", day, moment_number("2025-11-05")), None, every_vintage=True)
    notes = [row["note"] for row in rows]
    assert notes[:4] == [""] * 4
    assert notes[4].startswith("suspect: a tenth of the value before, 96,000 USD/coin")
