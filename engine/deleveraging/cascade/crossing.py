"""Where a cascade stops: curves of the book and of forced sales in, their first crossing out.

u is the log fall, ln(P0/P). The fall stops at u* = inf{u : W·A(u) ≥ V0 + φ·F(u)}: the first place
where what the book absorbs reaches the shock plus what the fall itself has forced. The search is
exact on the levels given; there is no iteration that could fail to converge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from engine.deleveraging.arguments import (
    NON_NEGATIVE,
    POSITIVE_SHARE,
    SHARE,
    Array,
    BoolArray,
    IntArray,
    broadcast,
    checked,
    first_index,
    place,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Clock = Literal["minutes", "days"]
CLOCKS: tuple[Clock, ...] = ("minutes", "days")

CHUNK = 1 << 18


@dataclass(frozen=True, eq=False)
class Curve:
    """Cumulative dollars by log fall, on one clock; values between levels are linear.

    clock      "minutes" (what the book holds now) or "days" (what a day's trading takes)
    levels     log falls u, shape (levels,), ≥ 0, not falling; two equal levels make a jump
    amounts    cumulative USD at each level, shape (..., levels), ≥ 0, not falling along levels
    raises     ValueError naming the argument and index that is out of range or falls
    """

    clock: Clock
    levels: Array
    amounts: Array

    def __post_init__(self) -> None:
        if self.clock not in CLOCKS:
            raise ValueError(f"clock is {self.clock!r}: write 'minutes' or 'days'")
        levels = checked("levels", self.levels, NON_NEGATIVE)
        amounts = checked("amounts", self.amounts, NON_NEGATIVE)
        if levels.ndim != 1 or not levels.size:
            raise ValueError(f"levels has shape {levels.shape}: give one row of at least one level")
        if amounts.shape[-1:] != levels.shape:
            raise ValueError(
                f"amounts has shape {amounts.shape}: its last axis must be levels, {levels.size}"
            )
        _not_falling("levels", levels)
        _not_falling("amounts", amounts)
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "amounts", amounts)


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
    known fuel; it is never an infinity.

    absorption             A, USD, curve of shape (..., levels)
    forced                 F, USD, curve on the same clock and levels, shape (..., levels)
    shock                  V0, USD, broadcasts with the curves' leading shape, ≥ 0
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    returns                Crossing of the broadcast shape
    raises                 ValueError for curves of two clocks or of different levels, or naming the
                           argument and index that is out of range
    source                 threshold form of the fire-sale fixed point, Cont & Schaanning 2017
    """
    if absorption.clock != forced.clock:
        raise ValueError(
            f"absorption is on the {absorption.clock} clock and forced on the {forced.clock} "
            "clock: build both on one clock"
        )
    if not np.array_equal(absorption.levels, forced.levels):
        raise ValueError("absorption and forced have different levels: build both on one grid")
    shock, withdrawal, share = broadcast(
        shock=checked("shock", shock, NON_NEGATIVE),
        withdrawal=checked("withdrawal", withdrawal, POSITIVE_SHARE),
        share_reaching_book=checked("share_reaching_book", share_reaching_book, SHARE),
    )
    a, f, v, w, phi = _aligned(absorption.amounts, forced.amounts, shock, withdrawal, share)
    index = _scan(a, f, v, w, phi)
    return Crossing(index, _refine(absorption.levels, a, f, v, w, phi, index))


def _aligned(
    a: Array, f: Array, shock: Array, withdrawal: Array, share: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Curves and scenarios with one leading shape; the scenarios get a last axis of length 1."""
    leading = broadcast(absorption=a[..., 0], forced=f[..., 0], shock=shock)
    shape = leading[0].shape
    wide = (*shape, a.shape[-1])
    narrow = (*shape, 1)
    return (
        np.broadcast_to(a, wide),
        np.broadcast_to(f, wide),
        np.broadcast_to(shock[..., np.newaxis], narrow),
        np.broadcast_to(withdrawal[..., np.newaxis], narrow),
        np.broadcast_to(share[..., np.newaxis], narrow),
    )


def _scan(a: Array, f: Array, shock: Array, withdrawal: Array, share: Array) -> IntArray:
    """The first level that holds, in chunks of scenarios; -1 where none does."""
    shape, levels = a.shape[:-1], a.shape[-1]
    rows = int(np.prod(shape, dtype=np.int64))
    index = np.empty(rows, dtype=np.int64)
    step = max(1, CHUNK // levels)
    flat = [np.broadcast_to(x, (*shape, x.shape[-1])) for x in (a, f, shock, withdrawal, share)]
    for start in range(0, rows, step):
        chosen = np.unravel_index(np.arange(start, min(start + step, rows)), shape) if shape else ()
        ca, cf, cv, cw, cp = (x[chosen] for x in flat)
        holds = cw * ca >= cv + cp * cf
        index[start : start + step] = _first_true(np.atleast_2d(holds))
    return index.reshape(shape)


def _first_true(holds: BoolArray) -> IntArray:
    """Index of the first true element of each row, -1 where there is none."""
    return np.where(holds.any(axis=-1), holds.argmax(axis=-1), -1)


def _refine(
    levels: Array,
    a: Array,
    f: Array,
    shock: Array,
    withdrawal: Array,
    share: Array,
    index: IntArray,
) -> Array:
    """u* inside the crossing cell: the root of the shortfall, which is linear there."""
    high = np.maximum(index, 0)
    low = np.maximum(index - 1, 0)
    before = _shortfall(a, f, shock, withdrawal, share, low)
    after = _shortfall(a, f, shock, withdrawal, share, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(before > after, before / (before - after), 1.0)
    fall = levels[low] + part * (levels[high] - levels[low])
    return np.where(index >= 0, np.clip(fall, levels[low], levels[high]), np.nan)


def _shortfall(
    a: Array, f: Array, shock: Array, withdrawal: Array, share: Array, at: IntArray
) -> Array:
    """V0 + φ·F − W·A at one level of each scenario."""
    column = at[..., np.newaxis]
    need = shock + share * np.take_along_axis(f, column, axis=-1)
    gap: Array = need - withdrawal * np.take_along_axis(a, column, axis=-1)
    return gap[..., 0]


def _not_falling(name: str, values: Array) -> None:
    """Refuse a curve that falls anywhere along its last axis."""
    offends = np.diff(values, axis=-1) < 0.0
    if offends.any():
        *lead, k = first_index(offends)
        now, before = (*lead, k + 1), (*lead, k)
        raise ValueError(
            f"{place(name, now)} is {values[now]:g}: it must not fall below "
            f"{place(name, before)}, {values[before]:g}"
        )
