"""Distances: a ladder comes in; how far each liquidation price is, and sums by distance, go out."""

from __future__ import annotations

import numpy as np

from engine.formulas.ladder.ladder import Ladder
from engine.numeric.arguments import Array, IntArray


def dollars(ladder: Ladder) -> Array:
    """Held coins of each population at their liquidation prices, USD."""
    notional: Array = ladder.populations.held * ladder.liquidation_prices
    return notional


def log_distances(ladder: Ladder) -> Array:
    """Log move from the price to each liquidation price; infinite where nothing liquidates.

    Not below 0: what the last close has already passed, by a rounding or at entry, goes first.
    """
    with np.errstate(divide="ignore"):
        fall = np.log(ladder.price[..., np.newaxis, np.newaxis] / ladder.liquidation_prices)
    distances: Array = np.maximum(ladder.side * fall, 0.0)
    return distances


def summed(ladder: Ladder, cell: IntArray, cells: int, amounts: Array) -> Array:
    """Weighted sums by cell, shape (..., cells); what lies in cell number `cells` is left out."""
    amounts, cell = np.broadcast_arrays(amounts, cell)
    *lead, _, kinds = cell.shape
    slots = cells + 1
    row = np.arange(np.prod(lead, dtype=np.int64) * kinds).reshape(*lead, 1, kinds)
    sums = np.bincount((row * slots + cell).ravel(), amounts.ravel(), row.size * slots)
    kept = sums.reshape(*lead, kinds, slots)[..., :-1]
    weighted: Array = np.einsum("...jk,...j->...k", kept, ladder.weights)
    return weighted
