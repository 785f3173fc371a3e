"""The fast search: shared curves and many scenarios come in, the plain scan's answers go out.

Five steps, each for the scenarios that those before it have left open. All of them prove what they
find: that the level holds by the comparison itself, as written, in float64; that none before it
holds by bounds with room for rounding. What is too close to call is scanned.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.cascade.exact.envelope import Envelope, envelope
from engine.formulas.cascade.exact.hull import Hull, hull
from engine.formulas.cascade.exact.scan import Shocks, first_level, parts
from engine.numeric.arguments import Array, BoolArray, IntArray

WINDOW = 8  # levels looked at around a guess, a power of two
BATCH, TOGETHER = 1 << 18, 1 << 13  # scenarios kept open at once, and worked on in the cache
FEWEST_LEVELS, FEWEST_SCENARIOS = 128, 1 << 12  # below, a scan is as fast
SMALLEST, LARGEST = 1e-120, 1e120  # amounts whose differences and quotients are normal numbers


class Shared(NamedTuple):
    """Two curves for many scenarios, and what is known of them beforehand."""

    table: Envelope
    hull: Hull

    @property
    def last(self) -> int:
        """The number of the deepest level."""
        return self.hull.absorbed.size - 1

    def holds(self, level: IntArray, shocks: Shocks) -> BoolArray:
        """W·A ≥ V0 + φ·F at a level of each scenario, compared as the plain scan does."""
        held = shocks.held(self.hull.absorbed.take(level))
        return held >= shocks.sold(self.hull.forced.take(level))


class Found(NamedTuple):
    """Levels found, -1 for none, and where they are proved right."""

    level: IntArray
    proved: BoolArray


def worth_it(absorbed: Array, forced: Array, scenarios: int) -> bool:
    """Whether `search` is made for these curves: long, shared, of amounts far from underflow."""
    if absorbed.size < FEWEST_LEVELS or scenarios < FEWEST_SCENARIOS or absorbed[-1] == 0.0:
        return False
    amounts = np.concatenate([absorbed, forced])
    within = (amounts >= SMALLEST) & (amounts <= LARGEST)
    return bool((within | (amounts == 0.0)).all())


def search(absorbed: Array, forced: Array, shocks: Shocks) -> IntArray:
    """min{k : W·A_k ≥ V0 + φ·F_k}, -1 for none, bit for bit as `scan.first_level`.

    absorbed    A, shape (levels,), at least `WINDOW` of them, fit for it by `worth_it`
    forced      F, the same shape
    shocks      the scenarios
    returns     numbers of levels, shape (scenarios,)
    """
    shared = Shared(envelope(absorbed, forced), hull(absorbed, forced))
    level = np.empty(shocks.shock.size, dtype=np.int64)
    with np.errstate(over="ignore"):  # shocks beyond all measure: no level holds them
        for batch in parts(level.size, BATCH):
            level[batch] = _batch(shared, shocks.at(batch))
    return level


def _batch(shared: Shared, shocks: Shocks) -> IntArray:
    size = shocks.shock.size
    level, start, proved = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, bool)
    for part in parts(size, TOGETHER):
        start[part], (level[part], proved[part]) = _guessed(shared, shocks.at(part))
    for step in (_by_record, _onward, _by_hull, _by_scan):
        left = np.flatnonzero(~proved)
        for part in parts(left.size, TOGETHER):
            these = left[part]
            level[these], proved[these] = step(shared, shocks.at(these), start[these])
    return level


def _guessed(shared: Shared, shocks: Shocks) -> tuple[IntArray, Found]:
    """A window around a guess, and its first level that may reach the target, if that holds."""
    rays = shared.table.rays(shocks)
    if rays is None:
        start = np.zeros(shocks.shock.shape, dtype=np.int64)
        return start, Found(start, start > 0)
    start = shared.table.guess(rays)
    start -= WINDOW // 2 - 1
    np.maximum(start, 0, out=start)
    np.minimum(start, shared.last + 1 - WINDOW, out=start)
    level, step = start.copy(), WINDOW // 2
    while step:
        level += step * (shared.table.height(rays, level + (step - 1)) < rays.target)
        step //= 2
    proved = (level > start) | (start == 0)
    proved &= shared.holds(level, shocks)
    nowhere = rays.top < rays.target
    return start, Found(np.where(nowhere, -1, level), proved | nowhere)


def _by_record(shared: Shared, shocks: Shocks, start: IntArray) -> Found:
    """A level of the window that holds while the one before it falls short and is a record."""
    level, step = start.copy(), WINDOW // 2
    while step:
        level += step * ~shared.holds(level + (step - 1), shocks)
        step //= 2
    before = np.maximum(level - 1, 0)
    proved = shared.hull.is_record(before, shocks)
    proved &= shared.hull.falls_short(before, before, shocks)
    return Found(level, (proved | (level == 0)) & shared.holds(level, shocks))


def _onward(shared: Shared, shocks: Shocks, start: IntArray) -> Found:
    """From the first level of all that may reach the target, on level by level for a window."""
    rays = shared.table.rays(shocks)
    if rays is None:
        return Found(start, start < 0)
    level, step = np.zeros_like(start), 1 << shared.last.bit_length() >> 1
    while step:
        probe = np.minimum(level + (step - 1), shared.last)
        level += step * (shared.table.height(rays, probe) < rays.target)
        step //= 2
    np.minimum(level, shared.last, out=level)
    holds = shared.holds(level, shocks)
    for _ in range(WINDOW):
        level += ~holds & (level < shared.last)
        holds = shared.holds(level, shocks)
    return Found(level, holds)


def _by_hull(shared: Shared, shocks: Shocks, start: IntArray) -> Found:
    """Bisection over all levels: no level up to `low` holds, `high` does; both by the hull."""
    low, high = np.full_like(start, -1), np.full_like(start, shared.last + 1)
    proved = start >= 0
    while True:
        open_ = proved & (high - low > 1)
        if not open_.any():
            return Found(np.where(high <= shared.last, high, -1), proved)
        middle = np.maximum((low + high) // 2, 0)
        record = shared.hull.record(middle, shocks)
        short = shared.hull.falls_short(record, middle, shocks)
        holds = ~short & shared.holds(record, shocks)
        low = np.where(open_ & short, middle, low)
        high = np.where(open_ & holds, record, high)
        proved &= ~open_ | short | holds


def _by_scan(shared: Shared, shocks: Shocks, start: IntArray) -> Found:
    level = first_level(shared.hull.absorbed, shared.hull.forced, shocks)
    return Found(level, start >= 0)
