"""impact: figures somebody published, and closed forms."""

from __future__ import annotations

from math import log, log10, sqrt

from engine.formulas.impact.book import (
    book_walk,
    depth_exponent,
    depth_withdrawal,
    linear,
    thinned_book_walk,
)
from engine.formulas.impact.concession import concession
from engine.formulas.impact.regressions import citi_july_effect, citi_november_effect
from engine.formulas.impact.square_root import (
    crossover_amount,
    square_root,
    square_root_amount,
    square_root_with_crossover,
)
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
        "Citi's slope of November 2025, 3.4 % per $1bn, over that law",
        "3.4 %·sqrt(60)/2.5 %: co-movement beside mechanical impact",
        3.4 * sqrt(60) / 2.5,
        lambda: citi_november_effect(1e9) / square_root(1e9, 60e9, 0.025, 1.0),
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
        "crossover: impact at the crossover itself, q = q0",
        "Y·σ·sqrt(q0/2)",
        0.025 * sqrt(1e-3 / 2),
        lambda: square_root_with_crossover(1e-3, 1.0, 0.025, 1.0, 1e-3),
    ),
    Check(
        "crossover: what moves the price by Y·σ·sqrt(q0/2)",
        "q = q0",
        1e-3,
        lambda: crossover_amount(0.025 * sqrt(1e-3 / 2), 1.0, 0.025, 1.0, 1e-3),
    ),
    Check(
        "depth exponent of $3.50M at 10 bp and $16.53M at 100 bp",
        "arithmetic on Amberdata's two depths, Binance BTC/FDUSD, July to August 2025",
        log10(16.53 / 3.50),
        lambda: depth_exponent(3.50e6, 0.001, 16.53e6, 0.01),
    ),
    Check(
        "flat book, $1.4bn into $0.7bn per 1 %",
        "Kyle: λ·Q",
        0.02,
        lambda: linear(1.4e9, 7e8, 0.01),
    ),
    Check(
        "withdrawal where depth thins 3.4 times",
        "1/3.4",
        100 / 3.4,
        lambda: 100 * depth_withdrawal(7e8 / 3.4, 7e8),
        "%",
    ),
    Check(
        "withdrawal where depth thins 17 times",
        "1/17",
        100 / 17,
        lambda: 100 * depth_withdrawal(7e8 / 17, 7e8),
        "%",
    ),
    Check(
        "fall of one order in a book thinned 3.4 times over that in a whole one, κ = 0.67",
        "W^(−1/κ)",
        3.4 ** (1 / 0.67),
        lambda: thinned_book_walk(1e8, 7e8, 0.01, 0.67, 1 / 3.4) / book_walk(1e8, 7e8, 0.01, 0.67),
    ),
    Check(
        "concession: a fall from 100k to 98k on $0.5bn sold on balance, per $1bn",
        "2·ln(100/98)",
        2 * log(100 / 98),
        lambda: concession(log(100 / 98), 0.5e9, 1e9),
    ),
)
