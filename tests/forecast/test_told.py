"""What is told of a day is worked out once for the same days, and again for any others."""

from __future__ import annotations

import numpy as np
import pytest

from engine.forecast import told
from engine.forecast.market_days import read_days
from engine.forecast.statement import state
from kb.cache import without_cache
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import FIRST, walk

PRICES = walk(1500)
FALLEN = max(n for n in range(1500) if PRICES[n] <= 0.75 * PRICES[: n + 1].max())


def days_of(prices, before=0):
    """The days of a market in a base of its own, its facts behind so many others."""
    with KnowledgeBase.in_memory() as kb:
        kb.add(closes(walk(before + 1), asset="other"))
        kb.add(closes(prices[: FALLEN + 1]))
        return read_days(kb, "btc", FIRST + FALLEN, 2**60)


@pytest.fixture
def worked_out(tmp_path, monkeypatch):
    """How often it was, with a cache of one's own."""
    counted = []
    truly = told.told_of
    monkeypatch.setattr("kb.cache.cache_folder", lambda: tmp_path)
    monkeypatch.setattr(told, "told_of", lambda *given: counted.append(1) or truly(*given))
    return counted


def said(made):
    record = None if made.record is None else (made.record.record, made.record.conditions)
    return made.quantiles.tolist(), made.shares.tolist(), made.no_record, made.state, record


def test_the_same_days_are_told_from_the_cache_in_any_base(worked_out):
    days, elsewhere = days_of(PRICES), days_of(PRICES, before=9)
    first, again = state(days), state(elsewhere)
    assert len(worked_out) == 1
    assert said(first) == said(again)
    assert (first.days.facts, again.days.facts) == (days.facts, elsewhere.facts)
    with without_cache():
        assert said(state(days)) == said(first)


def test_another_close_is_another_answer(worked_out):
    other = PRICES.copy()
    other[FALLEN - 400] *= 1 + 1e-9
    first, second = state(days_of(PRICES)), state(days_of(other))
    assert len(worked_out) == 2
    assert np.abs(first.quantiles - second.quantiles).max() < 1e-3
