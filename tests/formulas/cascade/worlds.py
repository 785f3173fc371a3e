"""Small worlds of the cascade: curves of every kind, the scan level by level, Lambert's W."""

from __future__ import annotations

from math import exp, log

import numpy as np

from engine.formulas.cascade.curves import Curve
from engine.formulas.cascade.exact.scan import Shocks
from engine.formulas.cascade.scenario import Scenario, scenario

PLENTY = 1e30  # fuel so large that forced sales are uniform: F = L·u to the last bit


def curve(levels, amounts, clock="minutes"):
    return Curve(clock, np.asarray(levels, dtype=float), np.asarray(amounts, dtype=float))


def parts(shock, slope=0.0, fuel=PLENTY, depth=7e8, at=0.01, exponent=1.0, w=1.0, share=1.0):
    """The eight arguments of a page's cascade."""
    values = (shock, slope, fuel, depth, at, exponent, w, share)
    return tuple(np.asarray(value, dtype=float) for value in values)


def bundled(*given, **named) -> Scenario:
    return scenario(*parts(*given, **named))


def lambert(x: float) -> float:
    """W0 by Newton from above, written for these tests: the y ≥ −1 with y·e^y = x."""
    y = log(1.0 + x) if x > 0.0 else -1.0 + (2.0 * (1.0 + exp(1.0) * x)) ** 0.5
    for _ in range(100):
        y -= (y * exp(y) - x) / (exp(y) * (y + 1.0)) if y > -1.0 else 0.0
    return y


def plain_scan(absorption, forced, shock, withdrawal, share):
    """The definition: level by level, the first at which the book holds."""
    for k, (a, f) in enumerate(zip(absorption, forced, strict=True)):
        if withdrawal * a >= shock + share * f:
            return k
    return -1


def plain_fall(levels, absorption, forced, shock, withdrawal, share):
    k = plain_scan(absorption, forced, shock, withdrawal, share)
    if k < 0:
        return np.nan
    need = [shock + share * f - withdrawal * a for a, f in zip(absorption, forced, strict=True)]
    if k == 0 or need[k - 1] <= need[k]:
        return levels[k]
    fall = levels[k - 1] + need[k - 1] / (need[k - 1] - need[k]) * (levels[k] - levels[k - 1])
    return min(max(fall, levels[k - 1]), levels[k])


def random_curves(rng, levels):
    """Flat stretches, jumps, ties and smooth parts, from steps that are often nothing or whole."""
    kinds = rng.integers(0, 4, size=(2, levels))
    steps = np.where(kinds == 0, 0.0, np.where(kinds == 1, rng.integers(0, 4, (2, levels)), 0.0))
    steps += np.where(kinds == 2, rng.exponential(1.0, (2, levels)), 0.0)
    steps += np.where(kinds == 3, rng.choice([0.0, 25.0], (2, levels), p=[0.9, 0.1]), 0.0)
    grid = np.cumsum(rng.choice([0.0, 0.001, 0.01], levels, p=[0.2, 0.4, 0.4]))
    a, f = np.cumsum(steps, axis=1)
    a[-1] += not a[-1]
    return grid, a, f * rng.choice([0.0, 0.5, 1.0, 2.0])


def any_curves(rng, levels):
    """A and F of any kind and unit: whole, smooth, rough, heavy-tailed, flat in parts, the same."""
    a, f = (_amounts(rng, levels) for _ in "af")
    unit = 10.0 ** rng.integers(-3, 13)
    f *= rng.choice([0.0, 0.01, 0.5, 1.0, 2.0, 100.0])
    if rng.random() < 0.15:
        f = a * rng.choice([0.5, 1.0, 1 / 3])
    a[-1] += not a[-1]
    return a * unit, f * unit


def _amounts(rng, levels):
    kind = rng.integers(0, 6)
    x = np.linspace(0.0, 1.0, levels)
    steps = (
        rng.exponential(1.0, levels),
        rng.integers(0, 4, levels).astype(float),
        rng.exponential(1.0, levels) * (rng.random(levels) < 0.1),
        rng.pareto(0.8, levels),
        np.diff(x**10 ** rng.uniform(-0.7, 0.7), prepend=0.0) * levels,
        np.diff(-np.expm1(-x * 10 ** rng.uniform(-1, 2)), prepend=0.0) * levels,
    )[kind]
    steps *= rng.choice([1.0, 0.0], levels, p=[0.8, 0.2]) if rng.random() < 0.3 else 1.0
    return np.cumsum(steps)


def any_shocks(rng, a, f, size):
    """Scenarios of any kind, most of them within rounding of a tie with some level."""
    w = (rng.uniform(0.01, 1.0, size), rng.choice([1.0, 0.5, 0.29], size), np.ones(size))
    w = w[rng.integers(3)]
    share = (rng.uniform(0.0, 1.0, size), rng.choice([1.0, 0.5, 0.1, 0.0], size), w, 0.0 * w)
    share = share[rng.integers(4)]
    k = rng.integers(0, a.size, size)
    tie = np.maximum(w * a[k] - share * f[k], 0.0)
    shock = (
        tie,
        tie * (1.0 + 2.2e-16 * rng.integers(-3, 4, size)),
        a[-1] * 10 ** rng.uniform(-12, 1, size),
        np.round(rng.uniform(0.0, a[-1], size)),
        rng.choice([0.0, 1.0, a[-1]], size),
    )[rng.integers(5)]
    return Shocks(shock, w, share)
