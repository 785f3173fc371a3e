"""Whether facts can be believed: true ones, crashes among them, and faults planted in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studies import market, planted, plausibility_page, true_facts
from tests.studies.history_page import CRASHES
from tests.written import keep

PAGE = Path(__file__).parents[2] / "docs" / "plausibility.md"
RARELY = 2_000
pytestmark = pytest.mark.skipif(
    market.ABSENT, reason="the shared market history is not beside this checkout"
)


def tracks():
    told = [track for each in true_facts.tracks().values() for track in each]
    return [*told, *true_facts.more()]


def test_fewer_than_one_true_fact_in_two_thousand_is_suspect():
    facts = sum(len(track) for track in tracks())
    assert 0 < len(plausibility_page.alarms(tracks())) < facts / RARELY


def test_fewer_than_one_close_of_other_assets_in_two_thousand_is_suspect():
    closes = true_facts.closes()
    facts = sum(len(track) for track in closes)
    assert 0 < len(plausibility_page.alarms(closes)) < facts / RARELY


@pytest.mark.parametrize("day", [*CRASHES, "2020-03-13"])
def test_no_true_fact_of_a_crash_is_suspect(day):
    assert [whose for whose, when in plausibility_page.alarms(tracks()) if when == day] == []


def test_of_five_hundred_faults_few_change_a_finding_unseen(write_docs):
    became = [each.became for each in planted.outcomes()]
    assert len(became) == planted.PLANTED
    assert became.count("other") <= planted.PLANTED // 100
    keep(PAGE, plausibility_page.text(), write_docs)
