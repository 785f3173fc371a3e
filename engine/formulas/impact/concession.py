"""The concession: what the price gave up for each dollar sold on balance.

Every sale has a buyer, so "nobody buys" can only mean that buyers ask for a lower price. What is
here is co-movement over a window, not mechanical impact: the same news moves both. It is read
against its own past and against nothing else.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.formulas.register import formula
from engine.numeric.arguments import AT_LEAST_ONE, FINITE, POSITIVE, Arg, Array, Out, whole_days

# A window whose variance of flow, over the square of its own largest, is less does not vary.
NO_SPREAD = 1e-9
# Days of windows laid out at once: some tens of megabytes, however many rows there are.
BLOCK = 1 << 19


class Concession(NamedTuple):
    """The log fall that went with each amount sold on balance, now and in its own past."""

    now: Annotated[Array, Out("ratio", "over the last window; none where it cannot be told")]
    usual: Annotated[Array, Out("ratio", "its median over the windows that end on each bar")]


@formula("impact.concession")
def concession(
    prices: Annotated[Array, Arg("USD/coin[]", POSITIVE, "P, one close a day")],
    bought: Annotated[Array, Arg("USD[]", FINITE, "B, bought on balance each day")],
    days: Annotated[Array, Arg("day", AT_LEAST_ONE, "t, a window; a part of a day is dropped")],
    per_amount: Annotated[Array, Arg("USD", POSITIVE, "q, that the concession is quoted for")],
) -> Concession:
    """Concession as a regression over t days, −q·cov(u, B) / var(B), u the day's log fall.

    A day counts only where its close, the close before and its flow are all known: a gap is no
    information and never a zero, so a weekend without a flow drops out, and Monday's fall is
    measured from Sunday's close. There is none where the history is not longer than the window,
    where half the window's days or fewer than three count, or where the flow did not vary; nothing
    is usual where fewer than half of the bars that a whole window ends on have one. Windows look
    back only and overlap, so about bars over t of them are independent.

    source    Kyle 1985; ordinary least squares with an intercept
    """
    falls = -np.diff(np.log(prices), axis=-1)
    falls, flows = np.broadcast_arrays(falls, bought[..., 1:])
    lengths = whole_days(days)
    now, usual = np.full((2, *lengths.shape), np.nan)
    for length in set(lengths[lengths <= falls.shape[-1]].tolist()):  # np.unique imports numpy.ma
        slopes = -window_slopes(falls, flows, int(length))
        now = np.where(lengths == length, slopes[..., -1], now)
        usual = np.where(lengths == length, _median(slopes), usual)
    return Concession(now * per_amount, usual * per_amount)


def _median(slopes: Array) -> Array:
    """Median of the known slopes of each row, NaN where fewer than half are known."""
    known = np.isfinite(slopes).sum(axis=-1)
    enough = (known > 0) & (2 * known >= slopes.shape[-1])
    inside = np.maximum(known, 1)[..., np.newaxis]
    rising = np.sort(slopes, axis=-1)  # what is NaN comes last; np.nanmedian imports numpy.ma
    low, high = (np.take_along_axis(rising, at, -1) for at in ((inside - 1) // 2, inside // 2))
    return np.where(enough, (low + high)[..., 0] / 2, np.nan)


def window_slopes(falls: Array, flows: Array, length: int) -> Array:
    """Least-squares slope of falls on flows in every window, Σ(u − ū)(Q − Q̄) / Σ(Q − Q̄)².

    A window is scaled and centred by itself, so no day outside it can change a bit of its slope.

    falls      u, log fall of each day, shape (..., bars), NaN where unknown
    flows      Q, USD sold on balance each day, same shape, NaN where unknown
    length     bars in a window, 1 ≤ length ≤ bars
    returns    log fall per USD, shape (..., bars − length + 1), the oldest window first; NaN where
               half the window's days or fewer than three count, or where the flow did not vary
    raises     ValueError when the window is longer than the history: there is none
    source     ordinary least squares with an intercept
    """
    rows = max(1, falls[..., 0].size)
    block = max(1, BLOCK // (rows * length))
    ends = range(0, falls.shape[-1] - length + 1, block)
    parts = [slice(first, first + block + length - 1) for first in ends]
    return np.concatenate([_slopes(falls[..., p], flows[..., p], length) for p in parts], axis=-1)


def _slopes(falls: Array, flows: Array, length: int) -> Array:
    y, x = (sliding_window_view(values, length, axis=-1) for values in (falls, flows))
    known = np.isfinite(x) & np.isfinite(y)
    count = known.sum(axis=-1)
    n = np.maximum(count, 1)[..., np.newaxis]
    largest = np.abs(np.where(known, x, 0.0)).max(axis=-1)
    scale = np.where(largest > 0.0, largest, 1.0)
    x, y = np.where(known, x / scale[..., np.newaxis], 0.0), np.where(known, y, 0.0)
    x = np.where(known, x - x.sum(axis=-1, keepdims=True) / n, 0.0)
    y = np.where(known, y - y.sum(axis=-1, keepdims=True) / n, 0.0)
    spread = (x * x).sum(axis=-1)
    good = (2 * count > length) & (count >= 3) & (spread > NO_SPREAD * count)
    return np.where(good, (x * y).sum(axis=-1) / np.where(good, spread, 1.0), np.nan) / scale
