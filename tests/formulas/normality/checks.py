"""normality: figures somebody published, and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from math import lgamma, log

import numpy as np

from engine.formulas.normality.falls import falls_after_rises
from engine.formulas.normality.tail import hill
from engine.formulas.normality.tail_readings import return_period, tail_index
from engine.numeric.gamma import gamma_quantile
from engine.numeric.proportion import at_least, interval
from tests.formulas.checks import Check

SCIPY = "SciPy, BinomTestResult.proportion_ci"
TABLE = "CodingAce, Clopper–Pearson examples"
CHI = "NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, critical values of chi-square"
CLAIMS = np.array([500, 1200, 300, 8000, 450, 2100, 15000, 700, 320, 4500], dtype=np.float64)
LARGEST = (15000, 8000, 4500, 2100, 1200)


def end(side: int, successes: int, cases: int, confidence: float) -> Callable[[], float]:
    """One end of the interval, in %."""
    return lambda: 100 * float(interval(successes, cases, confidence)[side])


def pareto(alpha: float, count: int) -> np.ndarray:
    """The quantiles of a power tail at 1/n, 2/n … 1, largest last."""
    return (np.arange(count, 0, -1) / count) ** (-1 / alpha)


def hill_of_pareto(alpha: float, beyond: int) -> float:
    """What Hill's estimate is on those quantiles, from Σ ln((k + 1)/i)."""
    return alpha * beyond / (beyond * log(beyond + 1) - lgamma(beyond + 1))


def closes_with_losses(sizes: np.ndarray) -> np.ndarray:
    """Closes whose log losses are the sizes, each made good the day after."""
    steps = np.stack([-sizes, sizes], axis=1).ravel()
    return 100.0 * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))


LOSSES = 0.01 * pareto(3.0, 200)
CLOSES = closes_with_losses(LOSSES)
THRESHOLD = np.sort(LOSSES)[-41]

CHECKS: tuple[Check, ...] = (
    Check("95 % interval of 7 in 50, low", SCIPY, "5.8191700340",
          end(0, 7, 50, 0.95), "%"),
    Check("95 % interval of 7 in 50, high", SCIPY, "26.7396002497", end(1, 7, 50, 0.95), "%"),
    Check("95 % interval of 3 in 20, low", TABLE, "3.21", end(0, 3, 20, 0.95), "%"),
    Check("95 % interval of 3 in 20, high", TABLE, "37.89", end(1, 3, 20, 0.95), "%"),
    Check("90 % interval of 12 in 30, low", TABLE, "24.95", end(0, 12, 30, 0.90), "%"),
    Check("90 % interval of 12 in 30, high", TABLE, "56.61", end(1, 12, 30, 0.90), "%"),
    Check("99 % interval of 85 in 120, low", TABLE, "59.04", end(0, 85, 120, 0.99), "%"),
    Check("99 % interval of 85 in 120, high", TABLE, "80.92", end(1, 85, 120, 0.99), "%"),
    Check("95 % interval of 0 in 10, high", "1 − 0.025^(1/10)", 100 * (1 - 0.025**0.1),
          end(1, 0, 10, 0.95), "%"),
    Check("95 % interval of 3 in 3, low", "0.025^(1/3)", 100 * 0.025 ** (1 / 3),
          end(0, 3, 3, 0.95), "%"),
    Check("chance of 9 or more in 10 at ½", "11/1024", 11 / 1024, lambda: at_least(9, 10, 0.5)),
    Check("chi-square of 20 degrees at 2.5 %, twice a gamma of shape 10", CHI, "9.591",
          lambda: 2 * gamma_quantile(0.025, 10)),
    Check("chi-square of 20 degrees at 97.5 %", CHI, "34.170",
          lambda: 2 * gamma_quantile(0.975, 10)),
    Check("Hill's estimate, five largest of ten insurance claims", "5 / Σ ln(x/700), term by term",
          5 / sum(log(x / 700) for x in LARGEST), lambda: hill(CLAIMS, 5)),
    Check("Hill's estimate on the quantiles of a cubic tail, k = 40",
          "α·k/(k·ln(k + 1) − ln k!)", hill_of_pareto(3.0, 40), lambda: hill(LOSSES, 40)),
    Check("the same from closes", "α·k/(k·ln(k + 1) − ln k!)", hill_of_pareto(3.0, 40),
          lambda: tail_index(CLOSES, 0.1, 0.0, 0.9).alpha),
    Check("days between losses of 20 %, same closes", "(n/k)·(x/u)^α̂",
          10 * (-log(0.8) / THRESHOLD) ** hill_of_pareto(3.0, 40),
          lambda: return_period(CLOSES, 0.2, 0.1, 0.0, 0.9).mean, "days"),
    Check("low end of falls after rises in a history without a rise", "0", 0.0,
          lambda: falls_after_rises(np.full(90, 7.0), 0.5, 30.0, 0.2, 30.0, 0.95).low),
)  # fmt: skip
