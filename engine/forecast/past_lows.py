"""What past Fridays in drawdown came to: cases come in, quantiles of the lowest close ahead go out.

Two benchmarks without a model of the path. One takes the outcomes of past cases as deep under their
peak as this one; the other takes how far past lows ahead stood from the realised price of their
day. Both learn only from cases whose horizon had ended by the day of the forecast.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.leaning_walk import uncrossed
from engine.forecast.protocol import HORIZONS, LEVELS, Cases
from engine.numeric.arguments import Array, BoolArray

EDGES = (0.40, 0.60)
"""Falls from the peak that part shallow, deep and deepest drawdowns."""
FEWEST = 26
"""Past cases without which a bucket gives way to all cases, and all cases to no forecast."""


def law_by_depth(asked: Cases) -> Array:
    """The empirical law of X over ended cases in the same bucket of depth.

    asked      the cases; their depth is 1 − price / peak, parted at 40 % and 60 %
    returns    X at `LEVELS`, shape (n, 3, 99); NaN while fewer than `FEWEST` cases had ended
    raises     nothing
    source     empirical quantiles, an expanding window
    """
    bucket = np.digitize(1.0 - asked.price / asked.peak, EDGES)
    alike = bucket[:, np.newaxis] == bucket
    return _empirical(asked, asked.outcome, alike)


def realised_price_anchor(asked: Cases, realised_price: Array) -> Array:
    """The empirical law of ln(lowest close ahead / realised price of the day), seen from here.

    asked             the cases
    realised_price    USD a coin as known on each case's day, shape (n,), NaN where unknown
    returns           X at `LEVELS`, never above 0, shape (n, 3, 99); NaN where it is unknown or
                      fewer than `FEWEST` cases had ended
    raises            nothing
    source            empirical quantiles, an expanding window
    """
    over = np.log(asked.price / realised_price)[:, np.newaxis]
    known = ~np.isnan(over[:, 0])
    anchored = _empirical(asked, asked.outcome + over, np.broadcast_to(known, (len(asked),) * 2))
    return np.minimum(anchored - over[:, :, np.newaxis], 0.0)


def _empirical(asked: Cases, came: Array, alike: BoolArray) -> Array:
    """Quantiles of what came over ended cases that are alike, over all where those are few."""
    given = np.full((len(asked), len(HORIZONS), len(LEVELS)), np.nan)
    for horizon in range(len(HORIZONS)):
        ended = asked.ended(horizon)
        known = ~np.isnan(came[:, horizon])
        for case in range(len(asked)):
            past = came[: ended[case], horizon]
            use = known[: ended[case]]
            same = use & alike[case, : ended[case]]
            chosen = past[same if same.sum() >= FEWEST else use]
            if len(chosen) >= FEWEST:
                given[case, horizon] = np.quantile(chosen, LEVELS)
    return uncrossed(given)
