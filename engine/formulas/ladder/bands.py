"""Bands: a curve of forced sales comes in; its density and its bands over scenarios go out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.cascade.crossing import Curve
from engine.numeric.arguments import Array, Domain, checked, place

LOWER_HALF = Domain("between 0 and 0.5", low=0.0, high=0.5)
UPPER_HALF = Domain("between 0.5 and 1", low=0.5, high=1.0)


class Bands(NamedTuple):
    """Cumulative forced sales over scenarios or draws, USD, each of shape (levels,)."""

    low: Array
    middle: Array
    high: Array


def density(curve: Curve) -> Array:
    """Forced sales per unit log move between the levels of a curve, L = ΔF/Δu.

    curve      cumulative USD at levels that rise, shape (..., levels)
    returns    USD per unit log move, shape (..., levels − 1), ≥ 0
    raises     ValueError naming a level that does not rise
    source     L = F′, the slope in the reproduction number
    """
    width = np.diff(curve.levels)
    if (width <= 0.0).any():
        k = int(np.argmax(width <= 0.0)) + 1
        raise ValueError(
            f"{place('levels', (k,))} is {curve.levels[k]:g}: it must be above the level before"
        )
    slope: Array = np.diff(curve.amounts, axis=-1) / width
    return slope


def bands(curve: Curve, low: float = 0.0, high: float = 1.0) -> Bands:
    """Quantiles of F(u) over all scenarios or draws, level by level, with the median between.

    curve      cumulative USD, shape (..., levels)
    low        quantile of the lower band in [0, ½]; 0 is the least of the scenarios
    high       quantile of the upper band in [½, 1]; 1 is the most
    returns    Bands
    raises     ValueError naming the quantile that is out of range
    source     scenarios are ranges, so their extremes; draws are samples, so their quantiles
    """
    ranks = (float(checked("low", low, LOWER_HALF)), 0.5, float(checked("high", high, UPPER_HALF)))
    flat = curve.amounts.reshape(-1, curve.levels.size)
    return Bands(*np.quantile(flat, ranks, axis=0).astype(np.float64))
