"""ladder: figures somebody published, and closed forms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.formulas.ladder.cohorts import LONG, SHORT, build_ladder
from engine.formulas.ladder.ladder import Ladder
from engine.formulas.ladder.layers import notional_within
from engine.formulas.ladder.pages import fuel_within
from engine.formulas.ladder.weights import leverage_weights
from tests.formulas.checks import Check

BALANCE = "Q = Q − forced − closed + opened, worked by hand"
MARGIN = "(1/l − m)/(1 − m)"


def bars(
    close: list[float], coins: list[float], leverage: float, rate: float = 0.005,
    turnover: float = 0.0, extremes: list[float] | None = None, side: int = LONG,
) -> Ladder:  # fmt: skip
    """Everybody at one leverage; lows (or highs) are the closes where none are given."""
    price = np.array(close)
    far = price if extremes is None else np.array(extremes)
    low, high = (far, price) if side == LONG else (price, far)
    return build_ladder(
        price, low, high, np.array(coins), np.ones(1), rate, turnover, side, (leverage,)
    )


def forced(leverage: float, rate: float, extreme: float, side: int = LONG) -> float:
    """Of 8 coins that entered at 100, how many a bar that reaches `extreme` takes."""
    return float(bars([100, 100], [8, 8], leverage, rate, 0.0, [100, extreme], side).forced[-1])


def page(formula: Callable[..., np.ndarray], *more: float, turnover: float = 0.0) -> float:
    """Fifty days at 100 with 10 coins open, a narrow law of leverage round 10x."""
    flat = np.full(50, 100.0)
    return float(formula(flat, flat, 10.0 * flat, 10.0, 0.01, 0.005, turnover, *more))


CHECKS: tuple[Check, ...] = (
    Check(
        "1000x at 0.4 % maintenance, price unchanged: coins of 8 liquidated at entry",
        f"{MARGIN} < 0: liquidated at entry",
        8.0,
        lambda: forced(1000.0, 0.004, 100.0),
        "coins",
    ),
    Check(
        "10x at 0.5 %, low a hair above its liquidation price 90.4523",
        f"100·(1 − {MARGIN})",
        0.0,
        lambda: forced(10.0, 0.005, 100.0 * 0.9 / 0.995 * (1.0 + 1e-12)),
        "coins",
    ),
    Check(
        "10x at 0.5 %, low a hair below it",
        f"100·(1 − {MARGIN})",
        8.0,
        lambda: forced(10.0, 0.005, 100.0 * 0.9 / 0.995 * (1.0 - 1e-12)),
        "coins",
    ),
    Check(
        "a 10x short at 0.5 %, high a hair below its liquidation price 109.4527",
        "100·(1 + 1/l)/(1 + m)",
        0.0,
        lambda: forced(10.0, 0.005, 100.0 * 1.1 / 1.005 * (1.0 - 1e-12), SHORT),
        "coins",
    ),
    Check(
        "a 10x short at 0.5 %, high a hair above it",
        "100·(1 + 1/l)/(1 + m)",
        8.0,
        lambda: forced(10.0, 0.005, 100.0 * 1.1 / 1.005 * (1.0 + 1e-12), SHORT),
        "coins",
    ),
    Check(
        "dollars of 8 coins at 10x, at their liquidation price",
        "8·100·(1 − 1/l)/(1 − m)",
        8.0 * 90.0 / 0.995,
        lambda: float(notional_within(bars([100], [8], 10.0), 0.2)),
        "USD",
    ),
    Check(
        "60 coins, then 80, then 40: what is left of the first cohort",
        "pro rata: 60 · 40/80",
        30.0,
        lambda: float(bars([100, 110, 120], [60, 80, 40], 2.0).coins[0, 0]),
        "coins",
    ),
    Check(
        "80 coins, a quarter renewed each bar: the first cohort after two bars",
        "80·(1 − τ)²",
        45.0,
        lambda: float(bars([100, 101, 102], [80] * 3, 2.0, 0.005, 0.25).coins[0, 0]),
        "coins",
    ),
    Check(
        "10 at 100 and 30 at 80 on 5x, a low of 64 and 20 left open: opened at 80 anew",
        f"{BALANCE}: the first are at 80.4, the second at 64.3, both gone",
        20.0,
        lambda: float(
            bars([100, 80, 80], [10, 30, 20], 5.0, 0.005, 0.0, [100, 80, 64])
            .populations.opened[-1, 0]
        ),
        "coins",
    ),
    Check(
        "10 at 100 and 20 more at 90 on 5x, a low of 80 with 25 left open: forced out",
        f"{BALANCE}: only those at 100, whose price is 80.4",
        10.0,
        lambda: float(bars([100, 90, 90], [10, 30, 25], 5.0, 0.005, 0.0, [100, 90, 80]).forced[-1]),
        "coins",
    ),
    Check(
        "page: 10 coins at 10x within a tenth of 100, m = 0.5 %",
        "10·100·0.9/0.995",
        1_000.0 * 0.9 / 0.995,
        lambda: page(fuel_within, 0.1),
        "USD",
    ),
    Check("page: the same within a twentieth", "nobody is that near", 0.0,
          lambda: page(fuel_within, 0.05), "USD"),
    Check(
        "weights on 1x, 10x, 100x of an endlessly wide law: the middle one",
        "cells in ln l: ½ and 1 and ½, the ends as wide as their neighbour",
        1.0 / 3.0,
        lambda: float(leverage_weights(10.0, 1e9, (1.0, 10.0, 100.0))[1]),
    ),
)  # fmt: skip
