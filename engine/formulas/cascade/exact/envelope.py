"""The envelope of two shared curves: a scenario comes in, the first level that might hold goes out.

In units of what the deepest level takes and forces, level k holds for a scenario when

    (1 − s)·a_k − s·f_k ≥ v,   a = A/A_n,  f = F/F_n,  s = φ·F_n/(W·A_n + φ·F_n),  v = V0/(…),

so two numbers, a direction s and a target v, say all. The highest that any level up to k reaches is
convex in s: between two directions of a table it lies on or below the straight line between them.
A level whose line stays below the target, and all before it, therefore cannot hold. The table is a
little too high by design, so that rounding never excludes a level that holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.formulas.cascade.exact.scan import Shocks
from engine.numeric.arguments import Array, IntArray

SLABS = 64  # directions in the table, a power of two so that s·SLABS is exact
NODES = 256  # targets for which the level is tabulated in each direction
LARGEST = 1 << 22  # entries a table may have; a very long curve gets fewer directions
ROUNDING = 16.0 * float(np.finfo(np.float64).eps)  # of a + f ≥ v, bounds the dozen roundings
SMALLEST = 1e-100  # far above anything underflow can do to a level or a target


class Rays(NamedTuple):
    """Scenarios as the table sees them.

    row       number of the tabulated direction below s
    near      weight of that direction, far that of the next
    top       the highest any level reaches, on the straight line
    target    v
    """

    row: IntArray
    near: Array
    far: Array
    top: Array
    target: Array


@dataclass(frozen=True, eq=False)
class Envelope:
    """Highest reach by direction and level, and the level by direction and target.

    absorbed, forced    A and F at the deepest level
    heights             running maximum over levels, shape (slabs + 2, levels)
    positions           the level first to reach each target, shape (slabs + 2, nodes + 2)
    """

    absorbed: float
    forced: float
    heights: Array
    positions: Array

    @property
    def levels(self) -> int:
        """How many levels the curves have."""
        return int(self.heights.shape[1])

    def rays(self, shocks: Shocks) -> Rays | None:
        """Direction and target of each scenario; None if one is too small to be told from nothing.

        The line between two directions is weighed as near·h + far·h: all terms are positive, so it
        keeps its relative accuracy.
        """
        forced = shocks.share * self.forced
        scale = shocks.withdrawal * self.absorbed
        scale += forced
        if scale.min() < SMALLEST:
            return None
        far = forced / scale * (len(self.heights) - 2)
        row = far.astype(np.int64)
        far -= row
        near = 1.0 - far
        tops = self.heights[:, -1]
        top = near * tops[row] + far * tops[row + 1]
        return Rays(row, near, far, top, shocks.shock / scale)

    def height(self, rays: Rays, level: IntArray) -> Array:
        """An upper bound of the reach of all levels up to `level`."""
        flat = self.heights.reshape(-1)
        place = rays.row * self.levels
        place += level
        height = rays.near * flat.take(place)
        place += self.levels
        height += rays.far * flat.take(place)
        return height

    def guess(self, rays: Rays) -> IntArray:
        """About where the first level that holds should be, by interpolation; never relied on."""
        flat, width = self.positions.reshape(-1), self.positions.shape[1]
        part = np.sqrt(np.sqrt(np.minimum(rays.target / rays.top, 1.0)))  # fine near no shock
        part *= width - 2
        node = part.astype(np.int64)
        part -= node
        node += rays.row * width
        near, far = flat.take(node), flat.take(node + width)
        node += 1
        near += part * (flat.take(node) - near)
        far += part * (flat.take(node + width) - far)
        return np.asarray(rays.near * near + rays.far * far, dtype=np.int64)


def envelope(absorbed: Array, forced: Array) -> Envelope:
    """The tables of two curves of one length, both not falling, the first above 0 at its end."""
    deepest = float(absorbed[-1]), float(forced[-1])
    a, f = absorbed / deepest[0], forced / (deepest[1] or 1.0)
    slabs = SLABS
    while slabs > 1 and slabs * a.size > LARGEST:
        slabs //= 2
    directions = np.arange(slabs + 2)[:, np.newaxis] / slabs
    heights = a - directions * (a + f) + (ROUNDING * (a + f) + SMALLEST)
    np.maximum.accumulate(heights, axis=1, out=heights)
    np.maximum(heights, SMALLEST, out=heights)
    targets = (np.arange(NODES + 2) / NODES) ** 4
    positions = [row.searchsorted(targets * row[-1]) for row in heights]
    return Envelope(*deepest, heights, np.array(positions, dtype=np.float64))
