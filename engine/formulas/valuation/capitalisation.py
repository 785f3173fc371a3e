"""Capitalisation: price, supply and realised cap come in, market value and its ratios go out.

Market capitalisation is the last price times every coin, not money that was paid in: realised cap
is the nearest measure of that.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, Array, broadcast
from engine.numeric.histories import history, same_bars


@formula(
    "valuation.market_to_realised_z",
    returns="ratio",
    cap_history="USD[]",
    realised_history="USD[]",
)
def market_to_realised_z(cap_history: Array, realised_history: Array) -> Array:
    """MVRV-Z of the last bar, (MC − RC) / sd(MC), with the deviation of the bars up to it.

    Nothing after the last bar is used: a deviation of the whole sample would know the future. It
    depends on where the history begins, since the capitalisation has grown by orders of magnitude:
    the published series begins with the first coin, and a window of a year is another number.

    cap_history         MC, USD, market capitalisation by day, oldest first, shape (..., bars),
                        ≥ 0 or NaN; missing days are left out of the deviation
    realised_history    RC, USD, realised capitalisation, same bars, ≥ 0 or NaN; the last counts
    returns             dimensionless, shape (...); NaN where either is missing today, where fewer
                        than two days are known or where the capitalisation never changed
    raises              ValueError naming the argument and index that is out of range
    source              Mahmudov & Puell 2018; Glassnode, whose deviation is cumulative as here
    """
    caps = history("cap_history", cap_history, NON_NEGATIVE)
    realised = history("realised_history", realised_history, NON_NEGATIVE)
    same_bars(cap_history=caps, realised_history=realised)
    cap, realised_cap, deviation = broadcast(
        cap_history=caps[..., -1], realised_history=realised[..., -1], deviation=_deviation(caps)
    )
    return (cap - realised_cap) / np.where(deviation > 0.0, deviation, np.nan)


def _deviation(values: Array) -> Array:
    """Sample deviation of the known values along the last axis; 0 for fewer than two."""
    known = np.isfinite(values)
    count = known.sum(axis=-1, keepdims=True)
    mean = np.where(known, values, 0.0).sum(axis=-1, keepdims=True) / np.maximum(count, 1)
    squares = np.where(known, values - mean, 0.0) ** 2
    deviation: Array = np.sqrt(squares.sum(axis=-1) / np.maximum(count[..., 0] - 1, 1))
    return deviation
