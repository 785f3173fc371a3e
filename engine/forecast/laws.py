"""The laws that the forecast mixes: cases come in, the law of the lowest close by each goes out.

A law is told as probabilities at the places of `GRID`, which count standard deviations of the
horizon on the volatility σ of the past year: x = z·σ·√(H/365). Four laws stand ready. The plain
walk has σ and no lean. One has a volatility on its way back to that of all days known, uncertain,
so with fat tails. One leans upwards on top, the more the older the drawdown. The last is no walk:
it is what came of Fridays as deep and as wild in the past of other assets.

Near a fresh low nobody was found to know more than the plain walk, so there every law is the plain
walk: the other three come in with the square of what is larger, the rise over the low, whole at a
half, or the age of the drawdown, whole at two years.
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
LAWS = (PLAIN, "returning volatility", "lean with age", "past lows elsewhere")
GRID: Array = np.concatenate(
    [np.arange(-12, -4, 0.2), np.arange(-4, -2, 0.1), np.arange(-2, 0.6, 0.04),
     np.arange(0.6, 2.01, 0.2)]
)  # fmt: skip
OLD, RISEN = 2.0, 0.5
"""Years of age, and rise over the low, from which a drawdown is settled."""
FALLS = (0.40, 0.60)
WILD = 0.70
"""Falls from the peak, and an annual volatility, that part the past of other assets."""


def all_laws(asked: Cases, volatility: Array) -> Array:
    """Every law of `LAWS` for each case and horizon.

    asked         the cases
    volatility    σ of the past year, annual, shape (n,), > 0
    returns       probability at `GRID`, rising, shape (4, n, 3, places), in single precision
    raises        nothing
    source        the module
    """
    by_horizon = [_laws(asked, volatility, horizon) for horizon in range(len(HORIZONS))]
    return np.stack(by_horizon, axis=2)


def _laws(asked: Cases, volatility: Array, horizon: int) -> Array:
    days, spread = HORIZONS[horizon], pooled.BACK[horizon][-1]
    table, back = fat_tailed(days, spread), way_back(asked, volatility, horizon)
    plain = law_of_closes(GRID, np.array(0.0), days)
    seen = np.stack([np.interp(DEPTHS, row, pooled.SHARES, left=0.0, right=1.0)
                     for row in pooled.LOWS[horizon]])  # fmt: skip
    others = (
        _read(table[:1], np.zeros(len(asked), dtype=np.int64), back),
        _leaning(table, age(asked), back),
        _read(seen, cell(asked, volatility), back),
    )
    share = settled(asked)[:, np.newaxis]
    told = (np.broadcast_to(plain, others[0].shape), *(plain + share * (o - plain) for o in others))
    return np.stack([law.astype(np.float32) for law in told])


def age(asked: Cases) -> Array:
    """Years since the highest close over `OLD`, at most 1, shape (n,)."""
    return np.minimum((asked.at - asked.episode) / (YEAR * OLD), 1.0)


def settled(asked: Cases) -> Array:
    """How far a drawdown is from a fresh low: 0 at one, 1 well over it or long after the peak.

    asked      the cases
    returns    shape (n,)
    raises     nothing
    source     the module
    """
    rise = np.minimum((asked.price / asked.lowest - 1.0) / RISEN, 1.0)
    return np.asarray(np.maximum(rise, age(asked)) ** 2)


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
