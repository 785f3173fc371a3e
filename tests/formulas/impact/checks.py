"""impact: figures somebody published, and closed forms."""

from __future__ import annotations

from math import log10, sqrt

from engine.formulas.impact.book import book_amount, book_walk
from engine.formulas.impact.regressions import citi_july_effect
from engine.formulas.impact.square_root import square_root, square_root_amount
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "square root: $1bn in $60bn a day at σ 2.5 %",
        "Y·σ·sqrt(Q/V) = 2.5 %/sqrt(60)",
        2.5 / sqrt(60),
        lambda: 100 * square_root(1e9, 60e9, 0.025, 1.0),
        "%",
    ),
    Check(
        "Citi's slope of July 2025, 3.6 % per $1bn, over that law",
        "3.6 %·sqrt(60)/2.5 %",
        3.6 * sqrt(60) / 2.5,
        lambda: citi_july_effect(1e9) / square_root(1e9, 60e9, 0.025, 1.0),
    ),
    Check(
        "square root of a hundredth of the volume",
        "Y·σ/10",
        0.025 / 10,
        lambda: square_root(1.0, 100.0, 0.025, 1.0),
    ),
    Check(
        "what moves the price by one deviation",
        "Q = V at Y = 1",
        60e9,
        lambda: square_root_amount(0.025, 60e9, 0.025, 1.0),
        "USD",
    ),
    Check(
        "bids within 10 bp of a book of $16.53M within 100 bp, κ = log10(16.53/3.50)",
        "Amberdata's nearer depth, Binance BTC/FDUSD, July to August 2025",
        3.50e6,
        lambda: book_amount(0.001, 16.53e6, 0.01, log10(16.53 / 3.50)),
        "USD",
    ),
    Check(
        "flat book, $1.4bn into $0.7bn per 1 %",
        "Kyle: λ·Q",
        0.02,
        lambda: book_walk(1.4e9, 7e8, 0.01, 1.0),
    ),
    Check(
        "fall of one order in a book thinned 3.4 times over that in a whole one, κ = 0.67",
        "W^(−1/κ)",
        3.4 ** (1 / 0.67),
        lambda: book_walk(1e8, 7e8 / 3.4, 0.01, 0.67) / book_walk(1e8, 7e8, 0.01, 0.67),
    ),
)
