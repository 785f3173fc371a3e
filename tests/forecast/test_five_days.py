"""Markets that rest on weekends are forecast as those that do not."""

from __future__ import annotations

import numpy as np
import pytest

from engine.forecast.market_days import TooLittle, read_days
from engine.forecast.statement import state
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import FIRST, walk

FOREVER = 2**60
DAYS = FIRST + np.arange(1900)
TRADES = (DAYS + 3) % 7 < 5
RESTING = walk(1900)[np.maximum.accumulate(np.where(TRADES, np.arange(1900), 0))]
"""A walk that stands still on weekends."""
DEEP = max(n for n in np.flatnonzero(TRADES) if RESTING[n] <= 0.75 * RESTING[: n + 1].max())


def days_of(asset, kept):
    with KnowledgeBase.in_memory() as kb:
        told = list(closes(RESTING[: DEEP + 1], asset=asset))
        kb.add(fact for fact, keep in zip(told, kept[: DEEP + 1], strict=True) if keep)
        return read_days(kb, asset, FIRST + int(DEEP), FOREVER)


@pytest.mark.parametrize("asset", ["mstr", "undeclared"])
def test_closes_on_weekdays_alone_give_the_forecast_of_closes_that_rest_on_weekends(asset):
    """But for lows ahead that are higher than the close, where a Saturday would repeat it."""
    rested, told = state(days_of(asset, TRADES)), state(days_of("btc", np.ones_like(TRADES)))
    assert rested.days.missing == 0
    assert rested.forecaster == told.forecaster
    assert rested.volatility == told.volatility
    assert np.abs(rested.quantiles - told.quantiles).max() < 1e-3
    assert len(rested.record.market.asked) == len(told.record.market.asked)


def test_a_market_of_seven_days_with_closes_on_five_has_none_still():
    with pytest.raises(TooLittle, match=r"a close is known on 26[01] of the last 365 days; a vol"):
        state(days_of("btc", TRADES))


def test_of_a_share_too_few_days_of_trade_are_counted_as_such():
    half = TRADES & (np.arange(len(TRADES)) % 2 == DEEP % 2)
    with pytest.raises(TooLittle, match=r"on 1[23][0-9] of the last 25[0-9] days of trade"):
        state(days_of("mstr", half))
