"""Whether facts can be believed: true ones, crashes among them, and faults planted in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.every import every
from tests.studies import market, planted, plausibility_page, true_facts
from tests.studies.history_page import CRASHES
from tests.written import keep

PAGE = Path(__file__).parents[2] / "docs" / "plausibility.md"
RARELY, SAMPLE, ASSETS = 2_000, 37, 8
pytestmark = pytest.mark.skipif(
    market.ABSENT, reason="the shared market history is not beside this checkout"
)


def tracks():
    told = [track for each in true_facts.tracks().values() for track in each]
    return [*told, *true_facts.more()]


def test_fewer_than_one_true_fact_in_two_thousand_is_suspect():
    facts = sum(len(track) for track in tracks())
    assert 0 < len(plausibility_page.alarms(tracks())) < facts / RARELY


def test_fewer_than_one_close_of_other_assets_in_two_thousand_is_suspect(write_docs):
    """A few assets; all of them are counted where the page is written."""
    closes = true_facts.closes(None if write_docs else ASSETS)
    facts = sum(len(track) for track in closes)
    assert 0 < len(plausibility_page.alarms(closes)) < facts / RARELY


@every("day", [*CRASHES, "2020-03-13"])
def test_no_true_fact_of_a_crash_is_suspect(day):
    assert [whose for whose, when in plausibility_page.alarms(tracks()) if when == day] == []


def test_the_planted_faults_that_change_a_finding_unseen_are_those_the_page_names(write_docs):
    """All five hundred take minutes: they are planted where the page is written."""
    found = planted.outcomes() if write_docs else planted.sampled(SAMPLE)
    silent = [each for each in found if each.became == "other"]
    if write_docs:
        keep(PAGE, plausibility_page.text(), write_docs)
    told = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert [each for each in silent if plausibility_page.named(each) not in told] == []
