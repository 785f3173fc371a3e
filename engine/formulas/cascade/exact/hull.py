"""The upper hull of two shared curves: which level is the highest so far, for any φ and W.

Level k is a record when W·A − φ·F is higher there than at every level before it. As A and F never
fall, that is so exactly for φ/W below a slope of its own: the one at which the point (F_k, A_k) is
seen from the hull of the points before it. What no record reaches, no level reaches.

Slopes are quotients of differences of the amounts as given, each within three roundings; a point is
taken off the hull only where that is beyond doubt. The hull so built bends the wrong way by no more
than rounding, and `doubt` bounds what that adds up to over all levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.formulas.cascade.exact.scan import Shocks
from engine.numeric.arguments import Array, BoolArray, IntArray

EPS = float(np.finfo(np.float64).eps)
BEYOND_DOUBT = 1.0 - 8.0 * EPS
NOTHING = 1e-290  # dollars: differences this small are not told apart from underflow
LEAST = 1e-60  # W: times any slope above 0, 1e-256 at the least, it is still above 0


@dataclass(frozen=True, eq=False)
class Hull:
    """The tree of hulls of all the levels up to each.

    absorbed, forced    the curves A and F, shape (levels,)
    slopes              φ/W below which a level is surely a record, shape (levels,)
    below               the next point on the hull of the levels up to each; the first is its own
    jumps               1, 2, 4, … steps of `below` at once
    doubt               relative error of a comparison with the highest so far
    """

    absorbed: Array
    forced: Array
    slopes: Array
    below: IntArray
    jumps: tuple[IntArray, ...]
    doubt: float

    def is_record(self, level: IntArray, shocks: Shocks) -> BoolArray:
        """Whether the level is surely the highest so far."""
        return self.slopes.take(level) * shocks.withdrawal > shocks.share

    def record(self, level: IntArray, shocks: Shocks) -> IntArray:
        """The last level up to `level` that is surely a record, by doubling steps down the hull."""
        for jump in reversed(self.jumps):
            lower = jump.take(level)
            level = np.where(self.is_record(lower, shocks), level, lower)
        return np.where(self.is_record(level, shocks), level, self.below.take(level))

    def falls_short(self, record: IntArray, upto: IntArray, shocks: Shocks) -> BoolArray:
        """Whether no level up to `upto` holds, `record` being the last record among them.

        Never said where W is so small that a slope times W may underflow: records are then missed.
        """
        held = shocks.held(self.absorbed.take(record))
        sold = shocks.sold(self.forced.take(record))
        gap = sold - held
        held += shocks.sold(self.forced.take(upto))
        held *= self.doubt
        held += NOTHING
        short: BoolArray = (gap > held) & (shocks.withdrawal >= LEAST)
        return short


def hull(absorbed: Array, forced: Array) -> Hull:
    """The hull of two curves of one length that never fall, nonzero amounts within 1e±120."""
    a, f = absorbed.tolist(), forced.tolist()
    slopes, below = [inf] * len(a), list(range(len(a)))
    kept: list[int] = []
    for k in range(len(a)):
        slope = inf
        while kept:
            run = f[k] - f[kept[-1]]
            slope = (a[k] - a[kept[-1]]) / run if run > 0.0 else inf
            if slope * BEYOND_DOUBT < slopes[kept[-1]]:
                slopes[k], below[k] = slope, kept[-1]
                break
            kept.pop()
        kept.append(k)
    drift = 32.0 * len(a) * EPS
    surely = np.array(slopes) * (1.0 - drift)
    steps = np.array(below)
    return Hull(absorbed, forced, surely, steps, _doubled(steps), 4.0 * drift)


def _doubled(below: IntArray) -> tuple[IntArray, ...]:
    """1, 2, 4, … steps at once, up to as many as lead anywhere."""
    jumps = [below]
    while not np.array_equal(jumps[-1][jumps[-1]], jumps[-1]):
        jumps.append(jumps[-1][jumps[-1]])
    return tuple(jumps)
