"""How far a series may move, from its entry in the catalogue: a rule for each kind of series.

level   positive, with a relative tolerance: prices, open interest. Moves of its logarithm
rate    with an absolute tolerance: yields, shares, volatilities. Moves in its own unit
size    flows, and stocks that change sign: the logarithm of its size, held against a middle

The numbers are set on true data; docs/plausibility.md gives the false alarms that they come to.
"""

from __future__ import annotations

from math import inf, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.series import Series

Floats = NDArray[np.float64]
Kind = Literal["level", "rate", "size"]

USUAL = 20.0
"""Usual moves a level or a rate may make at once; the usual one is the median of the last."""
LEVEL_WIDTHS, RATE_WIDTHS = 20.0, 24.0
"""Tolerances of the catalogue that are no jump yet."""
LIGHT = 1 / 12
"""The part of them from which on a rate that is a power of ten off has made one."""
TIMES, PART = 4.0, 0.3
"""A rate is no jump between this part and these times of what it was."""
SPREADS, SIGNED_SPREADS = 12.0, 7.0
"""Usual distances from the middle that the size of a flow may have."""
LARGER, SIGNED_LARGER, TINY = log(8), log(12), log(10_000)
"""What is no jump of a size yet: up or down; where signs change, up; and down to near nought."""


@dataclass(frozen=True)
class Rule:
    """How one series is held against its past.

    up, down  what is no jump yet, in the scale of `scaled`, for a day
    usual     how many usual moves, or usual distances from the middle, are no jump
    low, high canonical units; stock: whether a nought can only be a missing value
    light     what is no jump yet even where it has the shape of a slip, as a power of ten has
    daily     whether a sudden nought is such a slip; a rate that is decided may be set to nought
    signed    whether a size near nought is common, since the series changes sign
    """

    kind: Kind
    up: float
    down: float
    usual: float
    low: float
    high: float
    stock: bool
    signed: bool = False
    light: float = 0.0
    daily: bool = True

    def scaled(self, value: Floats) -> Floats:
        """The values in the scale of their moves; minus infinity for a nought that has no size."""
        if self.kind == "rate":
            return value
        with np.errstate(divide="ignore"):
            return np.log(np.abs(value))

    def outside(self, value: Floats) -> NDArray[np.bool_]:
        """Where a value lies outside its plausible range, or is a nought in a stock."""
        beyond: NDArray[np.bool_] = (value < self.low) | (value > self.high)
        return beyond | (value == 0) if self.stock else beyond


def rule_of(catalog: Catalog, name: str) -> Rule | None:
    """The rule of a series; None for dates of events."""
    series = catalog.get(name)
    if series.measure == "event":
        return None
    absolute, relative = catalog.tolerance(name)
    kind = _kind(series, absolute)
    low, high = series.plausible_range or (-inf, inf)
    stock = series.positive and series.measure == "stock"
    if kind == "size":
        if series.positive:
            return Rule(kind, LARGER, LARGER, SPREADS, low, high, stock)
        return Rule(kind, SIGNED_LARGER, TINY, SIGNED_SPREADS, low, high, stock, signed=True)
    widths = (absolute or 0.0) * RATE_WIDTHS if kind == "rate" else (relative or 0.0) * LEVEL_WIDTHS
    light = widths * LIGHT if kind == "rate" else min(widths, log(10) / 2)
    daily = series.cadence == "daily"
    return Rule(kind, widths, widths, USUAL, low, high, stock, light=light, daily=daily)


def _kind(series: Series, absolute: float | None) -> Kind:
    if series.measure == "flow":
        return "size"
    if absolute is not None:
        return "rate"
    return "level" if series.positive else "size"
