"""impact: figures somebody published, and closed forms."""

from __future__ import annotations

from math import log, sqrt

from engine.deleveraging.impact.book import (
    book_amount,
    book_walk,
    depth_exponent,
    depth_withdrawal,
    linear,
    thinned_book_walk,
)
from engine.deleveraging.impact.concession import concession
from engine.deleveraging.impact.regressions import (
    MAZUR_POLYZOS,
    citi_july_effect,
    citi_november_effect,
    regression_effect,
)
from engine.deleveraging.impact.square_root import (
    crossover_amount,
    square_root,
    square_root_amount,
    square_root_with_crossover,
)
from tests.deleveraging.checks import Check


def amberdata() -> float:
    """Exponent of Amberdata's two depths on Binance BTC/FDUSD."""
    return float(depth_exponent(3.50e6, 0.001, 16.53e6, 0.01))


CHECKS: tuple[Check, ...] = (
    Check(
        "square root: $1bn in $60bn a day at σ 2.5 %",
        "I = Y·σ·sqrt(Q/V)",
        "0.32",
        lambda: 100 * square_root(1e9, 60e9, 0.025, 1.0),
        "%",
    ),
    Check(
        "the same $1bn by Citi's regression of November 2025",
        "Citi Research, as the press had it",
        "3.4",
        lambda: 100 * citi_november_effect(1e9),
        "%",
    ),
    Check(
        "the same $1bn by Citi's regression of July 2025",
        "Citi Research, as the Financial Times had it",
        "3.6",
        lambda: 100 * citi_july_effect(1e9),
        "%",
    ),
    Check(
        "one deviation of flow, $3bn, by Mazur & Polyzos",
        "SSRN 4810965: $9,300 on the price",
        "9,300",
        lambda: regression_effect(3e9, MAZUR_POLYZOS.effect, MAZUR_POLYZOS.per_amount),
        "USD/coin",
    ),
    Check(
        "joint impact of funds 3.5, holders 40.5 and liquidations 10 ($bn)",
        "I = Y·σ·sqrt(Q/V), Y 1, σ 2.5 %, V $60bn",
        "2.4",
        lambda: 100 * square_root(3.5e9 + 40.5e9 + 10e9, 60e9, 0.025, 1.0),
        "%",
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
        "Amberdata, Binance BTC/FDUSD, July to August 2025",
        "0.67",
        amberdata,
    ),
    Check(
        "depth at 100 bp over depth at 10 bp",
        "Amberdata: 4.7 times the liquidity at ten times the distance",
        "4.7",
        lambda: book_amount(0.01, 3.50e6, 0.001, amberdata()) / 3.50e6,
    ),
    Check(
        "walking back to the inner depth",
        "X = d·(Q/D)^(1/κ)",
        0.001,
        lambda: book_walk(3.50e6, 16.53e6, 0.01, amberdata()),
    ),
    Check(
        "flat book, $1.4bn into $0.7bn per 1 %",
        "Kyle: λ·Q",
        0.02,
        lambda: linear(1.4e9, 7e8, 0.01),
    ),
    Check(
        "withdrawal where depth thins 3.4 times",
        "1/3.4, the median in stress",
        "29",
        lambda: 100 * depth_withdrawal(7e8 / 3.4, 7e8),
        "%",
    ),
    Check(
        "withdrawal where depth thins 17 times",
        "1/17, the ninth decile in stress",
        "6",
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
