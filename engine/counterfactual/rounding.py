"""Rounding away from today: the first round number at or beyond a place where a finding turns.

A number printed for a flip must itself turn the finding, and lie so near to the place that a
hundredth of the way back does not: so the figures shown follow the length of the way.
"""

from __future__ import annotations

import math
from decimal import Decimal

SHARE = 0.004  # of the way, the most that rounding adds, before the next power of ten


def away(now: float, then: float) -> tuple[float, float]:
    """The two round numbers next to `then` on the far side of `now`, one of which may be `then`.

    now, then  in the unit they are printed in, finite; they must differ
    """
    way = then - now
    exponent = math.floor(math.log10(abs(way) * SHARE))
    unit = Decimal(1).scaleb(exponent)
    count = then / float(unit)
    near = round(count)
    on_it = math.isclose(count, near, rel_tol=1e-12)
    first = near if on_it else math.ceil(count) if way > 0 else math.floor(count)
    step = 1 if way > 0 else -1
    return float(first * unit), float((first + step) * unit)


def decimals(now: float, then: float) -> int:
    """Decimals a number rounded by `away` is printed with."""
    if now == then:
        return 0
    return max(-math.floor(math.log10(abs(then - now) * SHARE)), 0)
