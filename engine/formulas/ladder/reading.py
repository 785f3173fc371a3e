"""Reading many ladders: histories and assumptions of days × scenarios come in, numbers go out.

The rows are worked on in chunks, so that a history of years fits into memory. A row without enough
known days is NaN and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.formulas.ladder.bridging import Histories, bridged, usable
from engine.formulas.ladder.cohorts import Ladder, build_ladder
from engine.formulas.ladder.weights import LEVERAGES, leverage_weights
from engine.numeric.arguments import Array, IntArray

# Cells of one array worked on at once: some 10 MB.
CELLS = 1 << 20

# Numbers off a ladder of some rows, and what else the reading asks for.
Reading = Callable[..., tuple[Array, ...]]


class Assumed(NamedTuple):
    """What is assumed of leverage, each of the shape that days and scenarios share."""

    typical_leverage: Array
    spread: Array
    maintenance: Array
    turnover: Array


def read_each(
    reading: Reading, fields: int, told: Histories, assumed: Assumed, **more: Array
) -> Array:
    """Numbers off the ladder of every day and scenario.

    reading    takes a ladder of leading shape (rows,) and the arrays of `more`, of shape (rows,),
               by name
    fields     how many arrays of shape (rows,) it gives
    told       histories whose leading shapes broadcast to that of what is assumed
    more       what else the reading takes, of that shape
    returns    shape (fields, ...), NaN for rows that are not `usable`
    raises     ValueError naming the argument and index that the reading refuses
    source     none: this is how arrays are cut
    """
    shape, rows = assumed.spread.shape, assumed.spread.size
    columns = {name: x.reshape(rows) for name, x in (assumed._asdict() | more).items()}
    found = np.full((fields, rows), np.nan)
    step = max(1, CELLS // (told.closes.shape[-1] * len(LEVERAGES)))
    for start in range(0, rows, step):
        chunk = np.arange(start, min(start + step, rows))
        chosen = _chosen(told, shape, chunk)
        good = usable(chosen)
        if good.any():
            whole = Histories(*(path[good] for path in chosen))
            each = {name: x[chunk[good]] for name, x in columns.items()}
            found[:, chunk[good]] = _numbers(reading, whole, each)
    return found.reshape(fields, *shape)


def _chosen(told: Histories, shape: tuple[int, ...], chunk: IntArray) -> Histories:
    """The histories of some rows of the broadcast shape, each of shape (rows, bars)."""
    place = np.unravel_index(chunk, shape) if shape else ()
    bars = told.closes.shape[-1]
    wide = (np.broadcast_to(path, (*shape, bars)) for path in told)
    return Histories(*(np.atleast_2d(path[place]) for path in wide))


def _numbers(reading: Reading, told: Histories, columns: dict[str, Array]) -> tuple[Array, ...]:
    """Readings of some rows that are usable."""
    assumed = np.stack([columns[name] for name in Assumed._fields])
    more = {name: x for name, x in columns.items() if name not in Assumed._fields}
    bars = bridged(told)
    ladder = _ladder(*(x.tobytes() for x in (bars.closes, bars.lows, bars.coins, assumed)))
    return reading(ladder, **more)


@lru_cache(maxsize=1)  # several pages read the ladder of the same day
def _ladder(closes: bytes, lows: bytes, coins: bytes, assumed: bytes) -> Ladder:
    """The ladder of some rows, from the bytes of their arrays."""
    typical, spread, maintenance, turnover = np.frombuffer(assumed).reshape(
        len(Assumed._fields), -1
    )
    close, low, open_interest = (
        np.frombuffer(each).reshape(typical.size, -1) for each in (closes, lows, coins)
    )
    weights = leverage_weights(typical, spread)
    return build_ladder(close, low, close, open_interest, weights, maintenance, turnover)
