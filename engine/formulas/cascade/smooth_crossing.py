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

from engine.numeric.arguments import Array

STEPS = 200
ULPS = 4.0 * float(np.finfo(np.float64).eps)


class Book(NamedTuple):
    """The numbers that decide a crossing with a book, and the deepest x that it is known to.

    κ > 0, v ≥ 0, f ≥ 0, c ≥ 0 and the deepest x > 0, all of one shape.
    """

    exponent: Array
    shock: Array
    fuel: Array
    rate: Array
    deepest: Array

    def gap(self, x: Array) -> Array:
        """g(x), below 0 before the first crossing."""
        return x**self.exponent - self.shock + self.fuel * np.expm1(-self.rate * x)

    def slope(self, x: Array) -> Array:
        """g′(x)."""
        inflow = self.exponent * x ** (self.exponent - 1.0)
        return inflow - self.fuel * self.rate * np.exp(-self.rate * x)


def alone(book: Book) -> Array:
    """The x at which the book holds the shock alone, v^(1/κ), NaN beyond `deepest`."""
    with np.errstate(over="ignore"):
        x = _walked(book)
    return np.where(x <= book.deepest, x, np.nan)


def _walked(book: Book) -> Array:
    return book.shock ** (1.0 / book.exponent)


def first_root(book: Book) -> Array:
    """The first x ≥ 0 with g(x) ≥ 0, NaN where there is none up to `deepest`."""
    with np.errstate(all="ignore"):
        alone = _walked(book)
        hump = _hump(book)
        at_hump = np.minimum(hump, book.deepest)
        early = (at_hump >= alone) & (book.gap(at_hump) >= 0.0)
        low = np.where(early | np.isnan(hump), alone, np.fmax(alone, hump))
        high = np.where(early, at_hump, book.deepest)
        return _root(book, low, high)


def _hump(book: Book) -> Array:
    """The local maximum of g, NaN where g only rises or only has a minimum.

    g′ = 0 reads z − ln z = p with z = c·x/(1 − κ) and p = ln(f·c/κ)/(1 − κ) + ln((1 − κ)/c); the
    smaller solution, z < 1, is the maximum and exists for p > 1. Newton in ln z from −p climbs to
    it without overshooting, the function being concave.
    """
    bend = 1.0 - book.exponent
    p = np.log(book.fuel * book.rate / book.exponent) / bend + np.log(bend / book.rate)
    exists = (bend > 0.0) & (p > 1.0) & np.isfinite(p)
    p = np.where(exists, p, 2.0)
    y = -p
    for _ in range(STEPS):
        z = np.exp(y)
        step = (z - p - y) / (1.0 - z)
        y = y + step
        if not np.any(np.abs(step) > ULPS * np.abs(y)):
            break
    return np.where(exists, bend * np.exp(y) / book.rate, np.nan)


def _root(book: Book, low: Array, high: Array) -> Array:
    """The root on [low, high], where g changes sign at most once: 0 without a shock, else NaN."""
    found = (book.shock > 0.0) & (low <= high) & (book.gap(high) >= 0.0)
    root = _settled(book, np.where(found, low, high), high)
    return np.where(book.shock == 0.0, 0.0, np.where(found, root, np.nan))


def _settled(book: Book, low: Array, high: Array) -> Array:
    """The one sign change of g on [low, high], each element worked on until it is settled."""
    flat = [part.ravel() for part in book]
    low, high = low.ravel(), high.ravel()
    x = np.sqrt(low) * np.sqrt(high)
    last = high - low
    open_ = np.flatnonzero(last > 0.0)
    for _ in range(STEPS):
        part = Book(*(values[open_] for values in flat))
        x[open_], low[open_], high[open_], last[open_] = _narrow(
            part, x[open_], low[open_], high[open_], last[open_]
        )
        open_ = open_[last[open_] > ULPS * x[open_]]
        if not open_.size:
            break
    return x.reshape(book.shock.shape)


def _narrow(
    book: Book, x: Array, low: Array, high: Array, last: Array
) -> tuple[Array, Array, Array, Array]:
    """One step: Newton where it stays inside the bracket and gains on the last step, else bisect.

    returns    the next x, the bracket that x has narrowed, and the length of the step
    """
    value = book.gap(x)
    low = np.where(value < 0.0, x, low)
    high = np.where(value < 0.0, high, x)
    newton = x - value / book.slope(x)
    step = np.abs(newton - x)
    good = (newton >= low) & (newton <= high) & ((step <= ULPS * x) | (2.0 * step <= last))
    following = np.where(good, newton, np.sqrt(low) * np.sqrt(high))
    return following, low, high, np.abs(following - x)
