"""cascade: figures somebody published, and closed forms."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np

from engine.formulas.cascade.branching import branching_ratio, critical_leverage
from engine.formulas.cascade.crossing import first_crossing
from engine.formulas.cascade.day import amplification_day, total_fall_day
from engine.formulas.cascade.further import chance_of_further
from engine.formulas.cascade.path import reproduction_at_stop
from engine.formulas.cascade.reproduction import reproduction_day, reproduction_minutes
from engine.formulas.cascade.sizes import mean_size, size_probability
from engine.formulas.cascade.stop import amplification, forced_notional, total_fall
from tests.formulas.cascade.worlds import PLENTY, curve, lambert, parts
from tests.formulas.checks import Check

FORCED, DEPTH = 0.9e9 / 0.01, 0.7e9  # $0.9bn forced and $0.7bn bid per 1 %
LAMBDA = 0.01 / DEPTH  # log move per dollar of a linear book
VOLUME, SCALE = 60e9, 0.025  # a day's volume and s = Y·σ
THRESHOLDS = "threshold sellers on the minutes clock"
DAYS = "threshold sellers on the days clock"
BOREL = "Borel 1942"
EPIDEMICS = "final-size equation of Kermack & McKendrick 1927, solved by Newton's method"
OVER_MINUTES = "R = φ·L/(W·A′), $0.9bn forced and $0.7bn bid per 1 %"
OVER_A_DAY = "R = φ·L·s²/(2·V·u), $0.9bn forced per 1 %, V = $100bn"


def _minutes(withdrawal: float, share: float) -> float:
    return float(reproduction_minutes(FORCED, DEPTH, 0.01, withdrawal, share))


def _day(at_fall: float) -> float:
    return float(reproduction_day(FORCED, 100e9, SCALE, 1.0, at_fall, 1.0))


def _trading_day(shock: float, slope: float, crossover: float = 0.0) -> tuple[np.ndarray, ...]:
    values = (shock, slope, PLENTY, VOLUME, SCALE, 1.0, crossover, 1.0)
    return tuple(np.asarray(value) for value in values)


def _square_root_stop(shock: float, slope: float) -> float:
    """s²·[L + sqrt(L² + 4·V0·V/s²)] / (2·V)."""
    return SCALE**2 * (slope + sqrt(slope**2 + 4 * shock * VOLUME / SCALE**2)) / (2 * VOLUME)


def _epidemic(r0: float, c: float = 0.05, fuel: float = 1e9) -> tuple[np.ndarray, ...]:
    """A spark in a linear book with exhaustible fuel, b = R0."""
    return parts(1e-3, fuel / c, fuel, depth=0.01 * fuel / (r0 * c))


def _lambert_stop(shock: float, b: float, c: float = 0.05, fuel: float = 1e9) -> float:
    """c·[a + W0(−b·e^(−a))], a = λ·(V0 + F∞)/c, b = λ·F∞/c."""
    a = b * (shock + fuel) / fuel
    return c * (a + lambert(-b * exp(-a)))


def _on_a_grid() -> float:
    levels = np.linspace(0.0, 1.0, 8)
    book, sales = curve(levels, levels / LAMBDA), curve(levels, levels * 40e9)
    return float(first_crossing(book, sales, 1e9).fall)


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
    Check(
        "R at the stop of a spark, R0 = 2: R0·(1 − z), z = 1 − e^(−R0·z)",
        EPIDEMICS,
        2.0 * (1.0 - _final_size(2.0)),
        lambda: float(reproduction_at_stop(*_epidemic(2.0))),
    ),
)

EPIDEMIC = tuple(
    check
    for r0 in (1.5, 2.0, 3.0)
    for check in (
        Check(
            f"share of the fuel a spark burns, R0 = {r0:g}: z = 1 − e^(−R0·z)",
            EPIDEMICS,
            _final_size(r0),
            lambda r0=r0: float(forced_notional(*_epidemic(r0))) / 1e9,
        ),
        Check(
            f"depth it reaches, u*/c = R0·z, R0 = {r0:g}",
            EPIDEMICS,
            r0 * _final_size(r0),
            lambda r0=r0: float(total_fall(*_epidemic(r0))) / 0.05,
        ),
    )
)

STOPS = (
    Check(
        "stop of $1bn, linear book, $40bn forced per unit fall: λV0/(1 − λL)",
        THRESHOLDS,
        LAMBDA * 1e9 / (1 - LAMBDA * 40e9),
        lambda: float(total_fall(*parts(1e9, 40e9))),
    ),
    Check(
        "the same on a grid of eight levels",
        THRESHOLDS,
        LAMBDA * 1e9 / (1 - LAMBDA * 40e9),
        _on_a_grid,
    ),
    Check(
        "its amplification, 1/(1 − R)",
        THRESHOLDS,
        1 / (1 - LAMBDA * 40e9),
        lambda: float(amplification(*parts(1e9, 40e9))),
    ),
    Check(
        "stop of 5 % of the fuel, b = 0.99: a + W0(−b·e^(−a))",
        "Lambert's W",
        _lambert_stop(5e7, 0.99),
        lambda: float(total_fall(*parts(5e7, 2e10, 1e9, depth=0.01 * 1e9 / (0.99 * 0.05)))),
    ),
    Check(
        "stop of 40 % of the fuel, b = 3",
        "Lambert's W",
        _lambert_stop(4e8, 3.0),
        lambda: float(total_fall(*parts(4e8, 2e10, 1e9, depth=0.01 * 1e9 / (3.0 * 0.05)))),
    ),
    Check(
        "stop where a dollar brings two and fuel never ends",
        THRESHOLDS,
        "none",
        lambda: float(total_fall(*parts(1e8, 140e9))),
    ),
    Check("stop without a sale", THRESHOLDS, 0.0, lambda: float(total_fall(*parts(0.0, 140e9)))),
)

DAY = (
    Check(
        "stop of $1bn in a day, $90bn forced per unit fall, square-root law",
        DAYS,
        _square_root_stop(1e9, 90e9),
        lambda: float(total_fall_day(*_trading_day(1e9, 90e9))),
    ),
    Check(
        "the law's artefact as the sale vanishes: s²·L/V",
        DAYS,
        SCALE**2 * 90e9 / VOLUME,
        lambda: float(total_fall_day(*_trading_day(1e-8, 90e9))),
    ),
    Check(
        "amplification of a vanishing sale with a linear crossover, R = 0.5: 1/(1 − R)",
        DAYS,
        2.0,
        lambda: float(
            amplification_day(*_trading_day(1e-3, 90e9, (90e9 * SCALE / (VOLUME * 0.5)) ** 2))
        ),
    ),
)

EVENTS = (
    Check(
        "chance of a cascade of 3 in all, R = 0.4: 3/2·R²·e^(−3R)",
        BOREL,
        1.5 * 0.4**2 * exp(-1.2),
        lambda: float(size_probability(3, 0.4)),
    ),
    Check("mean size, R = 0.8", BOREL, 5.0, lambda: float(mean_size(0.8))),
    Check(
        "branching ratio of counts with a variance of 25 times the mean",
        "Hardiman & Bouchaud 2014",
        0.8,
        lambda: float(branching_ratio(4.0, 100.0)),
    ),
    Check(
        "critical leverage at an impact of 15 %: 3/(2I)",
        "Caccioli, Bouchaud & Farmer 2012",
        10.0,
        lambda: float(critical_leverage(0.15)),
        "x",
    ),
)

FURTHER = (
    Check(
        "chance that a cascade under way goes on by 1.5 %, half way from 1 % to 2 %",
        "geometric mean of 0.49 and 0.29: ln P is straight between two points",
        sqrt(0.49 * 0.29),
        lambda: float(chance_of_further(0.015)),
    ),
)

CHECKS: tuple[Check, ...] = (*REPRODUCTION, *EPIDEMIC, *STOPS, *DAY, *EVENTS, *FURTHER)
