"""The concession: what the price gave up for each dollar sold on balance.

Every sale has a buyer, so "nobody buys" can only mean that buyers ask for a lower price. What is
here is co-movement over a window, not mechanical impact: the same news moves both. It is read
against its own past and against nothing else.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    AT_LEAST_ONE,
    FINITE,
    POSITIVE,
    Array,
    broadcast,
    checked,
    inside,
)
from engine.deleveraging.histories import history, same_bars
from engine.formulas import formula

# A window whose flow varies by less than this, squared and against the largest, does not vary.
NO_SPREAD = 1e-9


@formula(
    "impact.concession",
    returns="ratio",
    fall="ratio",
    net_sold="USD",
    per_amount="USD",
)
def concession(fall: Array, net_sold: Array, per_amount: Array) -> Array:
    """Price concession of one window, u·q / Q: log fall for each q dollars sold on balance.

    No answer where nothing was sold on balance: then nobody asked for a concession. Negative where
    the price rose in spite of the selling.

    fall          u = ln(P0 / P1), log fall over the window, signed, any shape
    net_sold      Q, USD sold on balance over the same window, signed, broadcasts with u
    per_amount    q, USD that the concession is quoted for, > 0
    returns       log fall per q, NaN where Q ≤ 0, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        Kyle's λ read off one window; Amihud 2002 has it with gross volume
    """
    fall, net_sold, per_amount = inside(
        fall=(fall, FINITE), net_sold=(net_sold, FINITE), per_amount=(per_amount, POSITIVE)
    )
    sold = np.where(net_sold > 0.0, net_sold, np.nan)
    return fall * per_amount / sold


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
    days             t, length of the window in days, rounded, any shape (...), ≥ 1
    per_amount       q, USD that the concession is quoted for, broadcasts with `days`, > 0
    returns          log fall per q, signed, the broadcast shape of (...); NaN without an answer
    raises           ValueError naming the argument and index that is out of range
    source           Kyle 1985; ordinary least squares with an intercept
    """
    slopes, amount = _slopes(price_history, sold_history, days, per_amount)
    latest: Array = slopes[..., -1] * amount
    return latest


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
    days             t, length of the window in days, rounded, any shape (...), ≥ 1
    per_amount       q, USD that the concession is quoted for, broadcasts with `days`, > 0
    returns          log fall per q, signed, the broadcast shape of (...); NaN without an answer
    raises           ValueError naming the argument and index that is out of range
    source           `flow_slope`
    """
    slopes, amount = _slopes(price_history, sold_history, days, per_amount)
    known = np.isfinite(slopes).sum(axis=-1)
    windows = slopes.shape[-1] - np.rint(checked("days", days, AT_LEAST_ONE))
    enough = (known > 0) & (2 * known >= windows)
    median: Array = np.nanmedian(np.where(enough[..., np.newaxis], slopes, 0.0), axis=-1)
    return np.where(enough, median, np.nan) * amount


def _slopes(
    price_history: Array, sold_history: Array, days: Array, per_amount: Array
) -> tuple[Array, Array]:
    """Trailing slope per dollar at every bar, shape (..., bars), and the amount."""
    prices = history("price_history", price_history, POSITIVE)
    sold = history("sold_history", sold_history, FINITE)
    same_bars(price_history=prices, sold_history=sold)
    lead = broadcast(
        price_history=prices[..., 0],
        sold_history=sold[..., 0],
        days=np.rint(checked("days", days, AT_LEAST_ONE)),
        per_amount=checked("per_amount", per_amount, POSITIVE),
    )
    falls = -np.diff(np.log(prices), prepend=np.nan)
    falls, flows = np.broadcast_arrays(falls, sold)
    slopes = np.full((*lead[0].shape, falls.shape[-1]), np.nan)
    for length in np.unique(lead[2]):
        chosen = (lead[2] == length)[..., np.newaxis]
        slopes = np.where(chosen, _trailing_slope(falls, flows, int(length)), slopes)
    return slopes, lead[3]


def _trailing_slope(falls: Array, flows: Array, length: int) -> Array:
    """Least-squares slope of falls on flows over the last `length` bars, at each bar."""
    known = np.isfinite(falls) & np.isfinite(flows)
    x, y = np.where(known, flows, 0.0), np.where(known, falls, 0.0)
    largest = np.abs(x).max(axis=-1, keepdims=True)
    scale = np.where(largest > 0.0, largest, 1.0)
    x = x / scale
    parts: tuple[Array, ...] = (known.astype(np.float64), x, y, x * x, x * y)
    n, sx, sy, sxx, sxy = (_trailing_sum(part, length) for part in parts)
    spread = n * sxx - sx * sx
    good = (2.0 * n > length) & (n >= 3.0) & (spread > NO_SPREAD * n * n)
    slope = (n * sxy - sx * sy) / np.where(good, spread, 1.0)
    return np.asarray(np.where(good, slope, np.nan) / scale)


def _trailing_sum(values: Array, length: int) -> Array:
    """Sum of the last `length` values at each bar; NaN where they would reach the first bar."""
    total = np.cumsum(values, axis=-1)
    out = np.full_like(total, np.nan)
    out[..., length:] = total[..., length:] - total[..., :-length]
    return out
