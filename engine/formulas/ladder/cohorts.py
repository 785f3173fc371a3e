"""Cohorts: prices and open interest bar by bar come in; a ladder of open coins goes out.

Open interest in coins is as many long coins as short ones, so each side has a ladder that holds all
of it, by entry bar × leverage. A position enters at the close of its bar: open interest is counted
there, and whatever was opened and liquidated inside one bar is in no count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.ladder.ladder import LONG, SHORT, Ladder
from engine.formulas.ladder.populations import Held, run
from engine.formulas.ladder.reached import first_reached
from engine.formulas.ladder.weights import LEVERAGES, leverage_grid, shares
from engine.formulas.margin.prices import liquidation_fall, liquidation_rise
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    IntArray,
    broadcast,
    checked,
    inside,
    ordered,
)

__all__ = ["LONG", "SHORT", "Ladder", "build_ladder", "price_ratios"]

# Cells (bars × populations) worked on at once: some 10 MB an array.
CHUNK = 1 << 20


class Bars(NamedTuple):
    """Checked bars of one shape (..., bars): prices in USD per coin, open interest in coins."""

    close: Array
    low: Array
    high: Array
    coins: Array


def build_ladder(
    close: Array,
    low: Array,
    high: Array,
    coins: Array,
    weights: Array,
    maintenance: Array | float,
    turnover: Array | float,
    side: int = LONG,
    leverages: Array | tuple[float, ...] = LEVERAGES,
    until: int | None = None,
) -> Ladder:
    """Open coins by entry × leverage: Q_t = Q_{t−1} − forced_t − closed_t + opened_t in each bar.

    forced_t are the survivors with LP ≥ low_t (shorts: LP ≤ high_t), LP = E·(1 − 1/l)/(1 − m)
    (shorts: E·(1 + 1/l)/(1 + m)), never beyond the entry E = close of the bar of opening. The rest
    of what Q shrinks by closes pro rata, the share τ renews, what is missing to Q_t is opened. Who
    is liquidated may be replaced and his successor liquidated too: over many bars more coins may be
    forced out than are ever open. Closes in place of lows miss what was forced between them: the
    ladder then holds too much near the price, and its forced coins are too few.

    close          USD per coin at the end of each bar, shape (..., bars), > 0, oldest first
    low            lowest price of each bar, broadcasts, > 0, at most close
    high           highest price of each bar, broadcasts, at least close
    coins          Q, open interest at the end of each bar, coins, broadcasts, ≥ 0
    weights        w, share of open interest at each leverage, shape (..., leverages), sums to 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts with (...), in [0, 1)
    turnover       τ, share of positions renewed in each bar, broadcasts with (...), in [0, 1]
    side           1 for the longs, -1 for the shorts
    leverages      l, one row, rising, ≥ 1
    until          stop before this bar: the ladder as bar `until` − 1 left it; None for all bars
    returns        Ladder of leading shape (...)
    raises         ValueError naming the argument and index that is out of range
    source         accounting identity of open interest; isolated linear margin, one bracket
    """
    if side not in (LONG, SHORT):
        raise ValueError(f"side is {side}: write 1 for long, -1 for short")
    bars = _bars(close, low, high, coins, until)
    grid = leverage_grid(leverages)
    mix = shares("weights", weights, grid.size)
    lead, maintenance, turnover = broadcast(
        close=bars.close[..., 0],
        maintenance=checked("maintenance", maintenance, SHARE_BELOW_ONE),
        turnover=checked("turnover", turnover, SHARE),
    )
    broadcast(close=lead, weights=mix[..., 0])
    ratios = price_ratios(grid, maintenance, side)
    held = _populations(bars, lead.shape, ratios, turnover, side)
    return Ladder(side, bars.close[..., -1], bars.close, ratios, grid, mix, held)


def price_ratios(leverages: Array, maintenance: Array, side: int) -> Array:
    """Liquidation price over entry: 1 less the distance for longs, 1 and the distance for shorts.

    leverages      l, one row, ≥ 1
    maintenance    m in [0, 1), any shape (...)
    side           1 for longs, -1 for shorts
    returns        shape (..., leverages): in [0, 1] for longs, ≥ 1 for shorts; 1 is at entry; a
                   long with leverage 1, which nothing liquidates, has 0
    raises         ValueError naming the argument and index that is out of range
    source         `margin.liquidation_fall` and `margin.liquidation_rise`
    """
    rate = maintenance[..., np.newaxis]
    if side == LONG:
        return 1.0 - liquidation_fall(leverages, rate).linear
    return 1.0 + liquidation_rise(leverages, rate).linear


def _bars(close: Array, low: Array, high: Array, coins: Array, until: int | None) -> Bars:
    close, low, high, coins = inside(
        close=(close, POSITIVE), low=(low, POSITIVE), high=(high, POSITIVE),
        coins=(coins, NON_NEGATIVE),
    )  # fmt: skip
    if not close.shape or not close.shape[-1]:
        raise ValueError(f"close has shape {close.shape}: its last axis must be bars, at least one")
    ordered("close", close, "low", low)
    ordered("high", high, "close", close)
    count = close.shape[-1]
    if until is not None and not 1 <= until <= count:
        raise ValueError(f"until is {until}: it must be a bar between 1 and {count}")
    return Bars(*(each[..., :until] for each in (close, low, high, coins)))


def _populations(
    bars: Bars, lead: tuple[int, ...], ratios: Array, turnover: Array, side: int
) -> Held:
    """Every population of every scenario, in chunks; arrays of shape (*lead, bars, leverages)."""
    count, kinds = bars.close.shape[-1], ratios.shape[-1]
    paths = int(np.prod(bars.close.shape[:-1], dtype=np.int64))
    row = np.arange(paths).reshape(bars.close.shape[:-1])
    path = np.repeat(np.broadcast_to(row, lead).ravel(), kinds)
    ratio, renewed = ratios.ravel(), np.repeat(turnover.ravel(), kinds)
    flat = Bars(*(each.reshape(paths, count) for each in bars))
    step = max(1, CHUNK // count)
    parts = [
        _walk(flat, path[n : n + step], ratio[n : n + step], renewed[n : n + step], side)
        for n in range(0, path.size, step)
    ]
    whole = (np.concatenate(kept, axis=1) for kept in zip(*parts, strict=True))
    shape = (count, *lead, kinds)
    return Held(*(np.moveaxis(each.reshape(shape), 0, -2) for each in whole))


def _walk(bars: Bars, path: IntArray, ratio: Array, turnover: Array, side: int) -> Held:
    """Populations of one chunk. Shorts are longs in prices turned round: −high ≤ −LP."""
    extremes = bars.low if side == LONG else -bars.high
    death = first_reached(extremes, side * bars.close.T[:, path] * ratio, path)
    return run(bars.coins.T[:, path], death, turnover)
