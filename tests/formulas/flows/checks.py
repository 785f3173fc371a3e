"""flows: figures somebody published, and closed forms; with what a holder must reckon."""

from __future__ import annotations

from math import log

from engine.formulas.flows import absorption_days, exit_days, share_of_move, share_of_volume
from engine.formulas.holders import break_even_probability, hurdle
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "days to place $40.5bn at a tenth of $60bn a day",
        "Q/(V·p)",
        6.75,
        lambda: absorption_days(40.5e9, 60e9, 0.1),
        "days",
    ),
    Check(
        "the share of volume that takes those days",
        "Q/(V·t)",
        0.1,
        lambda: share_of_volume(40.5e9, 60e9, 6.75),
    ),
    Check(
        "days to leave with $1.1bn at half a tenth of a deviation a day, V $60bn",
        "Q/(V·0.05²)",
        1.1e9 / (60e9 * 0.0025),
        lambda: exit_days(1.1e9, 60e9, 0.025, 1.0, 0.00125),
        "days",
    ),
    Check(
        "log move from 40k to 126k that an impact of 10 % accounts for",
        "0.1/ln(126/40)",
        0.1 / log(126 / 40),
        lambda: share_of_move(0.1, 40e3, 126e3),
    ),
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
