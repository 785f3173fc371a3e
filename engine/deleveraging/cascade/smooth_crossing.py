"""First crossing for the page's curves: their parameters come in, the log fall goes out, no grid.

A(u) = D·(u/d)^κ is the book, F(u) = B·(1 − exp(−L·u/B)) the forced sales of a stock of fuel B. With
x = u/d and everything in units of W·D, the stop is the first root of

    g(x) = x^κ − v − f·(1 − exp(−c·x)),   v = V0/(W·D),  f = φ·B/(W·D),  c = L·d/B.

For κ ≥ 1, g is convex and crosses once. For κ < 1 it can rise, dip and rise again, with its one
hump known in closed form, so the first root lies in an interval on which g changes sign once.
Nothing is missed between grid points and nothing is iterated towards a fixed point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.deleveraging.arguments import Array

STEPS = 200
ULPS = 4.0 * float(np.finfo(np.float64).eps)


class Shape(NamedTuple):
    """The four numbers that decide a crossing, and the deepest x that the book is known to."""

    exponent: Array
    shock: Array
    fuel: Array
    rate: Array
    deepest: Array


def first_root(shape: Shape) -> Array:
    """The first x ≥ 0 with g(x) ≥ 0, NaN where there is none up to `deepest`.

    shape      κ > 0, v ≥ 0, f ≥ 0, c ≥ 0 and the deepest x > 0, all of one shape
    returns    x, the same shape
    """
    with np.errstate(all="ignore"):
        alone = shape.shock ** (1.0 / shape.exponent)
        hump = _hump(shape)
        at_hump = np.minimum(hump, shape.deepest)
        early = (at_hump >= alone) & (_g(shape, at_hump) >= 0.0)
        low = np.where(early | np.isnan(hump), alone, np.fmax(alone, hump))
        high = np.where(early, at_hump, shape.deepest)
        found = (shape.shock > 0.0) & (low <= high) & (_g(shape, high) >= 0.0)
        root = _root(shape, np.where(found, low, high), high)
    return np.where(shape.shock == 0.0, 0.0, np.where(found, root, np.nan))


def _g(shape: Shape, x: Array) -> Array:
    return x**shape.exponent - shape.shock + shape.fuel * np.expm1(-shape.rate * x)


def _slope(shape: Shape, x: Array) -> Array:
    inflow = shape.exponent * x ** (shape.exponent - 1.0)
    return inflow - shape.fuel * shape.rate * np.exp(-shape.rate * x)


def _hump(shape: Shape) -> Array:
    """The local maximum of g, NaN where g only rises or only has a minimum.

    g′ = 0 reads z − ln z = p with z = c·x/(1 − κ) and p = ln(f·c/κ)/(1 − κ) + ln((1 − κ)/c); the
    smaller solution, z < 1, is the maximum and exists for p > 1. Newton in ln z from −p climbs to
    it without overshooting, the function being concave.
    """
    bend = 1.0 - shape.exponent
    p = np.log(shape.fuel * shape.rate / shape.exponent) / bend + np.log(bend / shape.rate)
    exists = (bend > 0.0) & (p > 1.0) & np.isfinite(p)
    p = np.where(exists, p, 2.0)
    y = -p
    for _ in range(STEPS):
        z = np.exp(y)
        step = (z - p - y) / (1.0 - z)
        y = y + step
        if not np.any(np.abs(step) > ULPS * np.abs(y)):
            break
    return np.where(exists, bend * np.exp(y) / shape.rate, np.nan)


def _root(shape: Shape, low: Array, high: Array) -> Array:
    """The one sign change of g on [low, high], each element worked on until it is settled."""
    flat = Shape(*(part.ravel() for part in shape))
    low, high = low.ravel(), high.ravel()
    x = np.sqrt(low) * np.sqrt(high)
    last = high - low
    open_ = np.flatnonzero(last > 0.0)
    for _ in range(STEPS):
        part = Shape(*(values[open_] for values in flat))
        x[open_], low[open_], high[open_], last[open_] = _narrow(
            part, x[open_], low[open_], high[open_], last[open_]
        )
        open_ = open_[last[open_] > ULPS * x[open_]]
        if not open_.size:
            break
    return x.reshape(shape.shock.shape)


def _narrow(
    shape: Shape, x: Array, low: Array, high: Array, last: Array
) -> tuple[Array, Array, Array, Array]:
    """One step: Newton where it stays inside the bracket and gains on the last step, else bisect.

    returns    the next x, the bracket that x has narrowed, and the length of the step
    """
    value = _g(shape, x)
    low = np.where(value < 0.0, x, low)
    high = np.where(value < 0.0, high, x)
    newton = x - value / _slope(shape, x)
    step = np.abs(newton - x)
    good = (newton >= low) & (newton <= high) & ((step <= ULPS * x) | (2.0 * step <= last))
    following = np.where(good, newton, np.sqrt(low) * np.sqrt(high))
    return following, low, high, np.abs(following - x)
