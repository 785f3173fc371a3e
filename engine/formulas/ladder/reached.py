"""When a price is reached: extremes of bars and levels come in, the first later bar goes out.

A position set up in bar t dies in the first bar after t whose extreme reaches its liquidation
price. That bar depends on prices alone, not on how many coins there are, so it is found for all
positions at once: a table of minima over 1, 2, 4, … bars, walked from the longest stretch down.
"""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import Array, IntArray


def first_reached(lows: Array, levels: Array, path: IntArray) -> IntArray:
    """The first bar u > t with low_u ≤ level_t; the number of bars where there is none.

    lows       lowest prices, shape (paths, bars), finite; for highs pass them negated
    levels     the level of each position, shape (bars, positions): row t is set up in bar t
    path       which row of `lows` each position lives on, shape (positions,)
    returns    bar, shape (bars, positions), in (t, bars]
    raises     nothing: the callers check
    source     binary lifting on a sparse table of range minima (Bender & Farach-Colton 2000)
    """
    bars = lows.shape[1]
    table, width = _minima(lows)
    bar = np.repeat(np.arange(1, bars + 1)[:, np.newaxis], levels.shape[1], axis=1)
    bar += path * width
    for power in range(len(table) - 1, -1, -1):
        bar += (table[power].take(bar) > levels).astype(np.int64) << power
    bar -= path * width
    found: IntArray = np.minimum(bar, bars)
    return found


def _minima(lows: Array) -> tuple[list[Array], int]:
    """Minima over 2^k bars from each bar on, one flat array for each k, and the row width.

    Beyond the last bar nothing is reached: rows are padded with infinities for as far as the walk
    can go, so that it needs no bounds.
    """
    paths, bars = lows.shape
    powers = max(1, bars.bit_length())
    width = bars + 1 + (1 << powers)
    row = np.full((paths, width), np.inf)
    row[:, :bars] = lows
    table = [row.ravel()]
    for power in range(powers - 1):
        longer = row.copy()
        step = 1 << power
        np.minimum(row[:, :-step], row[:, step:], out=longer[:, :-step])
        row = longer
        table.append(row.ravel())
    return table, width
