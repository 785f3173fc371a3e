"""Small markets: prices and open interest of random bars, and the ladder by plain loops."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.formulas.ladder.cohorts import build_ladder
from engine.formulas.ladder.ladder import Ladder


@dataclass(frozen=True, eq=False)
class Market:
    """Bars with their open interest in coins."""

    close: np.ndarray
    low: np.ndarray
    high: np.ndarray
    coins: np.ndarray

    def ladder(self, weights, maintenance=0.005, turnover=0.02, **more) -> Ladder:
        return build_ladder(
            self.close, self.low, self.high, self.coins, np.asarray(weights), maintenance, turnover,
            **more,
        )  # fmt: skip


def market(seed: int, bars: int, volatility: float = 0.02, shape: tuple[int, ...] = ()) -> Market:
    """A random walk whose bars have ranges, and open interest that rises and falls."""
    rng = np.random.default_rng(seed)
    steps = volatility * rng.standard_normal((*shape, bars))
    close = 50_000.0 * np.exp(np.cumsum(steps, axis=-1))
    reach = volatility * np.abs(rng.standard_normal((2, *shape, bars)))
    coins = 7e5 * np.exp(np.cumsum(volatility * rng.standard_normal((*shape, bars)), axis=-1))
    return Market(close, close * np.exp(-reach[0]), close * np.exp(reach[1]), coins)


def still(close: list[float], coins: list[float]) -> Market:
    """Bars without ranges: each is its close."""
    price = np.asarray(close, dtype=float)
    return Market(price, price, price, np.asarray(coins, dtype=float))


def ratio(leverage: float, maintenance: float, side: int) -> float:
    """Liquidation price over entry from the margin equation, not beyond the entry."""
    plain = (1.0 - side / leverage) / (1.0 - side * maintenance)
    return min(plain, 1.0) if side > 0 else max(plain, 1.0)


def plain_population(bars: Market, leverage, maintenance, turnover, side):
    """Forced coins by bar and what is held at the end, cohort by cohort."""
    level = ratio(leverage, maintenance, side)
    cohorts = [float(bars.coins[0])]
    forced = [0.0]
    for t in range(1, len(bars.close)):
        extreme = bars.low[t] if side > 0 else bars.high[t]
        dies = [side * extreme <= side * bars.close[s] * level for s in range(t)]
        forced.append(sum(c for c, dead in zip(cohorts, dies, strict=True) if dead))
        cohorts = [0.0 if dead else c for c, dead in zip(cohorts, dies, strict=True)]
        left = sum(cohorts)
        kept = (1.0 - turnover) * min(left, bars.coins[t])
        cohorts = [c * kept / left if left > 0.0 else 0.0 for c in cohorts]
        cohorts.append(bars.coins[t] - kept)
    return np.array(forced), np.array(cohorts)


def falls(close) -> list[float]:
    """Simple falls from each close to the next."""
    return [1.0 - after / before for before, after in pairwise(close)]
