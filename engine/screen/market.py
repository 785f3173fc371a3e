"""The relative reading: an asset's price and its market's in, what goes with the market out.

own = exp(ln(1 + move) − β·ln(1 + market's move)) − 1, the market's move over the same two days, β
of a year of daily log returns (`engine.numeric.market_model`).
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from engine.briefing.front.gauges import Floats, Gauged
from engine.numeric.market_model import market_model

YEAR = 366
"""Closes of a year of returns."""
ERRORS = 2.0
"""Standard errors of the slope to either side."""


class WithMarket(TypedDict, total=False):
    """The fields of a row that say how it goes with the market."""

    beta: float
    beta_error: float
    common: int
    own: float
    own_low: float
    own_high: float


def with_market(found: Gauged, day: int, market: Floats) -> WithMarket:
    """How an asset goes with the market; without a slope where there are too few common days.

    day     the day of the row, since 1970-01-01
    market  its closes, one a day, the last of that day, shape (YEAR,)
    """
    model = market_model(found.past[-YEAR:], market)
    if isinstance(model, int):
        return {"common": model}
    told: WithMarket = {"beta": model.beta, "beta_error": model.error, "common": model.days}
    moved = _market_move(found, day, market)
    if found.day is None or moved is None:
        return told
    own = np.log1p(found.day.value)
    ends = (own - (model.beta + side * ERRORS * model.error) * moved for side in (0.0, -1.0, 1.0))
    mid, low, high = (float(np.expm1(end)) for end in ends)
    return {**told, "own": mid, "own_low": min(low, high), "own_high": max(low, high)}


def _market_move(found: Gauged, day: int, market: Floats) -> float | None:
    """The log move of the market between the two days of an asset's; None where one is missing."""
    if found.day is None or found.day.apart is None or found.now.as_of is None:
        return None
    last = found.now.as_of - day - 1
    ends = last - found.day.apart, last
    if ends[0] < -len(market) or not np.isfinite(market[list(ends)]).all():
        return None
    return float(np.log(market[ends[1]] / market[ends[0]]))
