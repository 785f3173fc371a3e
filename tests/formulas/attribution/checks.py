"""attribution: figures somebody published, and closed forms."""

from __future__ import annotations

from math import log, sqrt

from engine.formulas.attribution.days import Split, days
from tests.formulas.attribution.orders import owen_parts
from tests.formulas.checks import Check

FALL = log(126 / 94.5)
MANUAL = (
    "R package GameTheoryAllocation, manual of Owen_value: costs 1, 1, 2, 1, 2, 2, 2 with the "
    "union {1, 2}, as savings"
)
GLOVE = "glove game, the one right glove for two left ones of a union: ½, ¼, ¼"


def autumn(funds: float = 3.5e9, holders: float = 40.5e9) -> Split:
    """The published sales of autumn 2025, or others beside the same liquidations."""
    return days(funds, holders, 10e9, 60e9, 0.025, 1.0, 1.0, FALL)


def airport():
    """v*(S) = c(N) − c(N∖S) of the manual's costs: player 3 is the source, 1 and 2 are L and D."""
    return owen_parts(1.0, 1.0, 1.0, 2.0, 0.0, 0.0, [1.0])


def glove():
    """The source holds the right glove; either left one makes the pair."""
    return owen_parts(0.0, 1.0, 1.0, 1.0, 0.0, 0.0, [1.0])


def series():
    """v = V0/(W·A′ − φ·L) by cause."""
    falls = (10.0 / (w * 100.0 - share * 40.0) for w in (1.0, 0.8) for share in (0.0, 0.5))
    return owen_parts(*falls, 0.0, 0.0, [2.5, 7.5])


CHECKS: tuple[Check, ...] = (
    Check(
        "joint impact of funds 3.5, holders 40.5, liquidations 10 $bn; Y = 1, σ = 2.5 %, V = $60bn",
        "arithmetic on the square-root law: 2.5 %·sqrt(54/60)",
        2.5 * sqrt(54 / 60),
        lambda: 100 * FALL * autumn().explained,
        "%",
    ),
    Check(
        "share of the log fall from $126,000 to $94,500 which those sales do not explain",
        "arithmetic on the same law and two prices: 1 − 0.025·sqrt(0.9)/ln(4/3)",
        100 * (1.0 - 0.025 * sqrt(0.9) / log(4 / 3)),
        lambda: 100 * autumn().unexplained,
        "%",
    ),
    Check(
        "the same liquidations beside sources that cancel out",
        "arithmetic on the same law: 2.5 %·sqrt(10/60)",
        2.5 / sqrt(6),
        lambda: 100 * FALL * autumn(0.0, 0.0).explained,
        "%",
    ),
    Check(
        "their part beside sources that bought $5bn on balance",
        "arithmetic on the same law: ½·0.025·(sqrt(5/60) + sqrt(5/60) + sqrt(10/60))",
        0.0125 * (2.0 / sqrt(12) + 1.0 / sqrt(6)),
        lambda: FALL * autumn(-5e9, 0.0).liquidation.part,
    ),
    Check(
        "part of the liquidations, depth unchanged",
        "½·0.025·(sqrt(54/60) − sqrt(44/60) + sqrt(10/60))",
        0.5 * 0.025 * (sqrt(54 / 60) - sqrt(44 / 60) + sqrt(10 / 60)),
        lambda: FALL * autumn().liquidation.part,
    ),
    Check(
        "amplification by those liquidations",
        "sqrt(54/44) − 1",
        sqrt(54 / 44) - 1.0,
        lambda: autumn().amplification,
    ),
    Check("Owen value, players 1 and 2: each", MANUAL, "0.25", lambda: airport().liquidation),
    Check("Owen value, player 3", MANUAL, "1.5", lambda: airport().sources[0]),
    Check("Owen value, right glove", GLOVE, 0.5, lambda: glove().sources[0]),
    Check("Owen value, each left glove", GLOVE, 0.25, lambda: glove().depth),
    Check(
        "straight curves, V0 = 10, A′ = 100, L = 40, W = 0.8, φ = 0.5: part of liquidation",
        "¼·[(1/8 − 1/10) + (1/6 − 1/8)] = 1/60",
        1 / 60,
        lambda: series().liquidation,
    ),
    Check(
        "the same: part of the source with a quarter of the sales",
        "¼·½·(1/10 + 1/6) = 1/30",
        1 / 30,
        lambda: series().sources[0],
    ),
)
