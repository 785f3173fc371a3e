"""Bridging: histories with missing days come in; whole bars go out, or none if too few are known.

A missing day is no information. A ladder needs every bar, so inside the known days prices are
carried straight in logarithm and open interest straight in coins; before the first known day
nothing is known of anybody's entry, and the ladder begins there. Too few known days, or an unknown
last day, give no ladder.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array, BoolArray, broadcast, first_index, place

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
    """Bars without gaps, each of shape (rows, bars)."""

    closes: Array
    lows: Array
    coins: Array


def read_histories(closes: Array, lows: Array, open_interest: Array) -> Histories:
    """The histories, checked against each other where they are known.

    raises    ValueError naming the index of a low above its close, or histories that do not
              broadcast
    """
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
    return Whole(closes, np.fmin(told.lows, closes), _straight(coins))


def _straight(paths: Array) -> Array:
    """Straight lines across the gaps of each row, level before the first known bar."""
    whole = paths.copy()
    bars = np.arange(paths.shape[-1])
    for row in np.flatnonzero(np.isnan(paths).any(axis=-1)):
        known = np.isfinite(paths[row])
        whole[row] = np.interp(bars, bars[known], paths[row, known])
    return whole
