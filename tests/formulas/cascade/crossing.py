"""The definition of a stop, level by level: what the solved stops are held against.

A book and the forced sales stand on one row of levels, log falls u. The fall ends at the first
level with W·A ≥ V0 + φ·F; inside its cell both curves are straight, so the place is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.formulas.ladder.distances import dollars, log_distances, summed
from engine.formulas.ladder.ladder import Ladder
from engine.numeric.arguments import Array, IntArray


class Curve(NamedTuple):
    """Cumulative dollars by log fall: levels, shape (levels,), and amounts, shape (..., levels)."""

    levels: Array
    amounts: Array


class Crossing(NamedTuple):
    """The first level at which the book holds, -1 where none does, and the fall, NaN there."""

    level: IntArray
    fall: Array


def book_curve(levels: Array, depth: ArrayLike, depth_at: ArrayLike, exponent: ArrayLike) -> Curve:
    """What the book holds within each fall, A(u) = D·(u/d)^κ."""
    d, at, kappa = (
        np.asarray(part, float)[..., np.newaxis] for part in (depth, depth_at, exponent)
    )
    return Curve(levels, d * (levels / at) ** kappa)


def forced_curve(levels: Array, forced_slope: ArrayLike, fuel: ArrayLike) -> Curve:
    """Forced sales of a stock of fuel down to each fall, F(u) = B·(1 − exp(−L·u/B)), B > 0."""
    slope, stock = (np.asarray(part, float)[..., np.newaxis] for part in (forced_slope, fuel))
    return Curve(levels, -stock * np.expm1(-slope * levels / stock))


def forced_sales(ladder: Ladder, levels: Array) -> Curve:
    """Those of a ladder, F(u) = Σ C·LP over all with |ln(P/LP)| ≤ u, exact at the levels."""
    cell = np.searchsorted(levels, log_distances(ladder))
    return Curve(levels, summed(ladder, cell, levels.size, dollars(ladder)).cumsum(axis=-1))


def first_crossing(
    absorption: Curve, forced: Curve, shock: ArrayLike,
    withdrawal: ArrayLike = 1.0, share_reaching_book: ArrayLike = 1.0,
) -> Crossing:  # fmt: skip
    """min{k : W·A_k ≥ V0 + φ·F_k}, and the root of the shortfall in the cell that ends there."""
    numbers = (np.asarray(part, float) for part in (shock, withdrawal, share_reaching_book))
    v0, w, share = (part[..., np.newaxis] for part in numbers)
    short = v0 + share * forced.amounts - w * absorption.amounts
    holds = short <= 0.0
    level = np.where(holds.any(axis=-1), holds.argmax(axis=-1), -1)
    high = np.maximum(level, 0)
    low = np.maximum(high - 1, 0)
    before, after = (
        np.take_along_axis(short, k[..., np.newaxis], axis=-1)[..., 0] for k in (low, high)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(before > after, before / (before - after), 1.0)
    start, end = absorption.levels[low], absorption.levels[high]
    fall = np.minimum(start + part * (end - start), end)
    return Crossing(level, np.where(level < 0, np.nan, fall))
