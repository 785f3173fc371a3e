"""The plain scan: curves and scenarios come in, the first level at which the book holds goes out.

The definition, carried out level by level for every scenario. It is what the fast search is held
against, what it falls back on, and what curves of their own for every scenario get.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array, BoolArray, IntArray

CELLS = 1 << 17
"""Levels times scenarios that are compared at once: three megabytes of work, whatever is asked."""


class Shocks(NamedTuple):
    """The three numbers of each scenario, flat arrays of one length.

    shock         V0, USD
    withdrawal    W, the share of normal depth still there
    share         φ, the share of forced sales that reaches the book
    """

    shock: Array
    withdrawal: Array
    share: Array

    def at(self, chosen: IntArray | slice) -> Shocks:
        """The scenarios chosen."""
        return Shocks(self.shock[chosen], self.withdrawal[chosen], self.share[chosen])

    def held(self, absorbed: Array) -> Array:
        """What the book takes, W·A."""
        return self.withdrawal * absorbed

    def sold(self, forced: Array) -> Array:
        """What is sold into it, V0 + φ·F."""
        total: Array = self.share * forced
        total += self.shock
        return total


def first_level(absorbed: Array, forced: Array, shocks: Shocks) -> IntArray:
    """min{k : W·A_k ≥ V0 + φ·F_k} in float64 exactly as written, -1 where no level holds.

    absorbed    A, shape (levels,) shared by all, or (scenarios, levels)
    forced      F, the same shape or the other one
    shocks      the scenarios
    returns     numbers of levels, shape (scenarios,)
    """
    found = np.empty(shocks.shock.size, dtype=np.int64)
    for part in parts(found.size, max(1, CELLS // absorbed.shape[-1])):
        a, f = (curve[part] if curve.ndim > 1 else curve for curve in (absorbed, forced))
        v0, w, phi = (number[:, np.newaxis] for number in shocks.at(part))
        sold = phi * f
        sold += v0
        found[part] = _first_true(w * a >= sold)
    return found


def parts(size: int, step: int) -> Iterator[slice]:
    """Consecutive slices of at most `step` that make up `size`."""
    return (slice(start, min(start + step, size)) for start in range(0, size, step))


def _first_true(holds: BoolArray) -> IntArray:
    """Index of the first true element of each row, -1 where there is none."""
    first = holds.argmax(axis=-1)
    return np.where(holds[np.arange(first.size), first], first, -1)
