"""The laws that the forecast mixes: cases come in, the law of the lowest close by each goes out.

A law is told as probabilities at the places of `GRID`, which count standard deviations of the
horizon on the volatility σ of the past year: x = z·σ·√(H/365). Five laws stand ready. The plain
walk has σ and no lean. One has a volatility on its way back to that of all days known, uncertain,
so with fat tails. Two lean upwards on top, by the age of the drawdown, up to two years, and by the
age times the rebound from the low; at a young low both lean not at all. The last is no walk: it is
what came of Fridays as deep and as wild in the past of other assets.
"""

from __future__ import annotations

import numpy as np

from engine.forecast import pooled
from engine.forecast.leaning_walk import DEPTHS, LEANS, fat_tailed, law_of_closes
from engine.forecast.protocol import HORIZONS, YEAR, Cases
from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.forecast.volatilities import trailing
from engine.numeric.arguments import Array, IntArray

PLAIN = "plain walk"
LAWS = (PLAIN, "volatility on its way back", "lean with age", "lean with age and rebound",
        "past lows of other assets")  # fmt: skip
GRID: Array = np.concatenate(
    [np.arange(-12, -4, 0.2), np.arange(-4, -2, 0.1), np.arange(-2, 0.6, 0.04),
     np.arange(0.6, 2.01, 0.2)]
)  # fmt: skip
OLD, FAR = 2.0, 1.0
"""Years of age, and rebound in annual standard deviations, from which a lean is whole."""
FALLS = (0.40, 0.60)
WILD = 0.70
"""Falls from the peak, and an annual volatility, that part the past of other assets."""


def all_laws(asked: Cases, volatility: Array) -> Array:
    """Every law of `LAWS` for each case and horizon.

    asked         the cases
    volatility    σ of the past year, annual, shape (n,), > 0
    returns       probability at `GRID`, rising, shape (5, n, 3, places), in single precision
    raises        nothing
    source        the module
    """
    by_horizon = [_laws(asked, volatility, horizon) for horizon in range(len(HORIZONS))]
    return np.stack(by_horizon, axis=2)


def _laws(asked: Cases, volatility: Array, horizon: int) -> Array:
    days, spread = HORIZONS[horizon], pooled.BACK[horizon][-1]
    table = fat_tailed(days, spread)
    back, same = way_back(asked, volatility, horizon), np.ones(len(asked))
    aged = age(asked)
    plain = np.broadcast_to(law_of_closes(GRID, np.array(0.0), days), (len(asked), len(GRID)))
    seen = np.stack([np.interp(DEPTHS, row, pooled.SHARES, left=0.0, right=1.0)
                     for row in pooled.LOWS[horizon]])  # fmt: skip
    laws = (
        plain,
        _read(table[:1], np.zeros(len(asked), dtype=np.int64), back),
        _leaning(table, aged, back),
        _leaning(table, aged * rebound(asked, volatility), same),
        _read(seen, cell(asked, volatility), back),
    )
    return np.stack([law.astype(np.float32) for law in laws])


def age(asked: Cases) -> Array:
    """Years since the highest close over `OLD`, at most 1, shape (n,)."""
    return np.minimum((asked.at - asked.episode) / (YEAR * OLD), 1.0)


def rebound(asked: Cases, volatility: Array) -> Array:
    """ln(close / lowest close of the episode so far) / σ over `FAR`, at most 1, shape (n,)."""
    return np.minimum(np.log(asked.price / asked.lowest) / (volatility * FAR), 1.0)


def cell(asked: Cases, volatility: Array) -> IntArray:
    """Which row of `pooled.LOWS` is of each case: its fall, then whether it is wild, shape (n,)."""
    fall = np.digitize(1.0 - asked.price / asked.peak, FALLS)
    return np.asarray(2 * fall + (volatility > WILD), dtype=np.int64)


def ratios(asked: Cases, volatility: Array) -> Array:
    """ln of the volatilities of 30 days, 90 days and all days over σ, 0 where there is none.

    asked         the cases
    volatility    σ, shape (n,)
    returns       shape (3, n)
    raises        nothing
    source        `volatilities.trailing`
    """
    spans = (30, 90, 100 * CLOSES_A_YEAR)
    found = np.stack([trailing(asked.closes, asked.at, days) for days in spans])
    return np.nan_to_num(np.log(found / volatility))


def way_back(asked: Cases, volatility: Array, horizon: int) -> Array:
    """The volatility to expect over σ: a regression on those of a month, a quarter and all days.

    horizon    index in `HORIZONS`
    returns    ratio, shape (n,)
    raises     nothing
    source     Corsi 2009, with the coefficients of `pooled.BACK`
    """
    start, *slopes, _ = pooled.BACK[horizon]
    return np.exp(np.clip(start + np.array(slopes) @ ratios(asked, volatility), -1.5, 1.5))


def _leaning(table: Array, lean: Array, scale: Array) -> Array:
    """The law at each case's own lean, between the two rows of the table next to it."""
    at = np.clip(lean, 0.0, 1.0) * (len(LEANS) - 1)
    below = np.minimum(at.astype(np.int64), len(LEANS) - 2)
    share = (at - below)[:, np.newaxis]
    low, high = (_read(table, rows, scale) for rows in (below, below + 1))
    return (1.0 - share) * low + share * high


def _read(table: Array, rows: IntArray, scale: Array) -> Array:
    """Rows of a table over `DEPTHS` at `GRID` over each case's scale, linear between depths."""
    step = DEPTHS[1] - DEPTHS[0]
    at = np.clip((GRID / scale[:, np.newaxis] - DEPTHS[0]) / step, 0.0, len(DEPTHS) - 1.001)
    below = at.astype(np.int64)
    flat, place = table.ravel(), rows[:, np.newaxis] * len(DEPTHS) + below
    low = flat[place]
    return np.asarray(low + (at - below) * (flat[place + 1] - low))
