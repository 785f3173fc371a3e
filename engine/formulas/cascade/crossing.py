"""Where a cascade stops: curves of the book and of forced sales in, their first crossing out.

The fall stops at u* = inf{u : W·A(u) ≥ V0 + φ·F(u)}: the first place where what the book absorbs
reaches the shock plus what the fall itself has forced. The search is exact on the levels given:
there is no iteration that could fail to converge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.formulas.cascade.curves import Curve
from engine.formulas.cascade.exact.scan import CELLS, Shocks, first_level, parts
from engine.formulas.cascade.exact.search import search, worth_it
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE_SHARE,
    SHARE,
    Array,
    IntArray,
    broadcast,
    checked,
    first_index,
    place,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Crossing", "Curve", "first_crossing", "same_grid"]

TOGETHER = 1 << 13  # scenarios placed in their cells at once


class Crossing(NamedTuple):
    """The first crossing of each scenario.

    level    number of the first level at which the book holds, -1 where none does
    fall     log fall u* inside the cell that ends there, NaN where none does
    """

    level: IntArray
    fall: Array


def first_crossing(
    absorption: Curve,
    forced: Curve,
    shock: ArrayLike,
    withdrawal: ArrayLike = 1.0,
    share_reaching_book: ArrayLike = 1.0,
) -> Crossing:
    """First level at which the book holds, and the exact place inside its cell.

    level = min{k : W·A_k ≥ V0 + φ·F_k}, evaluated in float64 exactly as written. Inside the cell
    both curves are straight, so u* solves a linear equation. No crossing means no stop within the
    known fuel; it is never an infinity. Millions of scenarios on one pair of curves are searched,
    curves of their own for each scenario are scanned; the answers are the same to the last bit.

    absorption             A, USD, curve of shape (..., levels), above 0 at its deepest level
    forced                 F, USD, curve on the same clock and levels, shape (..., levels)
    shock                  V0, USD, broadcasts with the curves' leading shape, ≥ 0
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    returns                Crossing of the broadcast shape
    raises                 ValueError for curves of two clocks or of different levels, or naming the
                           argument and index that is out of range, or the book without any depth
    source                 threshold form of the fire-sale fixed point, Cont & Schaanning 2017
    """
    same_grid(absorption, forced)
    a, f = absorption.amounts, forced.amounts
    _some_depth(a)
    *_, v0, w, phi = broadcast(
        absorption=a[..., 0],
        forced=f[..., 0],
        shock=checked("shock", shock, NON_NEGATIVE),
        withdrawal=checked("withdrawal", withdrawal, POSITIVE_SHARE),
        share_reaching_book=checked("share_reaching_book", share_reaching_book, SHARE),
    )
    shape, shocks = v0.shape, Shocks(_row(v0), _row(w), _row(phi))
    if a.size == f.size == absorption.levels.size:
        found = _shared(absorption.levels, a.reshape(-1), f.reshape(-1), shocks)
    else:
        found = _of_each(absorption.levels, a, f, shocks, shape)
    return Crossing(found.level.reshape(shape), found.fall.reshape(shape))


def same_grid(absorption: Curve, forced: Curve) -> None:
    """Refuse two curves that were not built on one clock and one grid.

    raises    ValueError saying in what they differ
    """
    if absorption.clock != forced.clock:
        raise ValueError(
            f"absorption is on the {absorption.clock} clock and forced on the {forced.clock} "
            "clock: build both on one clock"
        )
    if not np.array_equal(absorption.levels, forced.levels):
        raise ValueError("absorption and forced have different levels: build both on one grid")


def _some_depth(amounts: Array) -> None:
    """Refuse a book that takes nothing at any level."""
    empty = amounts[..., -1] == 0.0
    if empty.any():
        raise ValueError(
            f"{place('absorption', first_index(empty))} is 0 at every level: it must take "
            "something at the deepest"
        )


def _row(number: Array) -> Array:
    """A scenario number in one row; one that is the same everywhere takes no room."""
    if number.size and not any(number.strides):
        return np.broadcast_to(number.flat[0], (number.size,))
    return number.reshape(-1)


def _shared(levels: Array, a: Array, f: Array, shocks: Shocks) -> Crossing:
    """All scenarios on one pair of curves."""
    find = search if worth_it(a, f, shocks.shock.size) else first_level
    level, fall = find(a, f, shocks), np.empty(shocks.shock.size)
    for part in parts(fall.size, TOGETHER):
        high = np.maximum(level[part], 0)
        low = np.maximum(high - 1, 0)
        at_low, at_high = (a.take(low), f.take(low)), (a.take(high), f.take(high))
        fall[part] = _placed(levels, level[part], shocks.at(part), at_low, at_high)
    return Crossing(level, fall)


def _of_each(levels: Array, a: Array, f: Array, shocks: Shocks, shape: tuple[int, ...]) -> Crossing:
    """Every scenario on curves of its own, or on those of its row or column."""
    wide = (*shape, levels.size)
    a, f = np.broadcast_to(a, wide), np.broadcast_to(f, wide)
    rows = shocks.shock.size
    level, fall = np.empty(rows, dtype=np.int64), np.empty(rows)
    for part in parts(rows, max(1, CELLS // levels.size)):
        chosen = np.unravel_index(np.arange(part.start, part.stop), shape)
        own_a, own_f, own = a[chosen], f[chosen], shocks.at(part)
        level[part] = first_level(own_a, own_f, own)
        row = np.arange(part.stop - part.start)
        high = np.maximum(level[part], 0)
        low = np.maximum(high - 1, 0)
        at_low, at_high = (own_a[row, low], own_f[row, low]), (own_a[row, high], own_f[row, high])
        fall[part] = _placed(levels, level[part], own, at_low, at_high)
    return Crossing(level, fall)


def _placed(
    levels: Array,
    level: IntArray,
    shocks: Shocks,
    at_low: tuple[Array, Array],
    at_high: tuple[Array, Array],
) -> Array:
    """u* inside the crossing cell: the root of the shortfall, which is linear there.

    at_low, at_high    A and F at the two ends of the cell; level 0 is a cell of no length
    """
    before = shocks.sold(at_low[1]) - shocks.held(at_low[0])
    after = shocks.sold(at_high[1]) - shocks.held(at_high[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(before > after, before / (before - after), 1.0)
    high = np.maximum(level, 0)
    start, end = levels.take(np.maximum(high - 1, 0)), levels.take(high)
    part *= end - start
    part += start
    return np.where(level < 0, np.nan, np.minimum(part, end))
