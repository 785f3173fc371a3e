"""cascade: figures somebody published, and closed forms."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np

from engine.formulas.cascade.further import chance_of_further
from engine.formulas.cascade.reproduction import reproduction_day, reproduction_minutes
from engine.formulas.cascade.stop import minutes
from tests.formulas.cascade.worlds import lambert, parts
from tests.formulas.checks import Check

FORCED, DEPTH = 0.9e9 / 0.01, 0.7e9  # $0.9bn forced and $0.7bn bid per 1 %
LAMBDA = 0.01 / DEPTH  # log move per dollar of a linear book
SCALE = 0.025  # s = Y·σ, a day's deviation
THRESHOLDS = "threshold sellers on the minutes clock"
EPIDEMICS = "final-size equation of Kermack & McKendrick 1927, solved by Newton's method"
OVER_MINUTES = "R = φ·L/(W·A′), $0.9bn forced and $0.7bn bid per 1 %"
OVER_A_DAY = "R = φ·L·s²/(2·V·u), $0.9bn forced per 1 %, V = $100bn"


def _minutes(withdrawal: float, share: float) -> float:
    return float(reproduction_minutes(FORCED, DEPTH, 0.01, withdrawal, share))


def _day(at_fall: float) -> float:
    return float(reproduction_day(FORCED, 100e9, SCALE, 1.0, at_fall, 1.0))


def _epidemic(r0: float, c: float = 0.05, fuel: float = 1e9) -> tuple[np.ndarray, ...]:
    """A spark in a linear book with exhaustible fuel, b = R0."""
    return parts(1e-3, fuel / c, fuel, depth=0.01 * fuel / (r0 * c))


def _lambert_stop(shock: float, b: float, c: float = 0.05, fuel: float = 1e9) -> float:
    """c·[a + W0(−b·e^(−a))], a = λ·(V0 + F∞)/c, b = λ·F∞/c."""
    a = b * (shock + fuel) / fuel
    return c * (a + lambert(-b * exp(-a)))


def _final_size(r0: float) -> float:
    """z in (0, 1] with z = 1 − e^(−R0·z), from above, where Newton's steps never pass the root."""
    z = 1.0
    for _ in range(50):
        z -= (z - 1.0 + exp(-r0 * z)) / (1.0 - r0 * exp(-r0 * z))
    return z


REPRODUCTION = (
    Check(
        "R over minutes, W = 0.29, φ = 1", OVER_MINUTES, 0.9 / 0.203, lambda: _minutes(0.29, 1.0)
    ),
    Check("R over minutes, W = 1, φ = 0.1", OVER_MINUTES, 0.09 / 0.7, lambda: _minutes(1.0, 0.1)),
    Check(
        "R over minutes, W = 0.06, φ = 1", OVER_MINUTES, 0.9 / 0.042, lambda: _minutes(0.06, 1.0)
    ),
    Check("R over a day at a fall of 1 %", OVER_A_DAY, 0.028125, lambda: _day(0.01)),
    Check("R over a day at a fall of 5 %", OVER_A_DAY, 0.005625, lambda: _day(0.05)),
)

EPIDEMIC = tuple(
    check
    for r0 in (1.5, 2.0, 3.0)
    for check in (
        Check(
            f"share of the fuel a spark burns, R0 = {r0:g}: z = 1 − e^(−R0·z)",
            EPIDEMICS,
            _final_size(r0),
            lambda r0=r0: float(minutes(*_epidemic(r0)).forced) / 1e9,
        ),
        Check(
            f"depth it reaches, u*/c = R0·z, R0 = {r0:g}",
            EPIDEMICS,
            r0 * _final_size(r0),
            lambda r0=r0: float(minutes(*_epidemic(r0)).total) / 0.05,
        ),
    )
)

STOPS = (
    Check(
        "stop of $1bn, linear book, $40bn forced per unit fall: λV0/(1 − λL)",
        THRESHOLDS,
        LAMBDA * 1e9 / (1 - LAMBDA * 40e9),
        lambda: float(minutes(*parts(1e9, 40e9)).total),
    ),
    Check(
        "its amplification, 1/(1 − R)",
        THRESHOLDS,
        1 / (1 - LAMBDA * 40e9),
        lambda: float(minutes(*parts(1e9, 40e9)).amplification),
    ),
    Check(
        "stop of 5 % of the fuel, b = 0.99: a + W0(−b·e^(−a))",
        "Lambert's W",
        _lambert_stop(5e7, 0.99),
        lambda: float(minutes(*parts(5e7, 2e10, 1e9, depth=0.01 * 1e9 / (0.99 * 0.05))).total),
    ),
    Check(
        "stop of 40 % of the fuel, b = 3",
        "Lambert's W",
        _lambert_stop(4e8, 3.0),
        lambda: float(minutes(*parts(4e8, 2e10, 1e9, depth=0.01 * 1e9 / (3.0 * 0.05))).total),
    ),
    Check(
        "stop where a dollar brings two and fuel never ends",
        THRESHOLDS,
        "none",
        lambda: float(minutes(*parts(1e8, 140e9)).total),
    ),
    Check("stop without a sale", THRESHOLDS, 0.0, lambda: float(minutes(*parts(0.0, 140e9)).total)),
)

FURTHER = (
    Check(
        "chance that a cascade under way goes on by 1.5 %, half way from 1 % to 2 %",
        "geometric mean of 0.49 and 0.29: ln P is straight between two points",
        sqrt(0.49 * 0.29),
        lambda: float(chance_of_further(0.015)),
    ),
)

CHECKS: tuple[Check, ...] = (*REPRODUCTION, *EPIDEMIC, *STOPS, *FURTHER)
