"""valuation: closed forms, and what the published multipliers put behind a gain."""

from __future__ import annotations

from engine.formulas.valuation.multipliers import capital_behind
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "Bank of America's multiplier: $93m for 1 % of $1.1tn",
        "BofA Global Research, March 2021: 0.01·1.1tn/93m, rounded",
        round(0.01 * 1.1e12 / 93e6),
        lambda: 1e12 / capital_behind(1e12).bank_of_america,
        "x",
    ),
    Check(
        "Citi's multiplier: 3.4 % per $1bn on 19.95m coins at 96k",
        "arithmetic on Citi Research's slope of November 2025: 0.034·96·19.95, rounded",
        round(0.034 * 96 * 19.95),
        lambda: 1e12 / capital_behind(1e12).citi,
        "x",
    ),
    Check(
        "Mazur & Polyzos: $9,300 per $3bn on 19,606,455.5 coins",
        "arithmetic on SSRN 4810965 and Coin Metrics's supply: 9,300·S/3bn, rounded",
        round(3.1 * 19.6064555),
        lambda: 1e12 / capital_behind(1e12).mazur_polyzos,
        "x",
    ),
    Check(
        "flow behind a gain of $1.7tn by Bank of America",
        "1.7tn/118",
        1.7e12 / 118,
        lambda: capital_behind(1.7e12).bank_of_america,
        "USD",
    ),
    Check(
        "flow behind the same gain by Glassnode",
        "1.7tn/4",
        1.7e12 / 4,
        lambda: capital_behind(1.7e12).glassnode,
        "USD",
    ),
)
