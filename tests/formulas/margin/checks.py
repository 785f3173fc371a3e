"""margin: closed forms of the distance to liquidation."""

from __future__ import annotations

from engine.formulas.margin import prices
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "distance at 1000x without maintenance", "1/l", 0.1,
        lambda: 100 * prices.liquidation_fall(1_000.0, 0.0).linear, "%",
    ),
    Check(
        "distance at 1000x with 0.4 % maintenance: at entry", "m ≥ 1/l", 0.0,
        lambda: prices.liquidation_fall(1_000.0, 0.004).linear,
    ),
    Check(
        "the same in coins", "m ≥ 1/l", 0.0,
        lambda: prices.liquidation_fall(1_000.0, 0.004).inverse,
    ),
    Check(
        "linear long at 20x, 0.5 %", "(1/l − m)/(1 − m) = 0.045/0.995", 0.045 / 0.995,
        lambda: prices.liquidation_fall(20.0, 0.005).linear,
    ),
    Check(
        "linear short at 20x, 0.5 %", "(1/l − m)/(1 + m) = 0.045/1.005", 0.045 / 1.005,
        lambda: prices.liquidation_rise(20.0, 0.005).linear,
    ),
    Check(
        "inverse long at 20x, 0.5 %", "(1/l − m)/(1 + 1/l) = 0.045/1.05", 0.045 / 1.05,
        lambda: prices.liquidation_fall(20.0, 0.005).inverse,
    ),
    Check(
        "inverse short at 20x, 0.5 %", "(1/l − m)/(1 − 1/l) = 0.045/0.95", 0.045 / 0.95,
        lambda: prices.liquidation_rise(20.0, 0.005).inverse,
    ),
)  # fmt: skip
