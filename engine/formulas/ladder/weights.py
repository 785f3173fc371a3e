"""Leverage weights: a typical leverage and a spread come in, a prior over leverages goes out.

Nobody publishes how leverage is spread over open interest. What is here is the prior that every
ladder begins with; `inference` holds it against realised liquidations where there are any.
Leverage is effective: notional over the collateral that really stands behind it, so margin kept in
reserve on a cross account lowers it.
"""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    broadcast,
    checked,
    first_index,
    place,
)

# The multiples that venues offer in their menus, nearly even in logarithm. 1 is a position without
# leverage, which no positive price liquidates; 125 the most that the large venues offer on bitcoin.
LEVERAGES: tuple[float, ...] = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 125)

SUM_TOLERANCE = 1e-9


def leverage_weights(
    typical: Array | float, spread: Array | float, grid: Array | tuple[float, ...] = LEVERAGES
) -> Array:
    """Log-normal shares of open interest on a grid, w_j ∝ Δ_j·exp(−ln²(l_j/l₀)/(2σ²)).

    Δ_j is the width of the cell round l_j in ln l, half the distance to each neighbour: the density
    of a log-normal law, summed as by the trapezium rule and made to sum to one.

    typical    l₀, the median leverage, any shape (...), ≥ 1
    spread     σ, standard deviation of ln l, broadcasts, > 0: 0.7 puts two thirds within a factor
               of two either way
    grid       l_j, one row, rising, ≥ 1
    returns    w, shares that sum to 1, shape (..., leverages)
    raises     ValueError naming the argument and index that is out of range or not rising
    source     our reading: log-normal because leverage is a positive ratio; no venue publishes it
    """
    leverages = leverage_grid(grid, "grid")
    typical, spread = broadcast(
        typical=checked("typical", typical, AT_LEAST_ONE),
        spread=checked("spread", spread, POSITIVE),
    )
    place_on_grid = np.log(leverages)
    distance = (place_on_grid - np.log(typical)[..., np.newaxis]) / spread[..., np.newaxis]
    exponent = np.log(_cells(place_on_grid)) - 0.5 * distance**2
    share = np.exp(exponent - exponent.max(axis=-1, keepdims=True))
    total: Array = share / share.sum(axis=-1, keepdims=True)
    return total


def leverage_grid(grid: Array | tuple[float, ...], name: str = "leverages") -> Array:
    """A row of leverages, ≥ 1 and rising.

    grid      the leverages, numbers
    name      what the caller calls them
    raises    ValueError naming the first leverage that is out of range or not above the one before,
              or what is no row of numbers
    """
    leverages = checked(name, grid, AT_LEAST_ONE)
    if leverages.ndim != 1 or not leverages.size:
        raise ValueError(
            f"{name} has shape {leverages.shape}: give one row of at least one leverage"
        )
    falls = np.diff(leverages) <= 0.0
    if falls.any():
        j = first_index(falls)[0] + 1
        raise ValueError(
            f"{name}[{j}] is {leverages[j]:g}: it must be above {name}[{j - 1}], "
            f"{leverages[j - 1]:g}"
        )
    return leverages


def shares(name: str, value: Array, leverages: int) -> Array:
    """Weights over leverages: shares along the last axis, each sum 1.

    raises    ValueError naming the first index that is negative or whose sum is not 1
    """
    weights = checked(name, value, NON_NEGATIVE)
    if weights.shape[-1:] != (leverages,):
        raise ValueError(
            f"{name} has shape {weights.shape}: its last axis must be the grid's, {leverages}"
        )
    off = np.abs(weights.sum(axis=-1) - 1.0) > SUM_TOLERANCE
    if off.any():
        index = first_index(off)
        raise ValueError(f"{place(name, index)} sums to {weights[index].sum():g}: it must sum to 1")
    return weights


def _cells(positions: Array) -> Array:
    """Half the distance to each neighbour; a single position has all of the line."""
    if positions.size == 1:
        return np.ones(1)
    steps = np.diff(positions)
    widths: Array = 0.5 * (np.append(steps, steps[-1]) + np.append(steps[0], steps))
    return widths
