"""Scales: values come in, places in a picture go out, with ticks a reader can count by."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np

from engine.numeric.arguments import Array
from kb.frozen import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight line from values to places: `low` lies at `start`, `high` at `stop`."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        """The place of one value."""
        return float(self.places(np.array([value]))[0])

    def places(self, values: Array) -> Array:
        """The places of many; NaN stays NaN, and what lies outside is put at the edge."""
        span = (self.high - self.low) or 1.0
        share = np.clip((values - self.low) / span, 0.0, 1.0)
        return np.asarray(self.start + share * (self.stop - self.start))

    def holds(self, value: float) -> bool:
        """Whether a value lies on it."""
        return self.low <= value <= self.high


def ticks(low: float, high: float, most: int = 3) -> tuple[float, ...]:
    """Round values from `low` to `high`, both included where they are round, `most` at the most."""
    span = high - low
    if not span > 0.0:
        return (low,)
    size = 10.0 ** floor(log10(span / most))
    for step in (size * each for each in (*STEPS, 20.0, 50.0)):
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return tuple(round(n * step, 12) for n in range(first, last + 1))
    return ()


def covering(values: Array, *, zero: bool = False, room: float = 0.06) -> tuple[float, float]:
    """The ends of a scale for these values with some room, from or through nought if asked."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    space = (high - low or abs(high) or 1.0) * room
    return low - space * (low != 0.0 or not zero), high + space * (high != 0.0 or not zero)
