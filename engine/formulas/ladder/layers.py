"""Layers: a ladder comes in; what a move forces out, by distance from the price, goes out.

Distances run from the ladder's price towards liquidation: down for longs, up for shorts, u the log
move, u = ln(P0/P) for longs. Dollars are coins at the liquidation price.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.ladder.distances import dollars, log_distances, summed
from engine.formulas.ladder.ladder import Ladder
from engine.numeric.arguments import (
    POSITIVE,
    SHARE,
    Array,
    checked,
    first_index,
    inside,
    ordered,
    place,
    whole,
)

# within / width may be a whole number that float64 misses by this much
ROUNDING = 1e-9

# layers within the distance: more would be finer than any price is quoted
MOST = 10_000


class Layers(NamedTuple):
    """The largest layers of a ladder, nearest to the price first, each of shape (..., layers).

    price       mean liquidation price in the layer, weighted by coins, USD per coin; NaN where
                there are fewer layers with coins in them
    coins       coins liquidated inside the layer
    notional    USD, the same coins at their liquidation prices
    fall        log distance of that price from the ladder's
    """

    price: Array
    coins: Array
    notional: Array
    fall: Array


def notional_within(ladder: Ladder, fall: Array | float) -> Array:
    """Dollars of positions whose liquidation price lies within a share of the price, Σ C·LP.

    ladder     of leading shape (...)
    fall       x, share of the price, broadcasts with (...), in [0, 1]: LP ≥ P·(1 − x)
    returns    USD at the liquidation prices, the broadcast shape
    raises     ValueError naming the index that is out of range
    source     sum over cohorts
    """
    return sum_within(ladder, checked("fall", fall, SHARE), dollars(ladder))


def next_layers(ladder: Ladder, width: Array | float, within: Array | float, count: int) -> Layers:
    """The `count` largest layers of a log width, out to a log distance, nearest first.

    Layers are the cells [0, w], (w, 2w], … of log distance from the price, as far as the last that
    begins before `within`; the largest hold most dollars.

    ladder     of leading shape (...)
    width      w, log width of a layer, broadcasts with (...), > 0
    within     how far to look, log distance, broadcasts with (...), 1 to `MOST` widths
    count      how many layers, whole, between 1 and `MOST`
    returns    Layers of shape (..., count); NaN prices where fewer layers have coins in them
    raises     ValueError naming the argument and index that is out of range
    source     sum over cohorts, cell by cell
    """
    width, within = inside(width=(width, POSITIVE), within=(within, POSITIVE))
    ordered("within", within, "width", width)
    _not_too_fine(width, within)
    if (count := whole("count", count)) > MOST:
        raise ValueError(f"count is {count}: ask for at most {MOST} layers")
    cells = np.ceil(within / width - ROUNDING)
    most = max(int(cells.max()), count)
    with np.errstate(over="ignore"):  # far beyond the last layer
        cell = np.ceil(log_distances(ladder) / width[..., np.newaxis, np.newaxis]) - 1.0
    beyond = cell >= cells[..., np.newaxis, np.newaxis]
    index = np.where(beyond, most, np.maximum(cell, 0.0)).astype(np.int64)
    held = summed(ladder, index, most, ladder.populations.held)
    sold = summed(ladder, index, most, dollars(ladder))
    chosen = np.sort(np.argsort(-sold, axis=-1, kind="stable")[..., :count], axis=-1)
    return _layers(
        ladder, np.take_along_axis(held, chosen, -1), np.take_along_axis(sold, chosen, -1)
    )


def _not_too_fine(width: Array, within: Array) -> None:
    """Refuse layers so fine that more than `MOST` of them lie within the distance."""
    fine = width < within / MOST
    if fine.any():
        index = first_index(fine)
        raise ValueError(
            f"{place('width', index)} is {width[index]:g}: it must be at least 1/{MOST} of "
            f"{place('within', index)}, {within[index]:g}"
        )


def sum_within(ladder: Ladder, fall: Array, amounts: Array) -> Array:
    """The weighted sum of what is liquidated within a share of the price.

    ladder     of leading shape (...)
    fall       x, share of the price, broadcasts with (...), in [0, 1]
    amounts    of each cohort, shape (..., days, leverages), in any unit
    returns    in the unit of the amounts, the broadcast shape
    """
    bound = (ladder.price * (1.0 - ladder.side * fall))[..., np.newaxis, np.newaxis]
    level = ladder.liquidation_prices
    reached = (ladder.side * level >= ladder.side * bound) & (level > 0.0)
    total: Array = (np.where(reached, amounts, 0.0).sum(axis=-2) * ladder.weights).sum(axis=-1)
    return total


def _layers(ladder: Ladder, coins: Array, notional: Array) -> Layers:
    price = np.divide(notional, coins, out=np.full(coins.shape, np.nan), where=coins > 0.0)
    fall = ladder.side * np.log(ladder.price[..., np.newaxis] / price)
    return Layers(price, coins, notional, fall)
