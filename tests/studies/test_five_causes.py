"""The split of a real slide, thirty days to 5 July 2024; what holders sold, in no file, is told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.judge.run import Run, answer, question
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.clock import day_number
from kb.facts import Checker
from kb.store import KnowledgeBase
from tests.studies import market
from tests.studies.conftest import told

DAY, MONTH_BEFORE, SINCE = "2024-07-05", "2024-06-05", "2024-03-01"
FILES = ("btc_daily.csv", "btc_open_interest_daily.csv", "etf_btc_flows_daily.csv")
CAUSES = ("funds", "holders", "liquidation", "absent_buyers")
pytestmark = pytest.mark.skipif(
    market.ABSENT, reason="the shared market history is not beside this checkout"
)


def volatility() -> float:
    """Realised over the year up to the window, percent a year."""
    end = np.datetime64(MONTH_BEFORE) + 1
    closes = market.daily().between(end - 366, end).close
    return float(100 * np.std(np.diff(np.log(closes)), ddof=1) * np.sqrt(365))


def stated(holders: str) -> Iterator[dict[str, str]]:
    vol = {"series": "volatility.realised_365d", "value": str(volatility()), "unit": "%"}
    yield {**vol, "as_of": MONTH_BEFORE, "source": "computed"}
    sold = {"series": "holders.long_term_net_change", "value": holders, "unit": "coins"}
    yield {**sold, "as_of": DAY, "span": "30", "source": "desk", "known_at": DAY}


@pytest.fixture(scope="module")
def run() -> Run:
    """Nobody reports liquidations; holders are told to have parted with 100,000 coins net."""
    checker = Checker(catalog(), default_asset="btc", default_source=None)
    with KnowledgeBase.in_memory() as kb:
        kb.add(f for name in FILES for f in told(checker, name) if f.as_of.isoformat() >= SINCE)
        kb.add(checker.fact(row) for row in stated("-100000"))
        return answer(kb, load_book(), kb.catalog, question(kb, "btc", day_number(DAY)))


def part(run: Run, name: str) -> np.ndarray:
    """The values of a quantity over the scenarios."""
    return run.evaluation.value("five_causes", name).values[0]


def test_the_parts_and_the_rest_are_the_whole_fall_in_every_scenario(run):
    names = [f"split.{cause}.part" for cause in CAUSES]
    parts = [part(run, name) for name in (*names, "split.unexplained")]
    whole = np.sum(np.broadcast_arrays(*parts), axis=0)
    assert whole.size > 32
    assert whole == pytest.approx(1.0, abs=1e-12)


def test_forced_closing_nobody_reports_goes_from_none_to_all_that_was_closed(run):
    closed, forced = part(run, "closed"), part(run, "forced")
    assert closed[0] > 1e9
    assert [forced.min(), forced[0], forced.max()] == pytest.approx([0, closed[0] / 2, closed[0]])


def test_most_of_the_slide_is_not_mechanically_explained_in_any_scenario(run):
    assert part(run, "split.unexplained").min() > 0.5
    assert run.findings["five_causes"].status == "fails"
