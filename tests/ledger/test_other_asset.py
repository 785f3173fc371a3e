"""Of another asset, every way of judging again takes the book as it applies there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.changes.variants import recorded_variants
from engine.counterfactual.supposed import suppose
from engine.counterfactual.suppositions import suppositions
from engine.ledger.histories import read_history, write_history
from engine.ledger.replay import replay
from engine.pages.library import load_book
from kb.store import KnowledgeBase
from tests.desk import ask, fact
from tests.judge.days import LAST, of
from tests.ledger.recording import recorded

CLAIM = "floor_value_price"
FOREIGN = ("unknown", "not_applicable")


@pytest.fixture(scope="module")
def kb() -> Iterator[KnowledgeBase]:
    """Two days of an asset that no record of past lows is about."""
    with KnowledgeBase.in_memory() as base:
        for day, price in (("2025-11-16", 140.0), ("2025-11-17", 131.0)):
            base.add(fact("price.close", price, "USD/coin", day, asset="sol"))
            base.add(fact("onchain.realised_price", 100.0, "USD/coin", day, asset="sol"))
        yield base


def finding(run) -> tuple[str, str]:
    found = run.findings[CLAIM]
    return found.status, found.reason


def test_a_replay_does(kb):
    again = replay(kb, recorded(kb, load_book(), "2025-11-17", "", "json", asset="sol"))
    assert finding(again.run) == FOREIGN
    assert again.same


def test_a_what_if_does(kb):
    run = ask(kb, load_book(), asset="sol")
    assert finding(suppose(run, suppositions(run, ["price.close=70"]))) == FOREIGN


def test_a_diff_does(kb):
    first, second = (recorded(kb, load_book(), f"2025-11-{day}", asset="sol") for day in (16, 17))
    found = recorded_variants(kb, first, second)
    assert {finding(found.run(moved)) for moved in (frozenset(), found.all)} == {FOREIGN}


def test_a_history_does_as_it_is_made_and_as_it_is_read(kb):
    told = of(kb, load_book(), LAST - 1, asset="sol")
    name, _ = write_history(kb, told)
    assert told.judgement.finding(CLAIM, 1) == FOREIGN
    [spell] = [spell for spell in read_history(kb, name).stretches if spell.claim == CLAIM]
    assert ((spell.status, spell.reason), spell.days) == (FOREIGN, 2)
