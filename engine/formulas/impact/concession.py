"""The concession: what the price gave up for each dollar sold on balance.

Every sale has a buyer, so "nobody buys" can only mean that buyers ask for a lower price. What is
here is co-movement over a window, not mechanical impact: the same news moves both. It is read
against its own past and against nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    FINITE,
    POSITIVE,
    Array,
    broadcast,
    checked,
    whole_days,
)
from engine.numeric.histories import history, same_bars

# A window whose variance of flow, over the square of its own largest, is less does not vary.
NO_SPREAD = 1e-9
# Days of windows laid out at once: some tens of megabytes, however many rows there are.
BLOCK = 1 << 19


@formula(
    "impact.flow_slope",
    returns="ratio",
    price_history="USD/coin[]",
    sold_history="USD[]",
    days="day",
    per_amount="USD",
)
def flow_slope(price_history: Array, sold_history: Array, days: Array, per_amount: Array) -> Array:
    """Concession as a regression over the last t days, q·cov(u, Q) / var(Q), u the day's log fall.

    A day counts only where its close, the close before and its flow are all known: a gap is no
    information and never a zero, so a weekend without a flow drops out, and Monday's fall is
    measured from Sunday's close. No answer where the history is not longer than the window, where
    half the window's days or fewer than three count, or where the flow did not vary.

    price_history    P, USD per coin, one close a day, oldest first, shape (..., bars), > 0 or NaN
    sold_history     Q, USD sold on balance each day, signed, shape (..., bars), NaN where unknown
    days             t, days, length of the window, a part of a day dropped, any shape (...), ≥ 1
    per_amount       q, USD that the concession is quoted for, broadcasts with `days`, > 0
    returns          log fall per q, signed, the broadcast shape of (...); NaN without an answer
    raises           ValueError naming the argument and index that is out of range
    source           Kyle 1985; ordinary least squares with an intercept
    """

    def latest(falls: Array, flows: Array, length: int) -> Array:
        return window_slopes(falls[..., -length:], flows[..., -length:], length)[..., 0]

    return _each_length(latest, price_history, sold_history, days, per_amount)


@formula(
    "impact.flow_slope_median",
    returns="ratio",
    price_history="USD/coin[]",
    sold_history="USD[]",
    days="day",
    per_amount="USD",
)
def flow_slope_median(
    price_history: Array, sold_history: Array, days: Array, per_amount: Array
) -> Array:
    """Median over the history of `flow_slope` at each bar: what the concession usually is.

    Each bar's slope looks back only. Windows overlap, so about bars over t of them are independent.
    No answer where fewer than half of the bars that a whole window ends on have a slope.

    price_history    P, USD per coin, one close a day, oldest first, shape (..., bars), > 0 or NaN
    sold_history     Q, USD sold on balance each day, signed, shape (..., bars), NaN where unknown
    days             t, days, length of the window, a part of a day dropped, any shape (...), ≥ 1
    per_amount       q, USD that the concession is quoted for, broadcasts with `days`, > 0
    returns          log fall per q, signed, the broadcast shape of (...); NaN without an answer
    raises           ValueError naming the argument and index that is out of range
    source           `flow_slope`
    """

    def usual(falls: Array, flows: Array, length: int) -> Array:
        slopes = window_slopes(falls, flows, length)
        known = np.isfinite(slopes).sum(axis=-1)
        enough = (known > 0) & (2 * known >= slopes.shape[-1])
        median: Array = np.nanmedian(np.where(enough[..., np.newaxis], slopes, 0.0), axis=-1)
        return np.where(enough, median, np.nan)

    return _each_length(usual, price_history, sold_history, days, per_amount)


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


def _each_length(
    measure: Callable[[Array, Array, int], Array],
    price_history: Array,
    sold_history: Array,
    days: Array,
    per_amount: Array,
) -> Array:
    """A measure of log falls and flows for each length of the window, times the amount."""
    prices = history("price_history", price_history, POSITIVE)
    sold = history("sold_history", sold_history, FINITE)
    same_bars(price_history=prices, sold_history=sold)
    _, _, lengths, amount = broadcast(
        price_history=prices[..., 0],
        sold_history=sold[..., 0],
        days=whole_days(checked("days", days, AT_LEAST_ONE)),
        per_amount=checked("per_amount", per_amount, POSITIVE),
    )
    falls, flows = np.broadcast_arrays(-np.diff(np.log(prices), axis=-1), sold[..., 1:])
    found = np.full(lengths.shape, np.nan)
    for length in np.unique(lengths[lengths <= falls.shape[-1]]):
        found = np.where(lengths == length, measure(falls, flows, int(length)), found)
    return found * amount
