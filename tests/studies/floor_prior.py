"""What the learned assets teach: their Fridays come in, the numbers of `pooled.py` go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.forecast import laws, pooled
from engine.forecast.mixture import WIDTHS, unit
from engine.forecast.protocol import HORIZONS
from engine.forecast.states import FAILED_SINCE, states
from engine.forecast.volatilities import log_returns
from engine.numeric.arguments import Array, BoolArray, IntArray
from tests.studies.floor_many import Fridays, fridays

LEAST = 0.02
PLAIN = 0.10
"""What every law, and the plain walk, weighs at least."""
WORSE = -0.002
"""How much better than the plain walk every state of the learned part is to be."""
STEPS = 6000


class Pool(NamedTuple):
    """The Fridays of many assets whose horizon has ended, one after another, for one horizon.

    asset     number of the asset, shape (n,)
    episode   numbered through, shape (n,)
    held      errors of laws multiplied and integrated, shape (n, laws, laws)
    states    by name, each of shape (n,)
    """

    asset: IntArray
    episode: IntArray
    held: Array
    states: dict[str, BoolArray]


def alike(asset: IntArray) -> Array:
    """Weights that give every number the same, adding up to 1."""
    shares = 1.0 / np.bincount(asset)[asset]
    return np.asarray(shares / shares.sum())


def ended(one: Fridays, horizon: int, until: int) -> BoolArray:
    """The Fridays that count: due, and their outcome known by a day."""
    known = ~np.isnan(one.asked.outcome[:, horizon])
    return np.asarray(one.asked.due & known & (one.asked.day + HORIZONS[horizon] <= until))


def way_back(names: tuple[str, ...], until: int) -> tuple[tuple[float, ...], ...]:
    """The regression of what volatility came on what was known, every asset the same."""
    return tuple(_way_back(names, horizon, until) for horizon in range(len(HORIZONS)))


def _way_back(names: tuple[str, ...], horizon: int, until: int) -> tuple[float, ...]:
    known, came, number = [], [], []
    for place, name in enumerate(names):
        one = fridays(name)
        use = ended(one, horizon, until)
        one = Fridays(one.asked.only(use), one.volatility[use])
        known.append(laws.ratios(one.asked, one.volatility).T)
        came.append(np.log(_came(one, horizon) / one.volatility))
        number.append(np.full(use.sum(), place))
    root = np.sqrt(alike(np.concatenate(number)))
    told = np.concatenate(known)
    told = np.column_stack([np.ones(len(told)), told]) * root[:, np.newaxis]
    seen = np.concatenate(came) * root
    slopes = np.linalg.lstsq(told, seen, rcond=None)[0]
    left = seen - told @ slopes
    return (*(round(float(s), 3) for s in slopes), round(float(np.sqrt(left @ left)), 3))


def _came(one: Fridays, horizon: int) -> Array:
    """The volatility of the days of the horizon, annual."""
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(log_returns(one.asked.closes)) ** 2)])
    start = one.asked.at + 1
    days = HORIZONS[horizon]
    return np.maximum(np.sqrt((sums[start + days] - sums[start]) * 365.0 / days), 1e-3)


def past_lows(names: tuple[str, ...], until: int) -> tuple[tuple[tuple[float, ...], ...], ...]:
    """Quantiles of what came, over the way back of volatility, by fall and wildness."""
    return tuple(_past_lows(names, horizon, until) for horizon in range(len(HORIZONS)))


def _past_lows(names: tuple[str, ...], horizon: int, until: int) -> tuple[tuple[float, ...], ...]:
    came, cells, number = [], [], []
    for place, name in enumerate(names):
        one = fridays(name)
        use = ended(one, horizon, until)
        scale = laws.way_back(one.asked, one.volatility, horizon)
        standard = one.asked.outcome[:, horizon] / unit(one.volatility)[:, horizon] / scale
        came.append(standard[use])
        cells.append(laws.cell(one.asked, one.volatility)[use])
        number.append(np.full(use.sum(), place))
    all_came, all_cells = np.concatenate(came), np.concatenate(cells)
    share = alike(np.concatenate(number))
    return tuple(_quantiles(all_came, share, all_cells == cell) for cell in range(6))


def _quantiles(came: Array, share: Array, use: BoolArray) -> tuple[float, ...]:
    order = np.argsort(came[use])
    under = np.cumsum(share[use][order])
    found = np.interp(pooled.SHARES, (under - share[use][order] / 2) / under[-1], came[use][order])
    return tuple(round(float(place), 2) for place in found)


def pools(names: tuple[str, ...], until: int) -> Iterator[Pool]:
    """The Fridays of the learned assets, the past lows of each told by the others alone."""
    parts: list[list[tuple[Array, ...]]] = [[] for _ in HORIZONS]
    for place, name in enumerate(names):
        one = fridays(name)
        told = _told_by_others(one, tuple(n for n in names if n != name), until)
        for horizon in range(len(HORIZONS)):
            use = ended(one, horizon, until)
            y = one.asked.outcome[:, horizon] / unit(one.volatility)[:, horizon]
            inside = np.clip(y[use], laws.GRID[0], laws.GRID[-1])
            off = told[:, use, horizon] - (inside[:, np.newaxis] <= laws.GRID)
            held = np.einsum("ing,jng,g->nij", off, off, WIDTHS, optimize=True)
            which = {name: flags[use] for name, flags in states(one.asked, horizon).items()}
            label = np.full(use.sum(), place)
            parts[horizon].append((label, one.asked.episode[use] + 10**6 * place, held, which))
    for each in parts:
        asset, episode, held, which = zip(*each, strict=True)
        joined = {name: np.concatenate([w[name] for w in which]) for name in which[0]}
        yield Pool(np.concatenate(asset), np.concatenate(episode), np.concatenate(held), joined)


def _told_by_others(one: Fridays, others: tuple[str, ...], until: int) -> Array:
    kept = pooled.LOWS
    pooled.LOWS = past_lows(others, until)
    try:
        return laws.all_laws(one.asked, one.volatility)
    finally:
        pooled.LOWS = kept


def start(pool: Pool) -> tuple[float, ...]:
    """The weights with the lowest loss that leave no state worse than the plain walk."""
    chances = np.zeros(pool.held.shape[1]) + LEAST
    chances[0] = PLAIN
    goal = _matrix(pool, alike(pool.asset)) + _matrix(pool, np.full(len(pool.asset), 1.0))
    held = [_matrix(pool, use * 1.0) for name, use in pool.states.items()
            if name != FAILED_SINCE and use.sum() >= 100]  # fmt: skip
    bounds, now = np.stack(held), np.full(len(chances), 1.0 / len(chances))
    for step in range(STEPS):
        over = np.maximum(np.einsum("i,cij,j->c", now, bounds, now) - 1.0 - WORSE, 0.0)
        slope = goal @ now + 1200.0 * np.einsum("c,cij,j->i", over, bounds, now)
        moved = now - 0.3 / (1.0 + step / 300.0) / (1.0 + 300.0 * over.max()) * slope
        now = chances + (1.0 - chances.sum()) * _simplex((moved - chances) / (1 - chances.sum()))
    return tuple(round(float(w), 3) for w in now)


def _matrix(pool: Pool, share: Array) -> Array:
    """Losses of pairs of laws over that of the plain walk, under weights of Fridays."""
    return np.asarray(np.einsum("nij,n->ij", pool.held, share) / (pool.held[:, 0, 0] @ share))


def _simplex(point: Array) -> Array:
    """The nearest weights that add up to one: Duchi et al. 2008."""
    down = np.sort(point)[::-1]
    over = (np.cumsum(down) - 1.0) / np.arange(1, len(down) + 1)
    last = np.flatnonzero(down > over)[-1]
    return np.maximum(point - over[last], 0.0)
