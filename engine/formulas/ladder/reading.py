"""Reading many ladders: histories and assumptions of days × scenarios come in, one number each out.

The rows are worked on in chunks, so that a history of years fits into memory. A row without enough
known days is NaN and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.formulas.ladder.bridging import Histories, bridged, read_histories, usable
from engine.formulas.ladder.cohorts import Ladder, build_ladder
from engine.formulas.ladder.weights import LEVERAGES, leverage_weights
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    POSITIVE,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    Domain,
    IntArray,
    broadcast,
    checked,
)

# Cells of one array worked on at once: some 10 MB.
CELLS = 1 << 20

DOMAINS = {
    "typical_leverage": AT_LEAST_ONE,
    "spread": POSITIVE,
    "maintenance": SHARE_BELOW_ONE,
    "turnover": SHARE,
}

# A ladder of some rows, the first known bar of each, and what else the reading asks for.
Reading = Callable[..., Array]


def read_each(
    reading: Reading,
    closes: Array,
    lows: Array,
    open_interest: Array,
    typical_leverage: Array,
    spread: Array,
    maintenance: Array,
    turnover: Array,
    **more: tuple[Array, Domain],
) -> Array:
    """One number off the ladder of every day and scenario.

    reading      takes a ladder of leading shape (rows,), the first known bar of each row, and the
                 arrays of `more`, of shape (rows,), by name
    arguments    as `pages.fuel_within`
    more         what else the reading takes, with its domain
    returns      the broadcast shape, NaN for rows that are not `usable`
    raises       ValueError naming the argument and index that is out of range
    source       none: this is how arrays are cut
    """
    told = read_histories(closes, lows, open_interest)
    assumed = (typical_leverage, spread, maintenance, turnover)
    given = {n: (x, DOMAINS[n]) for n, x in zip(DOMAINS, assumed, strict=True)} | more
    leads = broadcast(
        **{name: path[..., 0] for name, path in told._asdict().items()},
        **{name: checked(name, value, domain) for name, (value, domain) in given.items()},
    )
    shape, rows = leads[0].shape, leads[0].size
    columns = {n: x.reshape(rows) for n, x in zip(given, leads[len(told) :], strict=True)}
    found = np.full(rows, np.nan)
    step = max(1, CELLS // (told.closes.shape[-1] * len(LEVERAGES)))
    for start in range(0, rows, step):
        chunk = np.arange(start, min(start + step, rows))
        found[chunk] = _chunk(reading, _chosen(told, shape, chunk), columns, chunk)
    return found.reshape(shape)


def _chosen(told: Histories, shape: tuple[int, ...], chunk: IntArray) -> Histories:
    """The histories of some rows of the broadcast shape, each of shape (rows, bars)."""
    place = np.unravel_index(chunk, shape) if shape else ()
    bars = told.closes.shape[-1]
    wide = (np.broadcast_to(path, (*shape, bars)) for path in told)
    return Histories(*(np.atleast_2d(path[place]) for path in wide))


def _chunk(reading: Reading, told: Histories, columns: dict[str, Array], chunk: IntArray) -> Array:
    """Readings of some rows; NaN where the histories do not do."""
    good = usable(told)
    found = np.full(chunk.size, np.nan)
    if not good.any():
        return found
    assumed = np.stack([columns[name][chunk[good]] for name in DOMAINS])
    more = {name: x[chunk[good]] for name, x in columns.items() if name not in DOMAINS}
    bars = bridged(Histories(*(path[good] for path in told)))
    ladder = _ladder(*(x.tobytes() for x in (bars.closes, bars.lows, bars.coins, assumed)))
    found[good] = reading(ladder, bars.first, **more)
    return found


@lru_cache(maxsize=1)  # a page reads several numbers off the ladder of the same day
def _ladder(closes: bytes, lows: bytes, coins: bytes, assumed: bytes) -> Ladder:
    """The ladder of some rows, from the bytes of their arrays."""
    typical, spread, maintenance, turnover = np.frombuffer(assumed).reshape(len(DOMAINS), -1)
    close, low, open_interest = (
        np.frombuffer(each).reshape(typical.size, -1) for each in (closes, lows, coins)
    )
    weights = leverage_weights(typical, spread)
    return build_ladder(close, low, close, open_interest, weights, maintenance, turnover)
