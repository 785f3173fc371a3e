"""Reading a market: what was known in time, what is known now, and by whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.forecast.market_days import TooLittle, read_days
from kb.clock import day_date, day_number
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import FIRST

FOREVER = 2**60


@pytest.fixture
def kb():
    with KnowledgeBase.in_memory() as base:
        base.add(closes(np.arange(1.0, 11.0)))
        yield base


def read(kb, last=FIRST + 9, asset="btc"):
    return read_days(kb, asset, last, FOREVER)


def fact(day, value, **more):
    return next(closes(np.array([value]), first=FIRST + day, **more))


def test_a_close_a_day_is_read_in_order(kb):
    days = read(kb)
    assert (days.first, days.last, days.source) == (FIRST, FIRST + 9, "binance")
    assert days.closes.tolist() == list(range(1, 11))
    assert (days.missing, days.late) == (0, 0)


def test_a_correction_counts_for_what_came_and_not_for_what_was_seen(kb):
    kb.add(fact(4, 50.0, known_at="2012-01-01"))
    days = read(kb)
    assert (days.closes[4], days.later[4]) == (5.0, 50.0)


def test_a_close_that_became_known_late_is_not_used_in_forecasts(kb):
    kb.add(fact(10, 11.0, known_at=day_date(FIRST + 12).isoformat()))
    days = read(kb, FIRST + 10)
    assert np.isnan(days.closes[10])
    assert (days.later[10], days.late) == (11.0, 1)


def test_a_close_known_the_next_morning_is_in_time(kb):
    kb.add(fact(10, 11.0, known_at=f"{day_date(FIRST + 11)}T11:00Z"))
    assert read(kb, FIRST + 10).closes[10] == 11.0


def test_a_missing_day_is_counted(kb):
    kb.add(fact(12, 13.0))
    days = read(kb, FIRST + 12)
    assert days.missing == 2
    assert np.isnan(days.later[10:12]).all()


def test_the_best_source_that_covers_the_days_is_read(kb):
    kb.add(closes(np.arange(21.0, 30.0), source="coin_metrics"))
    assert read(kb).source == "binance"
    with KnowledgeBase.in_memory() as other:
        other.add(closes(np.arange(1.0, 3.0)))
        other.add(closes(np.arange(21.0, 31.0), source="coin_metrics"))
        assert read(other).source == "coin_metrics"


def test_a_source_that_fell_silent_is_not_read_where_another_speaks(kb):
    kb.add(fact(n, 20.0 + n, source="kaiko") for n in range(14, 18))
    assert read(kb, FIRST + 15).source == "binance"  # silent for six days
    days = read(kb, FIRST + 17)
    assert (days.source, days.first, days.closes.tolist()) == (
        "kaiko",
        FIRST + 14,
        [34, 35, 36, 37],
    )
    assert read(kb, FIRST + 60).source == "binance"  # both are silent


def test_a_realised_price_counts_from_when_it_was_known_until_it_is_stale(kb):
    told = {"series": "onchain.realised_price", "unit": "USD/coin"}
    kb.add(fact(2, 7.0, known_at=day_date(FIRST + 4).isoformat(), source="glassnode", **told))
    days = read(kb, FIRST + 20)
    seen = days.realised_price(np.arange(FIRST, FIRST + 15))
    assert np.isnan(seen[:4]).all()
    assert seen[4:13].tolist() == [7.0] * 9
    assert np.isnan(seen[13:]).all()


def test_a_base_without_closes_says_what_to_add(kb):
    with pytest.raises(TooLittle, match=r"holds no price\.close of eth by then; add daily closes"):
        read(kb, asset="eth")


def test_days_are_those_of_the_question(kb):
    early = read_days(kb, "btc", FIRST + 4, day_number("2010-01-04") * 86_400)
    assert len(early.closes) == 5
    assert np.isnan(early.closes[3:]).all()
    assert replace(early, late=0).missing == 2
