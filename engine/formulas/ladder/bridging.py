"""Bridging: histories with missing days come in; whole bars go out, or none if too few are known.

A missing day is no information. A ladder needs every bar, so inside the known days prices are
carried straight in logarithm and open interest straight in coins; before the first known day
nothing is known of anybody's entry, and the ladder begins there. Too few known days, or an unknown
last day, give no ladder.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    Array,
    BoolArray,
    IntArray,
    broadcast,
    first_index,
    place,
)
from engine.numeric.histories import history, same_bars

# What a window must cover, as everywhere in the rule book.
ENOUGH = 0.8


class Histories(NamedTuple):
    """Prices and open interest as they came, each of shape (..., bars), NaN where missing.

    closes           USD per coin at the end of the day
    lows             USD per coin, the day's lowest price
    open_interest    USD at the end of the day
    """

    closes: Array
    lows: Array
    open_interest: Array


class Whole(NamedTuple):
    """Bars without gaps: shape (rows, bars), and the first known bar of each row, shape (rows,)."""

    closes: Array
    lows: Array
    coins: Array
    first: IntArray


def read_histories(closes: Array, lows: Array, open_interest: Array) -> Histories:
    """The histories checked where they are known.

    raises    ValueError naming the argument and index that is out of range, infinite, of other bars
              than the rest, or a low above its close
    """
    closes, lows = history("closes", closes, POSITIVE), history("lows", lows, POSITIVE)
    open_interest = history("open_interest", open_interest, NON_NEGATIVE)
    same_bars(closes=closes, lows=lows, open_interest=open_interest)
    close, low, _ = broadcast(closes=closes, lows=lows, open_interest=open_interest)
    above = low > close
    if above.any():
        index = first_index(above)
        raise ValueError(
            f"{place('lows', index)} is {low[index]:g}: it must be at most "
            f"{place('closes', index)}, {close[index]:g}"
        )
    return Histories(closes, lows, open_interest)


def usable(told: Histories) -> BoolArray:
    """Whether enough days have a close and open interest, the last among them, shape (...)."""
    known = np.isfinite(told.closes) & np.isfinite(told.open_interest)
    covered: BoolArray = (known.mean(axis=-1) >= ENOUGH) & known[..., -1]
    return covered


def bridged(told: Histories) -> Whole:
    """Usable rows, shape (rows, bars), without gaps.

    A day without a low has its close for one, and so loses what was forced in between.
    """
    known = np.isfinite(told.closes) & np.isfinite(told.open_interest)
    coins = np.where(known, told.open_interest / told.closes, np.nan)
    carried = np.exp(_straight(np.log(told.closes)))
    closes = np.where(np.isfinite(told.closes), told.closes, carried)
    return Whole(closes, np.fmin(told.lows, closes), _straight(coins), known.argmax(axis=-1))


def _straight(paths: Array) -> Array:
    """Straight lines across the gaps of each row, level before the first known bar."""
    whole = paths.copy()
    bars = np.arange(paths.shape[-1])
    for row in np.flatnonzero(np.isnan(paths).any(axis=-1)):
        known = np.isfinite(paths[row])
        whole[row] = np.interp(bars, bars[known], paths[row, known])
    return whole
