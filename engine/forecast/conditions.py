"""The essay's three conditions on every day: daily facts come in, whether each was met goes out.

An answer is 1 (met), 0 (not met) or NaN (unknown), from the facts of its own day and before. The
thresholds are those of the claim pages, and a test holds the two together.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.forecast.anchors import LOWS, predictive_band
from engine.numeric.arguments import Array

WINDOW = 90
COINS_CLEARED = 0.25
MONTH, TWO_MONTHS = 30, 60
COVERED = 0.80
BAND_HIGH = predictive_band(LOWS, 0.80)[1]
"""Upper edge of the value band over realised price. It was drawn with the lows it is tried on."""
NAMES = ("leverage cleared", "holders buying", "value price")


def leverage_cleared(open_interest: Array, closes: Array) -> Array:
    """Whether a quarter of the coins open at the peak of 90 days is gone, OI in coins of its day.

    open_interest    USD, one a day, NaN where unknown, shape (days,)
    closes           USD a coin on the same days, NaN where unknown
    returns          1, 0 or NaN, shape (days,)
    raises           nothing
    source           claim page floor_leverage_cleared
    """
    met = np.full(len(closes), np.nan)
    if len(closes) < WINDOW:
        return met
    coins = open_interest / closes
    windows = sliding_window_view(open_interest, WINDOW)
    peak = np.where(np.isnan(windows), -np.inf, windows).argmax(axis=1)
    enough = (~np.isnan(windows)).sum(axis=1) >= COVERED * WINDOW
    left = coins[WINDOW - 1 :] / coins[np.arange(len(windows)) + peak]
    answer = (1.0 - left >= COINS_CLEARED).astype(np.float64)
    met[WINDOW - 1 :] = np.where(enough & ~np.isnan(left), answer, np.nan)
    return met


def holders_buying(net_change: Array, matured: Array) -> Array:
    """Whether long-term supply grew over a month and two, and by more than what merely aged.

    net_change    coins a day, NaN where unknown, shape (days,)
    matured       coins a day that aged past the threshold, NaN where unknown
    returns       1, 0 or NaN, shape (days,); a supply that shrinks needs no figure for ageing
    raises        nothing
    source        claim page floor_holders_accumulate
    """
    month, longer = _summed(net_change, MONTH), _summed(net_change, TWO_MONTHS)
    bought = month - _summed(matured, MONTH)
    never = (month <= 0.0) | (longer <= 0.0) | (bought <= 0.0)
    always = (month > 0.0) & (longer > 0.0) & (bought > 0.0)
    return np.where(never, 0.0, np.where(always, 1.0, np.nan))


def value_price(closes: Array, realised_price: Array) -> Array:
    """Whether the close is at or under the upper edge of the value band.

    closes            USD a coin, one a day, NaN where unknown, shape (days,)
    realised_price    USD a coin on the same days, NaN where unknown
    returns           1, 0 or NaN, shape (days,)
    raises            nothing
    source            claim page floor_value_price
    """
    over = closes / realised_price
    return np.where(np.isnan(over), np.nan, (over <= BAND_HIGH).astype(np.float64))


def all_of(*each: Array) -> Array:
    """Whether all are met: one that fails decides, whatever the others are.

    each       answers on the same days
    returns    1, 0 or NaN
    raises     nothing
    source     Kleene's strong conjunction
    """
    joined = np.stack(each)
    failed, unknown = (joined == 0.0).any(axis=0), np.isnan(joined).any(axis=0)
    return np.where(failed, 0.0, np.where(unknown, np.nan, 1.0))


def _summed(flow: Array, days: int) -> Array:
    """Sum of the last days, NaN where fewer than four fifths of them are known."""
    known = np.concatenate([[0.0], np.cumsum(~np.isnan(flow))])
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(flow))])
    summed = np.full(len(flow), np.nan)
    if len(flow) >= days:
        enough = known[days:] - known[:-days] >= COVERED * days
        summed[days - 1 :] = np.where(enough, total[days:] - total[:-days], np.nan)
    return summed
