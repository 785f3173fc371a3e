"""holders: closed forms of what a holder must reckon who steps aside."""

from __future__ import annotations

from engine.formulas.holders import break_even_probability, hurdle
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "tax on selling at 100 what cost 10, at 23.8 %, never due if held",
        "τ(P − b)/P = 0.238·90/100",
        23.8 * 90 / 100,
        lambda: 100 * hurdle(100.0, 10.0, 0.238, 0.0, 0.0),
        "%",
    ),
    Check(
        "the same if the tax falls due soon anyway",
        "τ(1 − λ)(P − b)/(P(1 − λτ)) at λ = 1",
        0.0,
        lambda: hurdle(100.0, 10.0, 0.238, 0.0, 1.0),
    ),
    Check(
        "the same with half of it put off for good",
        "0.238·½·90/(100·(1 − 0.119))",
        0.238 * 0.5 * 90 / (100 * (1 - 0.119)),
        lambda: hurdle(100.0, 10.0, 0.238, 0.0, 0.5),
    ),
    Check(
        "1 % to sell and 1 % to buy back, no tax",
        "1 − 0.99/1.01",
        1 - 0.99 / 1.01,
        lambda: hurdle(100.0, 100.0, 0.0, 0.01, 0.5),
    ),
    Check(
        "break-even chance of a 30 % drawdown against a 20 % rise, no tax or costs",
        "g/(g + d)",
        0.4,
        lambda: break_even_probability(95e3, 60e3, 0.3, 0.2, 0.0, 0.0, 0.5),
    ),
    Check(
        "the same with the whole tax of 20 % on a doubled price lost by leaving",
        "(0.2 + 0.2·½)/(0.2 + 0.3)",
        0.6,
        lambda: break_even_probability(100e3, 50e3, 0.3, 0.2, 0.2, 0.0, 0.0),
    ),
)
